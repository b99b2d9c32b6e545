package theory_test

import (
	"math"
	"testing"

	"simrun/sim/study/oc"
	"simrun/sim/study/theory"
)

// row is a share of 10,000 trials.
func row(value float64) oc.Row {
	se := math.Sqrt(value * (1 - value) / 1e4)
	return oc.Row{Metric: "power", Analysis: "x", Endpoint: "e", Arm: "a", Value: value, SE: se, Lower: value - 2*se, Upper: value + 2*se, N: 10_000}
}

func TestFlagNeedsFourErrors(t *testing.T) {
	a := theory.Answer{Metric: "power", Analysis: "x", Arm: "a", Value: 0.5, Exact: true}
	for _, c := range []struct {
		value float64
		want  bool
	}{{0.5, false}, {0.519, false}, {0.481, false}, {0.521, true}, {0.479, true}} {
		if got := theory.Flag(row(c.value), a); got != c.want {
			t.Errorf("%v: %v", c.value, got)
		}
	}
	far := row(0.6)
	for name, change := range map[string]func(r *oc.Row, a *theory.Answer){
		"metric":        func(r *oc.Row, _ *theory.Answer) { r.Metric = "coverage" },
		"analysis":      func(r *oc.Row, _ *theory.Answer) { r.Analysis = "y" },
		"arm":           func(r *oc.Row, _ *theory.Answer) { r.Arm = "b" },
		"look":          func(r *oc.Row, _ *theory.Answer) { r.Look = 1 },
		"reason":        func(r *oc.Row, _ *theory.Answer) { r.Reason = "unreached" },
		"endpoint":      func(_ *oc.Row, a *theory.Answer) { a.Endpoint = "f" },
		"approximation": func(_ *oc.Row, a *theory.Answer) { a.Exact = false },
	} {
		r, b := far, a
		if !theory.Flag(r, b) {
			t.Fatal("0.6 is far from 0.5")
		}
		if change(&r, &b); theory.Flag(r, b) {
			t.Errorf("flagged in spite of another %s", name)
		}
	}
	look := 2
	a.Look, far.Look = &look, 2
	if !theory.Flag(far, a) {
		t.Error("the look is the same")
	}
}

// None of 20,000 does not contradict a probability of 1e-5, and a figure that never
// varies agrees with an answer but for rounding.
func TestFlagForgivesRareEventsAndRounding(t *testing.T) {
	none := oc.Row{Metric: "power", Value: 0, SE: 0, Lower: 0, Upper: 0.0002, N: 20_000}
	if theory.Flag(none, theory.Answer{Metric: "power", Value: 1e-5, Exact: true}) {
		t.Error("0 of 20,000 is no surprise")
	}
	if !theory.Flag(none, theory.Answer{Metric: "power", Value: 0.01, Exact: true}) {
		t.Error("0 of 20,000 is a surprise")
	}
	events := oc.Row{Metric: "events", Value: 303, Unit: oc.Number}
	if theory.Flag(events, theory.Answer{Metric: "events", Value: 303 - 1e-10, Exact: true}) {
		t.Error("rounding")
	}
}
