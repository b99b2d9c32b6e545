package html_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim"
	"simrun/sim/report/html"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

var update = flag.Bool("update", false, "rewrite golden texts")

// cases are pages of every sort: scenario, and what is varied in it.
var cases = map[string]struct {
	file string
	sim.Request
}{
	"sequential": {"sequential", sim.Request{}},
	"draws":      {"draws", sim.Request{}},
	"visits":     {"visits", sim.Request{}},
	"events":     {"events", sim.Request{}},
	"categories": {"categories", sim.Request{}},
	"one":        {"one", sim.Request{}},
	"axis":       {"one", sim.Request{Vary: []scenario.Vary{{Path: "enrollment.size", Values: "20,30,40"}}}},
	"grid": {"one", sim.Request{Vary: []scenario.Vary{
		{Path: "enrollment.size", Values: "20,30,40"}, {Path: "endpoints.response.response.p", Values: "0.2,0.3,0.4"},
	}}},
	"heat": {"one", sim.Request{Vary: []scenario.Vary{
		{Path: "enrollment.size", Values: "20:70:10"}, {Path: "endpoints.response.response.p", Values: "0.2:0.45:0.05"},
	}}},
	"one at a time": {"one", sim.Request{OneAtATime: true, Vary: []scenario.Vary{
		{Path: "enrollment.size", Values: "20,40"}, {Path: "endpoints.response.response.p", Values: "0.2,0.4"}, {Path: "analyses.primary.alpha", Values: "0.05,0.1"},
	}}},
	"three axes": {"one", sim.Request{Vary: []scenario.Vary{
		{Path: "enrollment.size", Values: "20,40"}, {Path: "endpoints.response.response.p", Values: "0.2,0.4"}, {Path: "analyses.primary.alpha", Values: "0.05,0.1"},
	}}},
}

// ran are the cases that have been run, as the bytes of a file.
var ran = map[string][]byte{}

// run is the result of a case, as it is read from a file.
func run(t *testing.T, name string) *shard.Result {
	t.Helper()
	if ran[name] == nil {
		ran[name] = simulate(t, name)
	}
	r, err := shard.Read(ran[name])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// simulate runs a case.
func simulate(t *testing.T, name string) []byte {
	t.Helper()
	c := cases[name]
	text, err := os.ReadFile(filepath.Join("testdata", c.file+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sim.LoadStudy(string(text), c.Request)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.RunStudy(context.Background(), s, sim.Options{Name: c.file, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// write is the page of a result.
func write(t *testing.T, r *shard.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// element is an element of a page.
type element struct {
	name     string
	attr     map[string]string
	text     string // of all below it
	children []*element
}

// parse reads a page, whose elements must be closed where they ought to be.
func parse(t *testing.T, page string) *element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	root := &element{}
	open := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			top := open[len(open)-1]
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		}
	}
}

// all are the elements of a name at or below e.
func (e *element) all(names ...string) (found []*element) {
	for _, c := range e.children {
		for _, name := range names {
			if c.name == name {
				found = append(found, c)
			}
		}
		found = append(found, c.all(names...)...)
	}
	return found
}

// outline is what one who listens to the page can jump to.
func (e *element) outline() string {
	var b strings.Builder
	for _, e := range e.all("h1", "h2", "dt", "title", "desc", "figcaption", "caption") {
		b.WriteString(e.name + ": " + strings.Join(strings.Fields(e.text), " ") + "\n")
	}
	return b.String()
}

func TestPagesAreAccessible(t *testing.T) {
	for name := range cases {
		t.Run(name, func(t *testing.T) {
			root := parse(t, write(t, run(t, name)))
			if h := root.all("html"); len(h) != 1 || h[0].attr["lang"] != "en" {
				t.Error("the page has no language")
			}
			if n := len(root.all("h1")); n != 1 {
				t.Errorf("%d first headings", n)
			}
			ids := checkIDs(t, root)
			checkTables(t, root)
			checkFigures(t, root, ids)
		})
	}
}

// checkIDs finds the ids, which must be unique, and checks who refers to them.
func checkIDs(t *testing.T, root *element) map[string]*element {
	ids := map[string]*element{}
	var walk func(e *element)
	walk = func(e *element) {
		if id := e.attr["id"]; id != "" {
			if ids[id] != nil {
				t.Errorf("id %s twice", id)
			}
			ids[id] = e
		}
		for _, c := range e.children {
			walk(c)
		}
	}
	walk(root)
	for _, e := range root.all("section", "svg", "a") {
		for _, id := range strings.Fields(e.attr["aria-labelledby"] + " " + strings.TrimPrefix(e.attr["href"], "#")) {
			if ids[id] == nil {
				t.Errorf("%s refers to %s, which is nowhere", e.name, id)
			}
		}
	}
	return ids
}

func checkTables(t *testing.T, root *element) {
	for _, table := range root.all("table") {
		if c := table.all("caption"); len(c) != 1 || strings.TrimSpace(c[0].text) == "" {
			t.Error("a table has no caption")
		}
		for _, th := range table.all("th") {
			if th.attr["scope"] == "" {
				t.Errorf("heading %q has no scope", th.text)
			}
		}
		columns := len(table.all("thead")[0].all("th"))
		for _, tr := range table.all("tbody")[0].all("tr") {
			if n := len(tr.children); n != columns && tr.children[0].attr["colspan"] == "" {
				t.Errorf("%d cells under %d headings: %s", n, columns, tr.text)
			}
		}
	}
}

func checkFigures(t *testing.T, root *element, ids map[string]*element) {
	figures := root.all("figure")
	if len(figures) == 0 {
		t.Error("no figure")
	}
	for _, f := range figures {
		svg := f.all("svg")
		if len(svg) != 1 || len(f.all("figcaption")) != 1 {
			t.Fatal("a figure without drawing or caption")
		}
		names := strings.Fields(svg[0].attr["aria-labelledby"])
		if svg[0].attr["role"] != "img" || len(names) != 2 {
			t.Fatal("a drawing without name")
		}
		for i, want := range []string{"title", "desc"} {
			if e := ids[names[i]]; e == nil || e.name != want || len(e.text) < 8 {
				t.Errorf("a drawing has no %s", want)
			}
		}
	}
}

var outside = regexp.MustCompile(`(?i)https?:|//[a-z]|<script|<link|<img|<iframe|@import|url\(|\ssrc=|\son[a-z]+=`)

func TestPagesNeedNothingElse(t *testing.T) {
	for name := range cases {
		r := run(t, name)
		page := write(t, r)
		if m := outside.FindString(page); m != "" {
			t.Errorf("%s: the page has %s", name, m)
		}
		if strings.Contains(page, "<b>") {
			t.Errorf("%s: text of the scenario is taken as markup", name)
		}
		if page != write(t, r) {
			t.Errorf("%s: the same result gives other bytes", name)
		}
	}
}

func TestOutline(t *testing.T) {
	for name := range cases {
		got := parse(t, write(t, run(t, name))).outline()
		file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".outline")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-want +got); -update rewrites it:\n%s", file, d)
		}
	}
}

// A result whose scenario is another one, or none, is rendered without what
// would be made from it.
func TestResultsWithoutTheirScenario(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(r *shard.Result)
		says  string
	}{
		"none":    {func(r *shard.Result) { r.Scenario.Canonical = "" }, "the result does not carry its scenario"},
		"another": {func(r *shard.Result) { r.Scenario.Canonical += "\n[dropout]\nkind = \"exponential\"\nrate = 1.0\n" }, "has fingerprint"},
		"broken":  {func(r *shard.Result) { r.Scenario.Canonical += "\n[nonsense]\n" }, "not one of this version"},
	} {
		r := run(t, "one")
		if _, err := html.Recompile(r); err != nil {
			t.Fatal(err)
		}
		c.spoil(r)
		page := write(t, r)
		if !strings.Contains(page, c.says) || strings.Contains(page, `id="design"`) || !strings.Contains(page, "Power 8") {
			t.Errorf("%s: does not say %q, or says too much or too little", name, c.says)
		}
	}
}

