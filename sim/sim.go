package sim

import (
	"context"
	"runtime"
	"time"

	"simrun/sim/base/rng"
	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// Version is the version of the program; a release stamps it.
var Version = "devel"

// Semantics is raised whenever the same scenario and seed give other numbers.
// Results of different semantics are never merged or compared as equal.
const Semantics = 1

// Load reads a scenario from TOML text, after changing what the overrides name,
// and compiles it. The error is a *spec.Error with everything that is wrong.
func Load(text string, overrides ...scenario.Override) (*plan.Plan, error) {
	s, err := scenario.Load(text, overrides...)
	if err != nil {
		return nil, err
	}
	return plan.Compile(s)
}

// Options say how to run a plan.
type Options struct {
	Name     string           // of the scenario, for the result
	Workers  int              // 0: one for each processor
	Clock    func() time.Time // for the time a run takes; nil: the result says 0 seconds
	Progress func(Progress)   // called after every block of trials; may be nil
}

// Progress is how far a run has come. Rows computes the figures so far, and may
// be called during the call only.
type Progress struct {
	Done, Total int64
	Rows        func() []oc.Row
}

// Run conducts the trials of a plan. When ctx is canceled it returns the result
// of the trials done so far together with the error of ctx; the result is nil
// after any other error.
func Run(ctx context.Context, p *plan.Plan, o Options) (*shard.Result, error) {
	now := o.Clock
	if now == nil {
		now = func() time.Time { return time.Time{} }
	}
	start := now()
	run := engine.Options{Workers: o.Workers}
	if o.Progress != nil {
		run.Progress = func(e engine.Progress) { o.Progress(Progress{e.Done, e.Total, e.Tallies.Rows}) }
	}
	trials := engine.Range{Lo: 0, Hi: p.Scenario.Simulation.Trials}
	found, err := engine.Run(ctx, []*plan.Plan{p}, trials, run)
	if found == nil {
		return nil, err
	}
	r := describe(p, o.Name)
	r.Simulation.Trials = found.Done.Hi - found.Done.Lo
	if r.Simulation.Trials > 0 {
		r.Simulation.Ranges = append(r.Simulation.Ranges, [2]int64{found.Done.Lo, found.Done.Hi})
	}
	r.Simulation.Seconds = now().Sub(start).Seconds()
	rows := []shard.Row{}
	for _, row := range found.Tallies[0].Rows() {
		rows = append(rows, shard.Row{Row: row})
	}
	r.Points = []shard.Point{{Set: map[string]any{}, Rows: rows}}
	r.Digest = shard.Digest(found.Tallies)
	return r, err
}

// describe is a result without findings.
func describe(p *plan.Plan, name string) *shard.Result {
	s := p.Scenario
	return &shard.Result{
		Schema: shard.Schema,
		Scenario: shard.Scenario{Title: s.Title, Name: name, Fingerprint: p.Fingerprint, TimeUnit: s.TimeUnit,
			Comparisons: Comparisons(p), Looks: looks(p)},
		Engine: shard.Engine{
			Version: Version, Semantics: Semantics, RNG: rng.Name,
			Platform: runtime.GOOS + "/" + runtime.GOARCH + " portable",
		},
		Simulation:  shard.Simulation{Seed: s.Simulation.Seed, Ranges: [][2]int64{}},
		Differences: []shard.Difference{},
		Warnings:    []string{},
	}
}
