package plan

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// visits is a scenario of a longitudinal endpoint, a covariate and a responder.
const visits = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 40
[population]
age   = { kind = "normal", mean = 40, sd = 10 }
[endpoints.score]
kind         = "longitudinal"
visits       = [0, 3, 6]
mean.control = [10, 9, 8]
mean.treated = { relative_to = "control", shift = -2, profile = [0, 0.5, 1] }
sd           = 3.8
correlation  = { kind = "ar1", rho = 0.5 }
[endpoints.responder]
kind = "threshold"
of   = "score"
at   = 6
change_at_most = -4
[analyses.primary]
endpoint = "score"
test     = { kind = "t" }
alpha    = 0.05
`

func TestProblemsOfVisits(t *testing.T) {
	for _, c := range []struct {
		set  []string
		want []string
	}{
		{
			[]string{"endpoints.score.mean.treated", `{ relative_to = "placebo", shift = 1 }`},
			[]string{"endpoints.score.mean.treated.relative_to: placebo is no arm"},
		},
		{
			[]string{"endpoints.score.mean", `{ control = 1, tread = 2 }`},
			[]string{"endpoints.score.mean.tread: is no arm", "endpoints.score.mean.treated: missing"},
		},
		{
			[]string{"endpoints.score.correlation", `{ kind = "compound_symmetry", rho = -0.6 }`},
			[]string{"endpoints.score.correlation: is not positive definite"},
		},
		{
			[]string{"correlation", `{ of = ["age", "score"], rho = 0.95 }`},
			[]string{"correlation: is not positive definite"},
		},
		{
			[]string{"endpoints.score.entry", "{ at_least = 100 }"},
			[]string{"endpoints.score.entry: next to nobody meets it"},
		},
		{
			[]string{"endpoints.score.entry", "{ at_least = 8 }", "endpoints.score.mean.treated.profile", "[1, 1, 1]"},
			[]string{"endpoints.score.entry: the arms differ at the first visit, but patients are selected before they are assigned"},
		},
		{
			[]string{"endpoints.score.missing", `{ kind = "mcar", p = { control = 0.1 } }`},
			[]string{"endpoints.score.missing.p.treated: missing"},
		},
		{
			[]string{"endpoints.score.missing", `{ kind = "mar", p = 0.1, strength = 1, effects = { weight = 1 } }`},
			[]string{`endpoints.score.missing.effects.weight: there is no covariate "weight"`},
		},
		{[]string{"endpoints.responder.of", "sledai"}, []string{`endpoints.responder.of: there is no endpoint "sledai"`}},
		{[]string{"endpoints.responder.at", "5"}, []string{"endpoints.responder.at: 5 is no visit"}},
		{[]string{"enrollment.follow_up", "5"}, []string{
			"endpoints.score.visits: is after the end of every patient's follow-up at 5",
			"endpoints.responder.at: is after the end of every patient's follow-up at 5",
		}},
		{
			[]string{"population.score_3", `{ kind = "constant", value = 1 }`},
			[]string{"endpoints.score: has the column score_3 of a file of patients, as covariate score_3 has"},
		},
		{
			[]string{"population.entry", `{ kind = "constant", value = 1 }`},
			[]string{"population.entry: has the column entry of every file of patients"},
		},
		{
			[]string{"population.kind", `{ kind = "constant", value = 1 }`},
			[]string{"population.kind: is a word of the language, not a name"},
		},
	} {
		if diff := cmp.Diff(c.want, refused(t, visits, c.set...)); diff != "" {
			t.Errorf("%v (−want +got):\n%s", c.set, diff)
		}
	}
}

// TestTruthAtVisits compares what a comparison is said to estimate with numbers
// by hand: of a value N(m, s) from 0 on the mean is m·Φ(m/s) + s·φ(m/s).
func TestTruthAtVisits(t *testing.T) {
	clipped := func(m, s float64) float64 {
		return m*0.5*math.Erfc(-m/s/math.Sqrt2) + s*math.Exp(-m*m/s/s/2)/math.Sqrt(2*math.Pi)
	}
	for _, c := range []struct {
		set    []string
		value  float64
		reason string
	}{
		{nil, -2, ""},
		{[]string{"analyses.primary.at", "3"}, -1, ""},
		{[]string{"analyses.primary.value", "change"}, -2, ""},
		{[]string{"analyses.primary.missing", "last"}, -2, ""},
		{[]string{"endpoints.score.entry", "{ at_least = 8 }"}, -2, ""},
		{[]string{"endpoints.score.sd", "[5, 8, 8]", "endpoints.score.bounds", "[0, 1e6]"}, clipped(6, 8) - clipped(8, 8), ""},
		{[]string{"endpoints.score.effects.age", "0.1"}, -2, ""},
		{[]string{"endpoints.score.effects.age", "0.1", "endpoints.score.round", "1"}, 0, "covariates act on it"},
		{[]string{"endpoints.score.interactions.treated.age", "0.1"}, 0, "covariates act on it"},
		{[]string{"endpoints.score.mean.treated.shift", `{ draw = { kind = "normal", mean = 0, sd = 1 } }`}, 0, "its parameters are drawn anew for each trial"},
		{[]string{"analyses.primary.test.kind", "wilcoxon", "endpoints.score.entry", "{ at_least = 8 }"}, 0, "patients are selected by their first value"},
		{[]string{"analyses.primary.test.kind", "fisher", "analyses.primary.endpoint", "responder"}, 0, "the endpoint follows from others"},
	} {
		got := compile(t, visits, c.set...).Subject.Comparisons[0].Truth
		if got.Reason != c.reason || c.reason == "" && math.Abs(got.Value-c.value) > 1e-10 {
			t.Errorf("%v: %+v, want %v %q", c.set, got, c.value, c.reason)
		}
	}
}

// TestDrawnProfiles draws the effect once per trial, and gives each visit its share of it.
func TestDrawnProfiles(t *testing.T) {
	p := compile(t, visits, "endpoints.score.mean.treated.shift", `{ draw = { kind = "normal", mean = 0, sd = 1 } }`).Protocol
	for k, share := range []float64{0, 0.5, 1} {
		laws := p.Endpoints[0].Laws[k].Copy()
		laws.Prepare([]float64{-3})
		if diff := laws.ByArm[1].Mean() - laws.ByArm[0].Mean(); diff != -3*share {
			t.Errorf("visit %d: difference %v, want %v", k, diff, -3*share)
		}
	}
}

// TestSelectedComeFirst moves the endpoint by which patients are selected to the
// front of its block, with the correlations in their places.
func TestSelectedComeFirst(t *testing.T) {
	p := compile(t, visits, "endpoints.score.entry", "{ at_least = 8 }", "correlation", `{ of = ["age", "score"], rho = 0.2 }`).Protocol
	if len(p.Blocks) != 1 || len(p.Blocks[0].Columns) != 4 {
		t.Fatalf("blocks %+v", p.Blocks)
	}
	for i, c := range p.Blocks[0].Columns {
		if last := i == 3; last != (c.Covariate == 0) || !last && c.Column != i {
			t.Errorf("column %d is %+v", i, c)
		}
	}
	text := strings.Replace(visits, "[endpoints.responder]", `[endpoints.other]