// The design is worded as the statistical section of a protocol would.
func TestDesignInWords(t *testing.T) {
	var got []string
	for _, dd := range parse(t, write(t, run(t, "sequential"))).all("dd") {
		got = append(got, dd.text)
	}
	want := []string{
		"300 patients are randomized to 2 arms in the ratio 1:1: 150 to One infusion (single), the control; 150 to Two infusions (double).",
		"They are assigned in permuted blocks of 4.",
		"Patients arrive at random (a Poisson process), 10 per month on average. Enrollment is expected to be complete after 30 months.",
		"Patients leave early after a random time: in all arms exponential, survival (at 12, value 0.95) (median 162.2 months).",
		"relapse: time to the event. Assumed: in single exponential, survival (at 12, value 0.6) (median 16.28 months); in double as single, hazard ratio 0.65 (median 25.05 months).",
		"death: time to the event. Assumed: in all arms Weibull, shape 1.2, median 120.",
		"relapse: log-rank test of relapse, double against single, one-sided (less) at alpha 0.025. The laws assumed imply a hazard ratio of 0.65.",
		"The data are looked at 3 times: when 60 events of relapse are reported; when 120 events of relapse are reported, at the latest at 60 months; when 180 events of relapse are reported.",
		"Efficacy bounds of relapse: the Lan–DeMets spending function of O’Brien–Fleming type. Futility bounds: the Hwang–Shih–DeCani spending function (gamma -2, beta 0.1), not binding, and ignored when efficacy bounds are computed. Planned bounds of z: 3.710, 2.511 and 1.993.",
		"Spending functions are spent at the information observed; the last look spends all that is left.",
	}
	if d := cmp.Diff(want, got[:min(len(got), len(want))]); d != "" {
		t.Error(d)
	}
}

// The line of the power that is planned for is that of the scenario's search.
func TestGoalIsDrawn(t *testing.T) {
	r := run(t, "axis")
	if page := write(t, r); !strings.Contains(page, "power of 80 % (dashed)") {
		t.Error("without a search, the powers in use are not drawn")
	}
	r.Scenario.Canonical += "\n[search]\nrange = [10.0, 100.0]\n[search.goal]\nat_least = 0.85\n"
	if page := write(t, r); !strings.Contains(page, "power of 85 % (dashed)") {
		t.Error("the goal of the search is not drawn")
	}
}
