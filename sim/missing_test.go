package sim_test

import (
	"math"
	"strings"
	"testing"

	"simrun/sim"
)

// courses is a trial whose control patients get worse, and in which nobody leaves.
const courses = `
[simulation]
trials = 4000
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 200
[population]
source = { kind = "categorical", levels = { umbilical = 0.5, marrow = 0.5 } }
[endpoints.y]
kind         = "longitudinal"
visits       = [0, 1, 2, 3]
mean.control = [10, 11, 12, 13]
mean.treated = { relative_to = "control", shift = -3, profile = [0, 0.3, 0.6, 1] }
sd           = 3
correlation  = { kind = "compound_symmetry", rho = 0.6 }
effects.source = { marrow = 3 }
[analyses.all]
endpoint = "y"
test  = { kind = "t" }
alpha = 0.05
[analyses.last]
endpoint = "y"
test  = { kind = "t" }
missing = "last"
alpha = 0.05
[analyses.umbilical]
endpoint = "y"
test  = { kind = "t" }
subgroup = { source = ["umbilical"] }
alpha = 0.05
[analyses.marrow]
endpoint = "y"
test  = { kind = "t" }
subgroup = { source = ["marrow"] }
alpha = 0.05
[endpoints.y.missing]
`

// biases runs the trial with a mechanism and returns the bias of every analysis in
// its standard errors.
func biases(t *testing.T, mechanism string) map[string]float64 {
	t.Helper()
	r := run(t, load(t, courses+strings.ReplaceAll(mechanism, "; ", "\n")), sim.Options{})
	out := map[string]float64{}
	for _, row := range r.Points[0].Rows {
		if row.Metric == "bias" {
			out[row.Analysis] = row.Value / row.SE
		}
	}
	if len(out) != 4 {
		t.Fatalf("%d biases, want 4", len(out))
	}
	return out
}

// TestBiasOfMissingValues shows for each mechanism where the bias is and where not:
// none when values are missing completely at random, whatever the arms lose; at
// random, in analyses that leave out what it depends on, and not in those within its
// strata; not at random, in all. The last value known is no remedy where patients change.
// None is 5.33 standard errors or less, a false alarm in 1e7; some is more than 8.
func TestBiasOfMissingValues(t *testing.T) {
	for _, c := range []struct{ mechanism, biased string }{
		{`kind = "mcar"; p = 0.2`, "last"},
		{`kind = "mcar"; p = { control = 0.3, treated = 0.05 }`, "last"},
		{`kind = "mcar"; p = 0.2; pattern = "intermittent"`, "last"},
		{`kind = "mar"; p = 0.2; strength = 0`, "last"},
		{`kind = "mnar"; p = 0.2; strength = 0`, "last"},
		{`kind = "mar"; p = 0.2; strength = 1.5`, "all last umbilical marrow"},
		{`kind = "mar"; p = 0.2; strength = -1.5; pattern = "intermittent"`, "all last umbilical marrow"},
		{`kind = "mar"; p = 0.2; strength = 1; center = 0; scale = 1e9; interactions.treated.source = { marrow = 3 }`, "all last"},
		{`kind = "mnar"; p = 0.2; strength = 1.5`, "all last umbilical marrow"},
		{`kind = "mnar"; p = 0.2; strength = 1.5; pattern = "intermittent"`, "all last umbilical marrow"},
	} {
		for name, z := range biases(t, c.mechanism) {
			switch some := strings.Contains(c.biased, name); {
			case some && math.Abs(z) < 8:
				t.Errorf("%s: the bias of %s is %.1f standard errors, want some", c.mechanism, name, z)
			case !some && math.Abs(z) > 5.33:
				t.Errorf("%s: the bias of %s is %.1f standard errors, want none", c.mechanism, name, z)
			}
		}
	}
}
