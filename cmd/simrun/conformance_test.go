package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"simrun/sim/stats/analysis"
	"simrun/sim/study/replay"
)

// conformanceTables are the patients that R and simrun both analyze: those of a
// trial as seen at a look.
var conformanceTables = []conformanceTable{
	{scenario: "means", trial: 0, look: 1},
	{scenario: "means", trial: 7, look: 2},
	{scenario: "one_arm", trial: 3, look: 1},
	{scenario: "rates", trial: 4, look: 1},
	{scenario: "rates", trial: 5, look: 2},
	{scenario: "survival", trial: 0, look: 1},
	{scenario: "survival", trial: 1, look: 2},
	{scenario: "counts", trial: 0, look: 1},
	{scenario: "counts", trial: 1, look: 2},
	{scenario: "visits", trial: 0, look: 1},
	{scenario: "visits", trial: 1, look: 2},
}

// conformanceScripts make the calls in R.
var conformanceScripts = []string{"means", "rates", "survival", "counts", "visits"}

// conformanceWithout says why a kind of test has no case.
var conformanceWithout = map[string]string{
	"boschloo": "no package of Debian has it; its reference values come from an own enumeration in R",
}

// conformanceTable is a file of patients, and what simrun finds in it.
type conformanceTable struct {
	scenario    string
	trial, look int
	time        float64 // calendar time of the look
	found       []replay.Analysis
	tests       map[string]string // by analysis, as kind(parameters)
}

func (c *conformanceTable) name() string { return fmt.Sprintf("%s_%d_%d", c.scenario, c.trial, c.look) }

func (c *conformanceTable) file() string { return "testdata/conformance/" + c.scenario + ".toml" }

// conformanceCase is what R says of one comparison.
type conformanceCase struct {
	table, analysis, treated string
	tolerance                float64 // relative
	call, note               string
	values                   map[string]float64
}

