package plan

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim/conduct/design"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/oc"
)

// comparison is what the design knows of a comparison of the plan.
func comparison(p *Plan, i int) design.Comparison { return p.Protocol.Setting.Comparisons[i] }

var nan = math.NaN()

func TestPlannedInformation(t *testing.T) {
	patients := []string{
		"design", `{ kind = "group_sequential", efficacy = { kind = "obrien_fleming" } }`,
		"analyses.os", `{ endpoint = "remission", test = { kind = "chi_square" }, compare = ["high", "control"], alpha = 0.05 }`,
		"looks.1.when", `{ kind = "patients", count = 30 }`, "looks.2.when", `{ kind = "patients", fraction = 0.5, followed = 6 }`,
		"looks.3.when", `{ kind = "patients", fraction = 1, followed = 6 }`,
	}
	with := func(base []string, more ...string) []string { return append(append([]string{}, base...), more...) }
	for _, c := range []struct {
		name     string
		set      []string
		index    int // of the comparison
		planned  []float64
		count    float64
		perCount float64
	}{
		{"events", nil, 0, []float64{0.25, 0.5, 1}, 80, 0.5},
		{"events, arm with more patients", nil, 1, []float64{0.25, 0.5, 1}, 80, 0.75},
		{"events say nothing of how many patients", nil, 2, []float64{0.25, 0.5, 1}, nan, 2. / 3 / 4},
		{"fractions of events", []string{"looks.1.when", `{ kind = "events", endpoint = "os", fraction = 0.3 }`}, 0, []float64{0.3, 0.5, 1}, 80, 0.5},
		{"as given", []string{"looks.1.information", "0.2"}, 0, []float64{0.2, 0.5, 1}, 80, 0.5},
		{"given by analysis", []string{"looks.1.information", "{ os = 0.2 }", "looks.2.information", "{ remission = 0.6 }"}, 0, []float64{0.2, 0.5, 1}, 80, 0.5},
		{"given for another analysis", []string{"looks.1.information", "{ os = 0.2 }", "looks.2.information", "{ remission = 0.6 }"}, 2, []float64{0.25, 0.6, 1}, nan, 2. / 3 / 4},
		{"last look of the analysis", []string{"looks.3.analyses", `["remission"]`}, 0, []float64{0.5, 1, 2}, 40, 0.5},
		{"a date", []string{"looks.2.when", `{ kind = "calendar", time = 20 }`}, 0, []float64{0.25, nan, 1}, 80, 0.5},
		{"a date with information", []string{"looks.2.when", `{ kind = "calendar", time = 20 }`, "looks.2.information", "0.6"}, 0, []float64{0.25, 0.6, 1}, 80, 0.5},
		{"a date last", []string{"looks.3.when", `{ kind = "calendar", time = 20 }`, "design.maximum", "80"}, 0, []float64{nan, nan, 1}, nan, 0.5},
		{"patients before events", []string{"looks.1.when", `{ kind = "patients", count = 60 }`}, 0, []float64{nan, 0.5, 1}, 80, 0.5},
		{"patients", patients, 0, []float64{0.25, 0.5, 1}, 120, 2. / 3 / 4},
		{"patients, equal arms", with(patients, "analyses.os.compare", `["low", "control"]`), 0, []float64{0.25, 0.5, 1}, 120, 1. / 2 / 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := comparison(compile(t, sequential, c.set...), c.index)
			if diff := cmp.Diff(c.planned, got.Planned, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("planned fractions (−want +got):\n%s", diff)
			}
			if !same(got.Count, c.count) || math.Abs(got.PerCount-c.perCount) > 1e-15 {
				t.Errorf("count %v of %v each, want %v of %v", got.Count, got.PerCount, c.count, c.perCount)
			}
		})
	}
}

// same is equality that holds for NaN too.
func same(x, y float64) bool { return x == y || x != x && y != y }

// The events of another endpoint plan the fractions, but not the number.
func TestEventsOfAnotherEndpoint(t *testing.T) {
	p := compile(t, sequential,
		"endpoints.pfs", `{ kind = "survival", response = { kind = "exponential", rate = 0.1 } }`,
		"analyses.os.endpoint", "pfs", "design.maximum", "{ os = 90 }")
	c := comparison(p, 0)
	if diff := cmp.Diff([]float64{0.25, 0.5, 1}, c.Planned); diff != "" || !math.IsNaN(c.Count) {
		t.Errorf("planned %v of %v", c.Planned, c.Count)
	}
}

