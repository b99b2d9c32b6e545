package html_test

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// checker is axe-core, the accessibility checker, as text. Its file is named by
// SIMRUN_AXE: axe.min.js of the package axe-core.
func checker(t *testing.T) string {
	t.Helper()
	name := os.Getenv("SIMRUN_AXE")
	if name == "" {
		if os.Getenv("SIMRUN_TEST_ALL") == "1" {
			t.Fatal("SIMRUN_TEST_ALL=1 needs SIMRUN_AXE=…/axe.min.js, which .ci/run fetches")
		}
		t.Skip("no SIMRUN_AXE=…/axe.min.js: the accessibility checker is not run; .ci/run runs it")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// finding is what the checker says of one page.
type finding struct {
	Page       string
	Contrasts  int // texts whose contrast was measured
	Violations []string
}

// report is a script that runs the checker in a page and tells the page around it.
const report = `<script>addEventListener("load", async () => {
  const r = await axe.run(document, {resultTypes: ["violations", "incomplete", "passes"]});
  const of = (list) => list.flatMap(v => v.nodes.map(n => v.id + " (" + v.help + "): " + n.html.slice(0, 200) + " " + (n.any[0] || n.all[0] || n.none[0] || {message: ""}).message));
  const contrast = r.passes.find(p => p.id === "color-contrast");
  parent.postMessage({page: name, contrasts: contrast ? contrast.nodes.length : 0, violations: of(r.violations)}, "*");
});</script></body>`

// harness collects what the pages in its frames tell.
const harness = `<!DOCTYPE html><html lang="en"><title>all</title><body><script>
const all = [];
addEventListener("message", e => {
  all.push(e.data);
  if (all.length === document.querySelectorAll("iframe").length) {
    const p = document.createElement("pre");
    p.id = "found"; p.textContent = JSON.stringify(all); document.body.append(p);
  }
});
</script>`

// audit runs the checker on pages, each in a frame of every width.
func audit(t *testing.T, pages map[string]string, dark bool, widths ...int) []finding {
	t.Helper()
	axe := checker(t)
	var b strings.Builder
	b.WriteString(harness)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		page := strings.Replace(pages[name], "</body>", "<script>"+strings.ReplaceAll(axe, "</script", `<\/script`)+"</script>"+report, 1)
		for _, width := range widths {
			fmt.Fprintf(&b, `<iframe name="%s, %d wide" title="%s" width="%d" height="2000" srcdoc="%s"></iframe>`,
				name, width, name, width, html.EscapeString(page))
		}
	}
	file := filepath.Join(t.TempDir(), "audit.html")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	dom := string(show(t, file, dark, 1400, "--virtual-time-budget=600000", "--dump-dom"))
	_, found, ok := strings.Cut(dom, `<pre id="found">`)
	found, _, _ = strings.Cut(found, "</pre>")
	var all []finding
	if err := json.Unmarshal([]byte(html.UnescapeString(found)), &all); !ok || err != nil {
		t.Fatalf("the checker says nothing: %v\n%.300s", err, found)
	}
	if len(all) != len(pages)*len(widths) {
		t.Errorf("%d pages checked, want %d of %d widths", len(all), len(pages), len(widths))
	}
	return all
}

func TestAccessibilityCheckerFindsNothing(t *testing.T) {
	browser(t)
	checker(t)
	// Of the sweeps those that differ in more than their tables.
	pages := allPages(t)
	for _, name := range []string{"grid", "three axes", "one at a time"} {
		delete(pages, name)
	}
	for _, dark := range []bool{false, true} {
		for _, f := range audit(t, pages, dark, 400, 1200) {
			if f.Contrasts < 20 {
				t.Errorf("%s, dark %v: the contrast of %d texts was measured", f.Page, dark, f.Contrasts)
			}
			for _, v := range f.Violations {
				t.Errorf("%s, dark %v: %s", f.Page, dark, v)
			}
		}
	}
}

// What is spoiled is found, in either theme.
func TestAccessibilityCheckerFindsWhatIsWrong(t *testing.T) {
	browser(t)
	checker(t)
	page := write(t, run(t, "one"))
	spoiled := map[string]string{
		"contrast": strings.Replace(page, "</style>", "main p { color: #888; background: #777; }</style>", 1),
		"name":     strings.Replace(page, "</main>", `<svg role="img"><path d="M0 0"/></svg></main>`, 1),
		"language": strings.Replace(page, `<html lang="en">`, "<html>", 1),
	}
	for _, dark := range []bool{false, true} {
		for _, f := range audit(t, spoiled, dark, 1200) {
			if len(f.Violations) == 0 {
				t.Errorf("%s, dark %v: nothing is found", f.Page, dark)
			}
		}
	}
}
