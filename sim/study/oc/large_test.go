package oc_test

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/oc"
	"simrun/sim/study/truth"
)

// A truth from a large cohort is asked for when the first trial is observed, not
// before; the bias has its error too, and bias and coverage say where it comes from.
func TestTruthOfALargeCohort(t *testing.T) {
	asked := 0
	known := truth.Value{Value: 0.25, SE: 0.75, Patients: 1_048_576}
	s := &oc.Subject{Looks: 1, Comparisons: []oc.Comparison{{
		Analysis: "primary", Alternative: analysis.TwoSided,
		Truth: truth.Value{Value: math.NaN(), Reason: "the endpoint follows from others"},
		Large: func() truth.Value { asked++; return known },
	}}}
	tallies := oc.NewTallies(oc.Metrics(s))
	if asked > 0 {
		t.Error("empty tallies ask for the truth")
	}
	for _, estimate := range []float64{-1, 0, 1, 2} { // mean 0.5, standard error √(5/12)
		o := &trial.Outcome{Looks: make([]trial.LookOutcome, 1), Comparisons: []trial.Result{{
			Rejected: -1, Ignoring: -1, Last: analysis.Evidence{Estimate: estimate, Half: 0.5},
		}}}
		tallies.Observe(o)
	}
	for _, row := range tallies.Rows() {
		switch row.Metric {
		case "bias":
			if want := math.Sqrt(5.0/12 + 0.75*0.75); row.Value != 0.25 || math.Abs(row.SE-want) > 1e-15 {
				t.Errorf("bias %v (SE %v), want 0.25 (%v)", row.Value, row.SE, want)
			}
		case "coverage":
			if row.Value != 0.25 { // 0 ± 0.5 alone
				t.Errorf("coverage %v, want 0.25", row.Value)
			}
		case "power_favorable":
			t.Error("the side of the truth is not certain")
			continue
		default:
			continue
		}
		if len(row.Warnings) != 1 || !strings.Contains(row.Warnings[0], "1,048,576 patients: 0.25 ± 0.75") {
			t.Errorf("%s has the warnings %q", row.Metric, row.Warnings)
		}
	}
}
