package oc_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
)

// key is what a row is about.
func key(r oc.Row) string {
	return fmt.Sprintf("%s %s %s %s %d %s", r.Metric, r.Analysis, r.Endpoint, r.Arm, r.Look, r.Reason)
}

// near is equality up to rounding of a few operations.
func near(a, b float64) bool {
	return a == b || a != a && b != b || math.Abs(a-b) <= 1e-13*math.Max(math.Abs(a), 1e-3)
}

// Every row of every metric is what a list of all values gives: counts, means,
// standard errors of means and quantiles to the last bit.
func TestRowsAgreeWithLists(t *testing.T) {
	seen := map[string]bool{}
	each(t, 3000, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		got := tallied(p, outcomes).Rows()
		want := (&naive{s: p.Subject, outcomes: outcomes}).all()
		keys := func(rows []oc.Row) (list []string) {
			for _, r := range rows {
				list = append(list, key(r))
			}
			return list
		}
		if diff := cmp.Diff(keys(want), keys(got)); diff != "" {
			t.Fatalf("rows (−list +tallies):\n%s", diff)
		}
		for i, w := range want {
			g := got[i]
			seen[g.Metric] = true
			if g.Value != w.Value && g.Value == g.Value || g.N != w.N || g.Unit != w.Unit || !cmp.Equal(g.Warnings, w.Warnings) {
				t.Errorf("%s\n got %+v\nwant %+v", key(g), g, w)
			}
			if w.Unit != oc.Share && g.SE != w.SE && !(g.SE != g.SE && w.SE != w.SE) {
				t.Errorf("%s has SE %v, want exactly %v", key(g), g.SE, w.SE)
			}
			if !near(g.SE, w.SE) || !near(g.Lower, w.Lower) || !near(g.Upper, w.Upper) {
				t.Errorf("%s\n got %+v\nwant %+v", key(g), g, w)
			}
		}
	})
	for _, metric := range []string{
		"power", "power_favorable", "power_any", "power_all", "power_ignoring_futility", "stop_efficacy", "stop_futility", "patients", "patients_p10",
		"events", "events_p50", "duration", "duration_p90", "look_reached", "look_time", "look_patients", "look_events",
		"estimate", "bias", "coverage", "half_width", "missing", "failures",
	} {
		if !seen[metric] {
			t.Errorf("no design has a row %s", metric)
		}
	}
}

// The designs must reach what the rows are to show.
func TestDesignsShowEverything(t *testing.T) {
	reasons := map[string]bool{}
	each(t, 1000, func(_ *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		for _, r := range tallied(p, outcomes).Rows() {
			if r.Metric == "failures" && r.Value > 0 {
				reasons[r.Reason] = true
			}
		}
	})
	for _, reason := range []string{"unreached", "one category"} {
		if !reasons[reason] {
			t.Errorf("no design fails for %s", reason)
		}
	}
}

// However trials are divided and put together again, the bytes are the same.
func TestMergeInAnyOrder(t *testing.T) {
	each(t, 200, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		want := tallied(p, outcomes).AppendBinary(nil)
		order := make([]int, len(outcomes))
		for i := range order {
			order[i] = i
		}
		rapid.Check(t, func(t *rapid.T) {
			parts := make([]*oc.Tallies, rapid.IntRange(1, 6).Draw(t, "parts"))
			for i := range parts {
				parts[i] = oc.NewTallies(p.Metrics)
			}
			group := rapid.IntRange(0, len(parts)-1)
			for _, i := range rapid.Permutation(order).Draw(t, "order") {
				parts[group.Draw(t, "part")].Observe(&outcomes[i])
			}
			// Merge any part into any other, until one is left.
			for len(parts) > 1 {
				from := rapid.IntRange(0, len(parts)-1).Draw(t, "from")
				into := rapid.IntRange(0, len(parts)-2).Draw(t, "into")
				moved := parts[from]
				parts = slices.Delete(parts, from, from+1)
				parts[into].Merge(moved)
			}
			if !bytes.Equal(parts[0].AppendBinary(nil), want) {
				t.Error("another grouping gives other bytes")
			}
		})
	})
}

// The bytes hold every trial: leaving one out changes them.
func TestBytesTellTrials(t *testing.T) {
	each(t, 50, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		want := tallied(p, outcomes).AppendBinary(nil)
		for i := range outcomes {
			rest := slices.Delete(slices.Clone(outcomes), i, i+1)
			if bytes.Equal(tallied(p, rest).AppendBinary(nil), want) {
				t.Errorf("without trial %d the bytes are the same", i)
			}
		}
	})
}

func TestResetForgets(t *testing.T) {
	each(t, 100, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		used := tallied(p, outcomes)
		used.Reset()
		if diff := cmp.Diff(oc.NewTallies(p.Metrics).AppendBinary(nil), used.AppendBinary(nil)); diff != "" {
			t.Error("reset tallies are not empty")
		}
		for i := range outcomes[:40] {
			used.Observe(&outcomes[i])
		}
		if !bytes.Equal(used.AppendBinary(nil), tallied(p, outcomes[:40]).AppendBinary(nil)) {
			t.Error("reset tallies count otherwise than new ones")
		}
	})
}

// Without trials nothing is known, and nothing is claimed.
func TestNoTrials(t *testing.T) {
	each(t, 0, func(t *testing.T, p *plan.Plan, _ []trial.Outcome) {
		for _, r := range oc.NewTallies(p.Metrics).Rows() {
			if r.N != 0 || !math.IsNaN(r.Value) || !math.IsNaN(r.SE) || !math.IsNaN(r.Lower) || !math.IsNaN(r.Upper) {
				t.Errorf("of no trials %s: %+v", key(r), r)
			}
			if se := r.JudgingSE(); !math.IsNaN(se) {
				t.Errorf("%s is judged by %v", key(r), se)
			}
		}
	})
}