kind = "longitudinal"
visits = [0]
mean = 1
sd = 1
entry = { at_least = 0 }
correlation = { kind = "ar1", rho = 0.5 }
[endpoints.responder]`, 1)
	want := []string{"correlation.of: names two endpoints with a criterion of entry"}
	if diff := cmp.Diff(want, refused(t, text, "endpoints.score.entry", "{ at_least = 8 }", "correlation", `{ of = ["score", "other"], rho = 0.2 }`)); diff != "" {
		t.Error(diff)
	}
}

// TestVisitsKeepTheirDraws gives a further visit without moving the others' addresses,
// and what is missing addresses of its own.
func TestVisitsKeepTheirDraws(t *testing.T) {
	before := compile(t, visits).Protocol.Endpoints[0].Slots
	p := compile(t, visits, "endpoints.score.visits", "[0, 1, 3, 6]", "endpoints.score.mean", "5", "endpoints.score.missing", `{ kind = "mcar", p = 0.1 }`).Protocol
	e := &p.Endpoints[0]
	if e.Slots[0] != before[0] || e.Slots[2] != before[1] || e.Slots[3] != before[2] {
		t.Errorf("slots %v, before %v", e.Slots, before)
	}
	if len(e.Missing.Slots) != 4 || e.Missing.Slots[0] == e.Slots[0] {
		t.Errorf("slots of missing values %v", e.Missing.Slots)
	}
}
