package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

const text = `
title     = "A question"
time_unit = "months"
[simulation]
trials = 3000
seed   = 12
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 40
[endpoints.remission]
kind = "binary"
at   = 6
response.control = { kind = "bernoulli", p = 0.3 }
response.treated = { kind = "bernoulli", p = 0.6 }
[analyses.primary]
endpoint = "remission"
test     = { kind = "fisher" }
alpha    = 0.05
`

const swept = text + `
[sweep]
"enrollment.size" = [20, 40]
"analyses.primary.alpha" = [0.05, 0.1]
`

func load(t *testing.T, text string, pairs ...string) *plan.Plan {
	t.Helper()
	p, err := sim.Load(text, overrides(pairs...)...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// overrides are --set of path, value, path, value …
func overrides(pairs ...string) (o []scenario.Override) {
	for i := 0; i < len(pairs); i += 2 {
		o = append(o, scenario.Override{Path: pairs[i], Value: pairs[i+1]})
	}
	return o
}

func run(t *testing.T, p *plan.Plan, o sim.Options) *shard.Result {
	t.Helper()
	r, err := sim.Run(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLoadReportsProblemsOfBothKinds(t *testing.T) {
	for _, pairs := range [][]string{{"enrollment.size", "none"}, {"analyses.primary.endpoint", "none"}} {
		p, err := sim.Load(text, overrides(pairs...)...)
		var e *spec.Error
		if p != nil || !errors.As(err, &e) || e.Problems[0].Path != pairs[0] {
			t.Errorf("%s = %s gives plan %v and error %v", pairs[0], pairs[1], p, err)
		}
	}
}

func TestRun(t *testing.T) {
	p, ticks := load(t, text), 0
	clock := func() time.Time {
		ticks++
		return time.Unix(int64(2*ticks), 0)
	}
	r := run(t, p, sim.Options{Name: "question", Workers: 2, Clock: clock})
	if r.Schema != shard.Schema || r.Scenario.Title != "A question" || r.Scenario.Name != "question" || r.Scenario.TimeUnit != "months" {
		t.Errorf("scenario %+v", r.Scenario)
	}
	if r.Scenario.Fingerprint != p.Fingerprint {
		t.Errorf("fingerprint %s, want %s", r.Scenario.Fingerprint, p.Fingerprint)
	}
	if r.Engine.Semantics != sim.Semantics || r.Engine.Version != sim.Version || !strings.HasSuffix(r.Engine.Platform, " portable") || r.Engine.RNG == "" {
		t.Errorf("engine %+v", r.Engine)
	}
	want := shard.Simulation{Seed: 12, Trials: 3000, Ranges: [][2]int64{{0, 3000}}, Seconds: 2}
	if diff := cmp.Diff(want, r.Simulation); diff != "" {
		t.Error(diff)
	}
	if len(r.Points) != 1 || len(r.Points[0].Set) != 0 || r.Points[0].Set == nil || len(r.Differences) != 0 || r.Differences == nil || r.Warnings == nil {
		t.Errorf("points %+v, differences %v", r.Points, r.Differences)
	}
	row := r.Points[0].Rows[0]
	if row.Metric != "power" || row.Analysis != "primary" || row.N != 3000 {
		t.Errorf("the first row is %+v", row)
	}
	// The exact power is 0.347489, by enumeration of all tables in whole numbers
	// (Python 3, math.comb). A false alarm has probability 1e-7.
	if math.Abs(row.Value-0.347489) > 5.33*row.SE {
		t.Errorf("power %v ± %v", row.Value, row.SE)
	}
}

// The result says the same whatever runs it, but for the time.
func TestRunIsReproducible(t *testing.T) {
	p := load(t, text)
	one := run(t, p, sim.Options{Workers: 1})
	if one.Simulation.Seconds != 0 {
		t.Errorf("without a clock the run takes %v seconds", one.Simulation.Seconds)
	}
	if diff := cmp.Diff(one, run(t, load(t, text), sim.Options{Workers: 3}), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	for _, pairs := range [][]string{{"simulation.seed", "13"}, {"simulation.trials", "2999"}, {"enrollment.size", "41"}} {
		if run(t, load(t, text, pairs...), sim.Options{}).Digest == one.Digest {
			t.Errorf("with %s = %s the digest is the same", pairs[0], pairs[1])
		}
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := load(t, text)
	r, err := sim.Run(ctx, p, sim.Options{})
	if !errors.Is(err, context.Canceled) || r == nil {
		t.Fatalf("result %v, error %v", r, err)
	}
	if r.Simulation.Trials != 0 || r.Simulation.Ranges == nil || len(r.Simulation.Ranges) != 0 {
		t.Errorf("simulation %+v", r.Simulation)
	}
	if text, err := r.Text(); err != nil || !strings.Contains(string(text), `"ranges": []`) {
		t.Errorf("a result of no trials is written\n%s\n%v", text, err)
	}
}

// A run that is canceled has the result of the trials it has done.
func TestCanceledMeanwhile(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := load(t, text)
	r, err := sim.Run(ctx, p, sim.Options{Workers: 1, Progress: func(sim.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	part := run(t, load(t, text, "simulation.trials", "1024"), sim.Options{})
	part.Scenario.Canonical = r.Scenario.Canonical // says how many were asked for
	part.State.Range, part.State.Of = r.State.Range, r.State.Of
	if diff := cmp.Diff(part, r, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the part is not a run of as many trials:\n%s", diff)
	}
}

func TestBugsGiveNoResult(t *testing.T) {
	p := load(t, text)
	p.Protocol.Accrual = nil
	r, err := sim.Run(context.Background(), p, sim.Options{})
	if r != nil || err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("result %v, error %v", r, err)
	}
}

func TestProgress(t *testing.T) {
	p, last := load(t, text), int64(0)
	run(t, p, sim.Options{Workers: 1, Progress: func(p sim.Progress) {
		if p.Done <= last || p.Total != 3000 || p.Rows()[0].N != p.Done {
			t.Errorf("%d of %d done after %d, rows of %d", p.Done, p.Total, last, p.Rows()[0].N)
		}
		last = p.Done
	}})
	if last != 3000 {
		t.Errorf("the last call is at %d", last)
	}
}

// A precision stops the run at the first end of a wave that reaches it.
func TestPrecision(t *testing.T) {
	for _, c := range []struct {
		precision string
		trials    string
		want      int64
	}{
		{"0.1", "1e6", engine.Block},
		{"0.01", "1e6", 4 * engine.Block},   // √(0.24/n) ≤ 0.01 from 2,400 on
		{"0.005", "1e6", 16 * engine.Block}, // from 9,600 on
		{"0.005", "5000", 5000},             // the cap
		{"0.1", "500", 500},
	} {
		p, last := load(t, text, "simulation.precision", c.precision, "simulation.trials", c.trials), int64(0)
		r := run(t, p, sim.Options{Workers: 2, Progress: func(p sim.Progress) {
			if p.Done <= last || p.Rows()[0].N != p.Done {
				t.Errorf("%d done after %d, rows of %d", p.Done, last, p.Rows()[0].N)
			}
			last = p.Done
		}})
		if r.Simulation.Trials != c.want || last != c.want {
			t.Errorf("precision %s stops at %d, progress at %d, want %d", c.precision, r.Simulation.Trials, last, c.want)
		}
		same := run(t, load(t, text, "simulation.trials", cast(c.want)), sim.Options{})
		if same.Digest != r.Digest {
			t.Errorf("precision %s gives other bits than as many trials", c.precision)
		}
	}
}

func study(t *testing.T, text string, r sim.Request) *sim.Study {
	t.Helper()
	s, err := sim.LoadStudy(text, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every point of a sweep finds what it finds alone.
func TestStudy(t *testing.T) {
	s := study(t, swept, sim.Request{Against: []string{"enrollment.size=40", "analyses.primary.alpha=0.05"}})
	r, err := sim.RunStudy(context.Background(), s, sim.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Points) != 4 || s.Against != 2 || r.Scenario.Fingerprint != s.Fingerprint() {
		t.Fatalf("%d points, against %d", len(r.Points), s.Against)
	}
	prints := map[string]bool{}
	var powers []float64
	for i, point := range r.Points {
		size, alpha := []string{"20", "40"}[i/2], []string{"0.05", "0.1"}[i%2]
		p := load(t, text, "enrollment.size", size, "analyses.primary.alpha", alpha)
		if point.Fingerprint != p.Fingerprint || cast(point.Set["enrollment.size"]) != size || cast(point.Set["analyses.primary.alpha"]) != alpha {
			t.Errorf("point %d sets %v", i, point.Set)
		}
		if diff := cmp.Diff(run(t, p, sim.Options{}).Points[0].Rows, point.Rows, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("point %d finds something else alone:\n%s", i, diff)
		}
		prints[point.Fingerprint] = true
		powers = append(powers, point.Rows[0].Value)
	}
	if len(prints) != 4 {
		t.Error("two points have one fingerprint")
	}
	n := 0
	for _, d := range r.Differences {
		if d.Metric != "power" {
			continue
		}
		i := []int{0, 1, 3}[n]
		if math.Abs(float64(d.Value)-(powers[i]-powers[2])) > 1e-12 || cast(d.Against["enrollment.size"]) != "40" {
			t.Errorf("difference %+v, want %v", d, powers[i]-powers[2])
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d differences of power", n)
	}
}

func TestStudyProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		request    sim.Request
		want       string
	}{
		{"no such point", swept, sim.Request{Against: []string{"enrollment.size=50"}}, "no point has enrollment.size=50"},
		{"no value", swept, sim.Request{Against: []string{"enrollment.size"}}, "names no point"},
		{
			"a point that does not compile", text,
			sim.Request{Vary: []scenario.Vary{{Path: "analyses.primary.endpoint", Values: "remission,nothing"}}},
			`there is no endpoint "nothing" (at analyses.primary.endpoint="nothing")`,
		},
	} {
		s, err := sim.LoadStudy(c.text, c.request)
		if s != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
}

// What a result says of the design.
func TestComparisons(t *testing.T) {
	p := load(t, text)
	want := []shard.Comparison{{
		Analysis: "primary", Endpoint: "remission", Type: "binary", Arm: "treated", Control: "control",
		Test: "fisher", Scale: "risk difference", Alternative: "two-sided", Alpha: 0.05, Truth: 0.3,
	}}
	if diff := cmp.Diff(want, sim.Comparisons(p), cmpopts.EquateApprox(0, 1e-15)); diff != "" {
		t.Error(diff)
	}
	if p.Subject.Comparisons[0].Truth.Value != float64(sim.Comparisons(p)[0].Truth) {
		t.Error("two truths")
	}
	var units []oc.Unit
	for _, row := range run(t, p, sim.Options{}).Points[0].Rows {
		units = append(units, row.Unit)
	}
	if len(units) < 8 {
		t.Errorf("%d rows", len(units))
	}
}

// cast is a value as text.
func cast(x any) string { return fmt.Sprint(x) }
