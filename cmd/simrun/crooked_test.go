package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/dist"
)

// crooked is a law that says it has the mean 0, and draws values with the mean 0.2.
type crooked struct{}

func (*crooked) Check(*spec.Problems)       {}
func (*crooked) Prepare([]float64)          {}
func (*crooked) Quantile(u float64) float64 { return num.NormalQuantile(u) + 0.2 }
func (*crooked) CDF(x float64) float64      { return num.NormalCDF(x - 0.2) }
func (*crooked) Mean() float64              { return 0 }
func (*crooked) Variance() float64          { return 1 }

const crookedScenario = `
[simulation]
trials = 4_000
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 100
[endpoints.e]
kind = "continuous"
at = 0
response.control = { kind = "normal", mean = 0, sd = 1 }
response.treated = { kind = "crooked" }
[analyses.x]
endpoint = "e"
test = { kind = "z", sd = 1 }
alpha = 0.05
[search]
range = [50, 5000]
precision = 0.05
goal = { at_least = 0.5 }
`

// A simulation that was broken deliberately is flagged beside the answer known
// without it: by run, in the report of its result, and by size. The law that breaks
// it is known in a process of its own only.
func TestBrokenSimulationIsFlagged(t *testing.T) {
	const variable = "SIMRUN_TEST_CROOKED"
	if os.Getenv(variable) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestBrokenSimulationIsFlagged$")
		c.Env = append(os.Environ(), variable+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	dist.Kinds.Add("crooked", &crooked{})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "crooked.toml"), []byte(crookedScenario), 0o644); err != nil {
		t.Fatal(err)
	}
	const warning = "more than 4 standard errors from the exact 0.05"
	for _, args := range [][]string{
		{"run", "crooked.toml", "--quiet", "--output", "out"},
		{"report", "out"},
		{"report", "out", "--format", "html"},
		{"size", "crooked.toml", "--quiet"},
	} {
		code, out, said := call(dir, args...)
		// Text is broken into lines.
		plain := strings.Join(strings.Fields(out), " ")
		if code != done || !strings.Contains(plain, warning) || !strings.Contains(plain, "does the scenario say what is meant?") {
			t.Errorf("%v: exit code %d, stderr %s, stdout without the warning\n%s", args, code, said, out)
		}
	}
	// With the law mended nothing is said.
	_, out, _ := call(dir, "run", "crooked.toml", "--quiet", "--output", "mended", "--set", `endpoints.e.response.treated={ kind = "normal", mean = 0, sd = 1 }`)
	if strings.Contains(out, "Warning") || strings.Contains(out, "standard errors from") {
		t.Errorf("a sound simulation is flagged:\n%s", out)
	}
}

// Parquet is not printed on a terminal.
func TestParquetIsNotForATerminal(t *testing.T) {
	s := newScene(t)
	s.terminal = true
	for _, args := range [][]string{
		{"run", "binary.toml", "--quiet", "--trials", "100", "--format", "parquet"},
		{"size", "binary.toml", "--quiet", "--format", "parquet"},
		{"report", "out", "--format", "parquet"},
	} {
		s.err.Reset()
		s.out.Reset()
		if code := s.run(t.Context(), args...); code != usage || s.out.Len() > 0 ||
			!strings.Contains(s.err.String(), "parquet is not for a terminal") || !strings.Contains(s.err.String(), "hint: ") {
			t.Errorf("%v: exit code %d: %s", args, code, s.err.String())
		}
	}
}
