package sim

import (
	"context"
	"runtime"

	"simrun/sim/base/rng"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// Version is the version of the program; a release stamps it.
var Version = "devel"

// Commit is the commit that the program was built from; a release stamps it, and it
// is empty otherwise.
var Commit = ""

// Semantics is raised whenever the same scenario and seed give other numbers.
// Results of different semantics are never merged or compared as equal.
const Semantics = 1

// Load reads a scenario that names no files from TOML text, as LoadFrom does.
func Load(text string, overrides ...scenario.Override) (*plan.Plan, error) {
	return LoadFrom(scenario.Source{Text: text}, overrides...)
}

// LoadFrom reads a scenario, after changing what the overrides name, and compiles it.
// The error is a *spec.Error with everything that is wrong.
func LoadFrom(from scenario.Source, overrides ...scenario.Override) (*plan.Plan, error) {
	s, err := from.Load(overrides...)
	if err != nil {
		return nil, err
	}
	return plan.Compile(s)
}

// Run conducts the trials of a plan. When ctx is canceled it returns the result
// of the trials done so far together with the error of ctx; the result is nil
// after any other error.
func Run(ctx context.Context, p *plan.Plan, o Options) (*shard.Result, error) {
	return RunStudy(ctx, &Study{Points: []Point{{Plan: p}}}, o)
}

// describe is a result without findings.
func describe(p *plan.Plan, name string) *shard.Result {
	s := p.Scenario
	return &shard.Result{
		Schema: shard.Schema,
		Scenario: shard.Scenario{
			Title: s.Title, Name: name, Fingerprint: p.Fingerprint, TimeUnit: s.TimeUnit,
			Comparisons: Comparisons(p), Looks: looks(p), Canonical: s.Canonical().TOML(),
		},
		Engine: shard.Engine{
			Version: Version, Semantics: Semantics, RNG: rng.Name,
			Platform: runtime.GOOS + "/" + runtime.GOARCH + " portable",
		},
		Simulation:  shard.Simulation{Seed: s.Simulation.Seed, Ranges: [][2]int64{}},
		Differences: []shard.Difference{},
		Warnings:    []string{},
	}
}