func TestObserveDoesNotAllocate(t *testing.T) {
	each(t, 500, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		tallies, i := tallied(p, outcomes), 0
		if n := testing.AllocsPerRun(2000, func() {
			tallies.Observe(&outcomes[i%len(outcomes)])
			i++
		}); n != 0 {
			t.Errorf("observing a trial allocates %v times", n)
		}
		other := tallied(p, outcomes)
		if n := testing.AllocsPerRun(10, func() { tallies.Merge(other); other.Reset() }); n != 0 {
			t.Errorf("merging and emptying allocates %v times", n)
		}
	})
}

// None of n is not exact: the error by which it is judged is that of Wilson's
// interval from 0 to z²/(n + z²).
func TestJudgingNoneOfMany(t *testing.T) {
	p := compile(t, designs["means"])
	outcomes := record(p, 400)
	for i := range outcomes {
		outcomes[i].Comparisons[0].Rejected = -1
	}
	row := tallied(p, outcomes).Rows()[0]
	upper := z95 * z95 / (400 + z95*z95)
	if row.Value != 0 || row.SE != 0 || row.Lower != 0 || !near(row.Upper, upper) {
		t.Errorf("none of 400 gives %+v, want up to %v", row, upper)
	}
	if se := row.JudgingSE(); !near(se, upper/2/z95) {
		t.Errorf("none of 400 is judged by %v, want %v", se, upper/2/z95)
	}
	for i := range outcomes {
		outcomes[i].Comparisons[0].Rejected = 0
	}
	row = tallied(p, outcomes).Rows()[0]
	if row.Value != 1 || row.Upper != 1 || !near(row.Lower, 1-upper) || !near(row.JudgingSE(), upper/2/z95) {
		t.Errorf("all of 400 gives %+v", row)
	}
	// In the middle the plug-in error is the larger one.
	for i := range outcomes[:200] {
		outcomes[i].Comparisons[0].Rejected = -1
	}
	row = tallied(p, outcomes).Rows()[0]
	if row.Value != 0.5 || row.JudgingSE() != row.SE {
		t.Errorf("half of 400 gives %+v, judged by %v", row, row.JudgingSE())
	}
	mean := oc.Row{Unit: oc.Time, SE: 0.25, Lower: 0, Upper: 100}
	if mean.JudgingSE() != 0.25 {
		t.Errorf("a mean is judged by %v", mean.JudgingSE())
	}
}

func TestUnitsReadBack(t *testing.T) {
	for _, u := range []oc.Unit{oc.Share, oc.Time, oc.Number, oc.Estimate} {
		text, err := u.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		back := oc.Unit(99)
		if err := back.UnmarshalText(text); err != nil || back != u {
			t.Errorf("%s reads back as %d, %v", text, back, err)
		}
	}
	if err := new(oc.Unit).UnmarshalText([]byte("furlong")); err == nil {
		t.Error("a furlong is no unit")
	}
}

// Paired differences are those of lists, too.
func TestContrast(t *testing.T) {
	p := compile(t, designs["sequential"])
	q := compile(t, designs["sequential"])
	q.Scenario.Simulation.Seed++
	a, b := record(p, 600), record(q, 600)
	c, half := oc.NewContrast(p.Subject, q.Subject), oc.NewContrast(p.Subject, q.Subject)
	for i := range a {
		into := c
		if i%3 == 0 {
			into = half
		}
		into.Observe(&a[i], &b[i])
	}
	c.Merge(half)
	var want []oc.Row
	list := func(of func(o *trial.Outcome) float64) (value, se float64) {
		var d []float64
		for i := range a {
			d = append(d, of(&a[i])-of(&b[i]))
		}
		return meanSE(d)
	}
	for i, about := range p.Subject.Comparisons {
		value, se := list(func(o *trial.Outcome) float64 {
			if o.Comparisons[i].Rejected >= 0 {
				return 1
			}
			return 0
		})
		// Rates have the plug-in error, with n for n − 1.
		se *= math.Sqrt(599. / 600)
		want = append(want, oc.Row{Metric: "power", Analysis: about.Analysis, Endpoint: about.Endpoint, Arm: about.Arm, Value: value, SE: se})
	}
	value, se := list(func(o *trial.Outcome) float64 { return float64(o.Patients) })
	want = append(want, oc.Row{Metric: "patients", Unit: oc.Number, Value: value, SE: se})
	value, se = list(func(o *trial.Outcome) float64 { return o.Duration })
	want = append(want, oc.Row{Metric: "duration", Unit: oc.Time, Value: value, SE: se})
	for i := range want {
		want[i].N = 600
		want[i].Lower, want[i].Upper = want[i].Value-z95*want[i].SE, want[i].Value+z95*want[i].SE
	}
	if diff := cmp.Diff(want, c.Rows(), cmpopts.EquateApprox(1e-12, 1e-15)); diff != "" {
		t.Errorf("differences (−list +tallies):\n%s", diff)
	}
	c.Reset()
	if !bytes.Equal(c.AppendBinary(nil), oc.NewContrast(p.Subject, q.Subject).AppendBinary(nil)) {
		t.Error("a reset contrast is not empty")
	}
}

// The largest trial that a scenario can describe fits into the tallies.
func TestLargestTrial(t *testing.T) {
	p := compile(t, designs["means"])
	o := record(p, 1)[0]
	o.Patients = 2_000_000
	if o.Patients >= tally.IntsLimit {
		t.Fatal("too many patients for the tallies")
	}
	tallied(p, []trial.Outcome{o})
}