func TestProtocol(t *testing.T) {
	p := compile(t, sequential)
	c := p.Protocol
	if diff := cmp.Diff([]string{"control", "low", "high"}, c.Arms); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{1, 1, 2}, c.Allocation.Ratio); diff != "" || c.Allocation.Size != 120 || c.Allocation.Control != 0 {
		t.Errorf("allocation %+v", c.Allocation)
	}
	if !math.IsInf(c.FollowUp, 1) || c.Dropout != nil {
		t.Errorf("follow-up %v, dropout %v", c.FollowUp, c.Dropout)
	}
	first := []int{c.Analyses[0].First, c.Analyses[1].First, c.Comparisons()}
	if diff := cmp.Diff([]int{0, 2, 3}, first); diff != "" {
		t.Error(diff)
	}
	pairs := []analysis.Pair{{Treated: 1, Control: 0}, {Treated: 2, Control: 0}, {Treated: 2, Control: 1}}
	if diff := cmp.Diff(pairs, append(c.Analyses[0].Hypothesis.Pairs, c.Analyses[1].Hypothesis.Pairs...)); diff != "" {
		t.Error(diff)
	}
	parts := [][]bool{c.Looks[0].Analyses, c.Looks[1].Analyses, c.Looks[2].Analyses}
	if diff := cmp.Diff([][]bool{{true, false}, {true, true}, {true, true}}, parts); diff != "" {
		t.Error(diff)
	}
	if c.Slots.Accrual == c.Slots.Assignment || c.Slots.Accrual == c.Slots.Dropout || c.Endpoints[0].Slots[0] == c.Endpoints[1].Slots[0] {
		t.Error("two things have one address")
	}
}

// A control that is not the first arm, and the follow-up of all patients.
func TestControlAnywhere(t *testing.T) {
	p := compile(t, fixed, "arms.control.control", "false", "arms.treated.control", "true", "enrollment.follow_up", "6")
	got := p.Protocol.Analyses[0].Hypothesis.Pairs
	if diff := cmp.Diff([]analysis.Pair{{Treated: 0, Control: 1}}, got); diff != "" || p.Protocol.Allocation.Control != 1 {
		t.Error(diff)
	}
	if p.Protocol.FollowUp != 6 {
		t.Errorf("follow-up %v", p.Protocol.FollowUp)
	}
}

// Without looks there is one, when nothing can be observed any more.
func TestImpliedLook(t *testing.T) {
	p := compile(t, fixed)
	if l := p.Protocol.Looks; len(l) != 1 || l[0].When != nil || l[0].Lag != 0 || !l[0].Analyses[0] {
		t.Errorf("looks %+v", l)
	}
	if p.Subject.Declared || p.Subject.Looks != 1 {
		t.Errorf("subject %+v", p.Subject)
	}
	// A follow-up ends a trial with a survival endpoint.
	compile(t, sequential, "looks", "[]", "design", `{ kind = "fixed" }`, "enrollment.follow_up", "24")
}

func TestHypotheses(t *testing.T) {
	p := compile(t, fixed, "analyses.primary.test", `{ kind = "z", pooled = false }`, "analyses.primary.alternative", "greater",
		"analyses.primary.margin", "-0.1", "analyses.primary.missing", "failure", "analyses.primary.alpha", "0.025")
	want := analysis.Hypothesis{
		Endpoint: 0, Pairs: []analysis.Pair{{Treated: 1, Control: 0}},
		Alternative: analysis.Greater, Margin: -0.1, Alpha: 0.025, Missing: analysis.Failure,
	}
	if diff := cmp.Diff(want, p.Protocol.Analyses[0].Hypothesis); diff != "" {
		t.Error(diff)
	}
	for name, alternative := range map[string]analysis.Alternative{"two-sided": analysis.TwoSided, "less": analysis.Less} {
		if got := compile(t, fixed, "analyses.primary.alternative", name).Protocol.Analyses[0].Hypothesis.Alternative; got != alternative {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestSubject(t *testing.T) {
	s := compile(t, sequential).Subject
	if s.Looks != 3 || !s.Declared {
		t.Errorf("subject %+v", s)
	}
	if diff := cmp.Diff([]oc.Endpoint{{Name: "os", Index: 0}}, s.Endpoints); diff != "" {
		t.Error(diff)
	}
	for i, want := range []oc.Comparison{
		{Analysis: "os", Endpoint: "os", Arm: "low", Control: "control", Alternative: analysis.Less},
		{Analysis: "os", Endpoint: "os", Arm: "high", Control: "control", Alternative: analysis.Less},
		{Analysis: "remission", Endpoint: "remission", Arm: "high", Control: "low"},
	} {
		truth := s.Comparisons[i].Truth
		want.Truth = truth
		if diff := cmp.Diff(want, s.Comparisons[i]); diff != "" {
			t.Error(diff)
		}
		if known := []float64{math.Log(0.8), math.Log(0.6), 0}[i]; math.Abs(truth.Value-known) > 1e-15 {
			t.Errorf("comparison %d has truth %v, want %v", i, truth.Value, known)
		}
	}
}
