package report

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
)

// An expectation passes when |difference| ≤ tolerance + se·SE, where SE is the
// largest of the row's own, half its Wilson interval over 1.96, and the error
// at the expected value.
func TestJudge(t *testing.T) {
	rate := func(value, se, half float64, n int64) *oc.Row {
		return &oc.Row{Metric: "power", Value: value, SE: se, Lower: value - half, Upper: value + half, N: n, Unit: oc.Share}
	}
	for name, c := range map[string]struct {
		e    scenario.Expect
		row  *oc.Row
		pass bool
		se   float64
	}{
		"within":               {scenario.Expect{Value: 0.5, SE: 4}, rate(0.519, 0.005, 0.0098, 10000), true, 0.005},
		"beyond":               {scenario.Expect{Value: 0.5, SE: 4}, rate(0.521, 0.005, 0.0098, 10000), false, 0.005},
		"tolerance adds":       {scenario.Expect{Value: 0.5, SE: 4, Tolerance: 0.002}, rate(0.521, 0.005, 0.0098, 10000), true, 0.005},
		"fewer SE":             {scenario.Expect{Value: 0.5, SE: 3}, rate(0.519, 0.005, 0.0098, 10000), false, 0.005},
		"none of n, by Wilson": {scenario.Expect{Value: 0, SE: 4}, rate(0, 0, 0.00196, 1000), true, 0.001},
		"error at the expected value": {
			scenario.Expect{Value: 0.02, SE: 4},
			rate(0, 0, 0.0002, 1000),
			false, math.Sqrt(0.02 * 0.98 / 1000),
		},
		"a mean has its own":  {scenario.Expect{Value: 40, SE: 4}, &oc.Row{Value: 40.5, SE: 0.2, Unit: oc.Number, N: 10}, true, 0.2},
		"a constant, met":     {scenario.Expect{Value: 40, SE: 4}, &oc.Row{Value: 40, Unit: oc.Number, N: 10}, true, 0},
		"a constant, missed":  {scenario.Expect{Value: 41, SE: 4}, &oc.Row{Value: 40, Unit: oc.Number, N: 10}, false, 0},
		"an undefined figure": {scenario.Expect{Value: 41, SE: 4}, &oc.Row{Value: math.NaN(), SE: math.NaN(), Unit: oc.Number}, false, math.NaN()},
	} {
		v := Judge("x", &c.e, c.row)
		if v.Passed != c.pass {
			t.Errorf("%s: passed is %v", name, v.Passed)
		}
		if got := float64(v.SE); math.Abs(got-c.se) > 1e-6 || math.IsNaN(got) != math.IsNaN(c.se) {
			t.Errorf("%s: judged by %v, want %v", name, got, c.se)
		}
	}
}

func TestMatchFindsOneRow(t *testing.T) {
	two := 2
	rows := []oc.Row{
		{Metric: "power", Analysis: "a", Arm: "x"},
		{Metric: "power", Analysis: "a", Arm: "x", Look: 1},
		{Metric: "power", Analysis: "a", Arm: "x", Look: 2},
		{Metric: "power", Analysis: "a", Arm: "y"},
		{Metric: "duration"},
		{Metric: "failures", Reason: "unreached"},
	}
	for name, c := range map[string]struct {
		e       scenario.Expect
		row     int
		problem string
	}{
		"whole trial":    {scenario.Expect{Metric: "power", Arm: "x"}, 0, ""},
		"look":           {scenario.Expect{Metric: "power", Look: &two}, 2, ""},
		"nothing to say": {scenario.Expect{Metric: "duration"}, 4, ""},
		"reason":         {scenario.Expect{Metric: "failures", Reason: "unreached"}, 5, ""},
		"several":        {scenario.Expect{Metric: "power"}, -1, `expect.1: fits 2 rows of power`},
		"none":           {scenario.Expect{Metric: "power", Arm: "z"}, -1, `expect.1: fits no row of power`},
		"unknown":        {scenario.Expect{Metric: "pwoer"}, -1, `expect.1.metric: there is no metric "pwoer"`},
	} {
		p := spec.NewProblems()
		got := Match(&c.e, rows, p.At("expect").Index(1))
		switch {
		case c.row >= 0 && (got != &rows[c.row] || p.Len() > 0):
			t.Errorf("%s: %v %v", name, got, p.List())
		case c.row < 0 && (got != nil || p.Len() != 1 || !strings.HasPrefix(p.List()[0].String(), c.problem)):
			t.Errorf("%s: %v %v", name, got, p.List())
		}
	}
}
