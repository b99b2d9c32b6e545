package html_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// browser is the program that shows pages, "" when there is none. Without it
// the tests of this file are skipped, unless SIMRUN_TEST_ALL=1 asks for
// everything.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("how pages look in a browser is not tested in a short test")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("SIMRUN_TEST_ALL") == "1" {
		t.Fatal("SIMRUN_TEST_ALL=1 needs chromium")
	}
	t.Skip("no chromium: how pages look in a browser is not tested; SIMRUN_TEST_ALL=1 would ask for it")
	return ""
}

// show runs the browser on a page, in a theme and of a width.
func show(t *testing.T, file string, dark bool, width int, more ...string) []byte {
	t.Helper()
	scheme := 1
	if dark {
		scheme = 0
	}
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--hide-scrollbars", "--enable-logging=stderr", "--user-data-dir=" + t.TempDir(),
		fmt.Sprintf("--blink-settings=preferredColorScheme=%d", scheme), fmt.Sprintf("--window-size=%d,1500", width),
	}, more...)
	c := exec.Command(browser(t), append(args, "file://"+file)...)
	var out, errors bytes.Buffer
	c.Stdout, c.Stderr = &out, &errors
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errors.String())
	}
	if strings.Contains(errors.String(), ":CONSOLE") {
		t.Errorf("the console has messages:\n%s", errors.String())
	}
	return out.Bytes()
}

// probe is a script that a copy of the page runs to measure itself: it lists
// what is wider than the page, and words of figures that are clipped or touch.
const probe = `<script>
addEventListener("load", () => {
  const found = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push("page is " + wide + " wide");
  for (const svg of document.querySelectorAll("svg.figure")) {
    const name = svg.querySelector("title").textContent, frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].map(e => [e.textContent, e.getBoundingClientRect()]);
    words.forEach(([a, r], i) => {
      if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1) found.push(name + ": " + a + " is clipped");
      for (const [b, q] of words.slice(i + 1))
        if (r.left < q.right - 1 && q.left < r.right - 1 && r.top < q.bottom - 4 && q.top < r.bottom - 4) found.push(name + ": " + a + " touches " + b);
    });
  }
  const p = document.createElement("p");
  p.id = "found"; p.textContent = "measured " + found.join("; "); document.body.append(p);
});
</script></body>`

// allPages are the pages of all cases, and that of a search.
func allPages(t *testing.T) map[string]string {
	pages := map[string]string{"size": writeSizing(t, search(t, ""))}
	for name := range cases {
		pages[name] = write(t, run(t, name))
	}
	return pages
}

// One page with all pages below each other is measured on a narrow and on a wide
// screen.
func TestNothingIsClippedOrTouches(t *testing.T) {
	browser(t)
	var all strings.Builder
	pages := allPages(t)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		head, rest, _ := strings.Cut(pages[name], "<body>")
		body, _, _ := strings.Cut(rest, "</body>")
		if all.Len() == 0 {
			all.WriteString(head + "<body>")
		}
		all.WriteString(body)
	}
	file := filepath.Join(t.TempDir(), "measured.html")
	if err := os.WriteFile(file, []byte(all.String()+probe), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{400, 1200} {
		dom := string(show(t, file, false, width, "--dump-dom"))
		_, found, ok := strings.Cut(dom, `<p id="found">measured`)
		found, _, _ = strings.Cut(found, "</p>")
		if !ok || strings.TrimSpace(found) != "" {
			t.Errorf("%d wide: %v %s", width, ok, found)
		}
	}
}

func TestThemes(t *testing.T) {
	browser(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(write(t, run(t, "sequential"))), 0o644); err != nil {
		t.Fatal(err)
	}
	const width = 400
	light, shades := lightness(t, file, false, width)
	dark, darkShades := lightness(t, file, true, width)
	if light < 0.8 || dark > 0.3 || shades < 50 || darkShades < 50 {
		t.Errorf("lightness %.2f of %d shades, in the dark %.2f of %d", light, shades, dark, darkShades)
	}
}

// lightness is the mean lightness of a page, from 0 to 1, and how many different
// colors it has.
func lightness(t *testing.T, file string, dark bool, width int) (mean float64, shades int) {
	shot := filepath.Join(t.TempDir(), "page.png")
	show(t, file, dark, width, "--screenshot="+shot)
	b, err := os.ReadFile(shot)
	if err != nil {
		t.Fatal(err)
	}
	im, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return average(im)
}

func average(im image.Image) (mean float64, shades int) {
	seen := map[[3]uint32]bool{}
	b := im.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := im.At(x, y).RGBA()
			seen[[3]uint32{r, g, bl}] = true
			mean += float64(r+g+bl) / 3 / 0xffff
		}
	}
	return mean / float64(b.Dx()*b.Dy()), len(seen)
}