// TestConformance exports virtual patients by replay, lets R and simrun analyze
// the same file, and compares. It prints the table of all cases, which is kept in
// results/conformance.md: go test ./cmd/simrun -run Conformance -update writes it.
func TestConformance(t *testing.T) {
	rscript, err := exec.LookPath("Rscript")
	if err != nil {
		skip(t, "there is no Rscript; Debian has it in r-base-core")
	}
	requirePackages(t, rscript)
	t.Parallel() // while a Slurm is waited for
	folder := t.TempDir()
	tables := map[string]*conformanceTable{}
	list := "table,scenario,time\n"
	for i := range conformanceTables {
		c := &conformanceTables[i]
		c.export(t, folder)
		tables[c.name()] = c
		list += fmt.Sprintf("%s,%s,%s\n", c.name(), c.scenario, strconv.FormatFloat(c.time, 'g', -1, 64))
	}
	if err := os.WriteFile(filepath.Join(folder, "tables.csv"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	cases := runConformance(t, rscript, folder)
	text, worst := conformanceText(t, cases, tables)
	checkEveryComparison(t, cases)
	if t.Failed() {
		return
	}
	t.Logf("%d cases, greatest relative difference %.1e\n%s", len(cases), worst, text)
	golden(t, "../../results/conformance.md", text)
}

// requirePackages skips the test unless R has the packages.
func requirePackages(t *testing.T, rscript string) {
	t.Helper()
	const ask = `for (p in c("survival", "MASS", "nlme", "mvtnorm", "rpact", "metafor", "lmerTest", "pbkrtest")) if (system.file(package = p) == "") cat(p, "")`
	out, err := exec.Command(rscript, "--vanilla", "-e", ask).Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(out) > 0 {
		skip(t, "R has no package "+strings.TrimSpace(string(out))+"; Debian has it in r-cran-…")
	}
}

// export writes the patients of a look to a file, and analyzes that file.
func (c *conformanceTable) export(t *testing.T, folder string) {
	t.Helper()
	patients := filepath.Join(folder, c.name()+".csv")
	var told replay.Trial
	c.simrun(t, &told, "replay", c.file(), "--trial", strconv.Itoa(c.trial), "--look", strconv.Itoa(c.look), "--patients", patients)
	c.time = told.Looks[c.look-1].Time
	var found struct{ Analyses []replay.Analysis }
	c.simrun(t, &found, "analyze", c.file(), patients, "--at", shortest(c.time))
	c.found = found.Analyses
	text, err := os.ReadFile(c.file())
	if err != nil {
		t.Fatal(err)
	}
	c.tests = declaredTests(t, string(text))
}

// simrun calls simrun for JSON.
func (c *conformanceTable) simrun(t *testing.T, into any, args ...string) {
	t.Helper()
	code, out, said := call(".", append(args, "--format", "json")...)
	if code != 0 {
		t.Fatalf("%s: exit code %d\n%s", strings.Join(args, " "), code, said)
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatal(err)
	}
}

// declaredTests are the tests of a scenario as kind(parameters), by analysis.
func declaredTests(t *testing.T, text string) map[string]string {
	t.Helper()
	tests, analysis := map[string]string{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "[analyses."); ok {
			analysis = strings.TrimSuffix(name, "]")
		}
		key, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		if strings.TrimSpace(key) != "test" {
			continue
		}
		kind, ok := strings.CutPrefix(value, `{ kind = "`)
		kind, rest, ok2 := strings.Cut(kind, `"`)
		if !ok || !ok2 {
			t.Fatalf("analysis %s: write test = { kind = …, not %s", analysis, value)
		}
		rest = strings.TrimSuffix(strings.TrimPrefix(rest, ", "), " }")
		tests[analysis] = kind
		if rest != "" {
			tests[analysis] += "(" + strings.TrimSpace(rest) + ")"
		}
	}
	return tests
}

// runConformance runs the scripts at the same time, and returns the cases in order.
func runConformance(t *testing.T, rscript, folder string) []conformanceCase {
	t.Helper()
	said := make([][]byte, len(conformanceScripts))
	var all sync.WaitGroup
	for i, script := range conformanceScripts {
		all.Go(func() {
			cmd := exec.Command(rscript, "--vanilla", script+".R", folder)
			cmd.Dir = "testdata/conformance"
			var out, err bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &err
			if e := cmd.Run(); e != nil {
				t.Errorf("%s.R: %v\n%s", script, e, err.String())
			}
			said[i] = out.Bytes()
		})
	}
	all.Wait()
	var cases []conformanceCase
	for line := range strings.Lines(string(bytes.Join(said, nil))) {
		cases = append(cases, readConformance(t, strings.TrimSuffix(line, "\n")))
	}
	if t.Failed() {
		t.FailNow()
	}
	return cases
}

// readConformance reads one line of what a script says.
func readConformance(t *testing.T, line string) conformanceCase {
	t.Helper()
	f := strings.Split(line, "\t")
	if len(f) < 7 {
		t.Fatalf("a script says %q", line)
	}
	c := conformanceCase{table: f[0], analysis: f[1], treated: f[2], call: f[4], note: f[5], values: map[string]float64{}}
	var err error
	if c.tolerance, err = strconv.ParseFloat(f[3], 64); err != nil || c.tolerance > 1e-6 {
		t.Fatalf("%s: tolerance %s", line, f[3])
	}
	for _, pair := range f[6:] {
		key, value, _ := strings.Cut(pair, "=")
		if !slices.Contains(conformanceKeys, key) {
			t.Fatalf("%s: there is no %s", line, key)
		}
		if c.values[key], err = strconv.ParseFloat(value, 64); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return c
}

// conformanceKeys are the quantities that are compared, in the order of the table.
var conformanceKeys = []string{"estimate", "se", "lower", "upper", "statistic", "p", "n", "events"}

// quantities are those of the evidence.
func quantities(a *replay.Analysis) map[string]float64 {
	return map[string]float64{
		"estimate": float64(a.Estimate), "se": float64(a.SE), "lower": float64(a.Lower), "upper": float64(a.Upper),
		"statistic": float64(a.Statistic), "p": float64(a.P), "n": float64(a.N), "events": float64(a.Events),
	}
}

// relative is the relative difference of two values of a quantity. An end of an
// interval can be near 0 by chance, so that it is compared on the scale of its
// standard error.
func relative(key string, r, ours, se float64) float64 {
	scale := math.Max(math.Abs(r), math.Abs(ours))
	if key == "lower" || key == "upper" {
		scale = math.Max(scale, se)
	}
	switch d := math.Abs(r - ours); {
	case d == 0:
		return 0
	case math.IsNaN(d):
		return math.Inf(1)
	default:
		return d / scale
	}
}

// find is what simrun says of a case.
func (c *conformanceCase) find(table *conformanceTable) *replay.Analysis {
	if table == nil {
		return nil
	}
	for i := range table.found {
		if a := &table.found[i]; a.Analysis == c.analysis && a.Compare[0] == c.treated {
			return a
		}
	}
	return nil
}

// compare returns the greatest relative difference of a case.
func (c *conformanceCase) compare(t *testing.T, a *replay.Analysis) (worst float64) {
	ours := quantities(a)
	for _, key := range conformanceKeys {
		r, ok := c.values[key]
		if !ok {
			continue
		}
		d := relative(key, r, ours[key], float64(a.SE))
		if !(d < c.tolerance) {
			t.Errorf("%s, %s, %s: %s is %.17g by R, %.17g by simrun, relative difference %.1e\n\t%s", c.table, c.analysis, c.treated, key, r, ours[key], d, c.call)
		}
		worst = math.Max(worst, d)
	}
	if a.Status != "ok" {
		t.Errorf("%s, %s, %s: status %s", c.table, c.analysis, c.treated, a.Status)
	}
	return worst
}

// conformanceText compares all cases and returns the table, and the greatest
// difference.
func conformanceText(t *testing.T, cases []conformanceCase, tables map[string]*conformanceTable) (string, float64) {
	var text strings.Builder
	text.WriteString(conformanceHead)
	worst := 0.0
	for i := range cases {
		c := &cases[i]
		table := tables[c.table]
		a := c.find(table)
		if a == nil {
			t.Errorf("%s has no analysis %s of %s", c.table, c.analysis, c.treated)
			continue
		}
		d := c.compare(t, a)
		worst = math.Max(worst, d)
		if i == 0 || c.table != cases[i-1].table {
			fmt.Fprintf(&text, "\n## %s, trial %d, look %d\n\n%s", table.scenario, table.trial, table.look, conformanceColumns)
		}
		arms := a.Compare[0]
		if a.Compare[1] != "" {
			arms += " − " + a.Compare[1]
		}
		r := "`" + c.call + "`"
		if c.note != "" {
			r += "; " + c.note
		}
		fmt.Fprintf(&text, "| %s | %s, %s, %d patients | %s | %s | %s | < %s |\n", table.tests[c.analysis], c.analysis, arms, a.N,
			strings.ReplaceAll(r, "|", "\\|"), c.cell(c.values), c.cell(quantities(a)), strings.Replace(shortest(c.tolerance), "e-0", "e-", 1))
	}
	return text.String(), worst
}

// cell shows the values that R has.
func (c *conformanceCase) cell(values map[string]float64) string {
	var parts []string
	for _, key := range []string{"estimate", "se", "statistic", "p"} {
		if _, ok := c.values[key]; ok {
			parts = append(parts, fmt.Sprintf("%s %.6g", key, values[key]))
		}
	}
	return strings.Join(parts, ", ")
}

// checkEveryComparison asks for a case of every comparison of every table, of
// every kind of test, and for no case twice.
func checkEveryComparison(t *testing.T, cases []conformanceCase) {
	t.Helper()
	seen := map[[3]string]bool{}
	for _, c := range cases {
		key := [3]string{c.table, c.analysis, c.treated}
		if seen[key] {
			t.Errorf("%v is there twice", key)
		}
		seen[key] = true
	}
	kinds := map[string]bool{}
	for i := range conformanceTables {
		table := &conformanceTables[i]
		for _, a := range table.found {
			if !seen[[3]string{table.name(), a.Analysis, a.Compare[0]}] {
				t.Errorf("no script has %s, %s, %s", table.name(), a.Analysis, a.Compare[0])
			}
			kind, _, _ := strings.Cut(table.tests[a.Analysis], "(")
			kinds[kind] = true
		}
	}
	for _, kind := range analysis.Kinds.Names() {
		if why := conformanceWithout[kind]; kinds[kind] == (why != "") {
			t.Errorf("%s has a case: %v; why it has none: %q", kind, kinds[kind], why)
		}
	}
}

// conformanceHead stands above the tables.
const conformanceHead = `# The same patients, analyzed by R and by simrun

Virtual patients are exported by simrun replay --patients and analyzed twice: by R's packages, and by simrun analyze.
The scenarios and the calls in R are in cmd/simrun/testdata/conformance. The tables are those of a test, which makes
the calls and compares, and are written by it:

    go test ./cmd/simrun -run Conformance -v -update

Compared are the estimate, its standard error, both ends of the interval (and with them the degrees of freedom), the
statistic, p, and the number of patients, as far as R gives them. The last column bounds the greatest relative
difference of these; for the ends of an interval it is relative to the standard error where that is larger. Where a
function of R stops before its last digits, as polr, glm.nb, gls and the standard errors of glm do, the call goes on
from there, as it says.
`

// conformanceColumns are the columns of a table.
const conformanceColumns = `| test | analysis | R | R's value | ours | difference |
| --- | --- | --- | --- | --- | --- |
`
