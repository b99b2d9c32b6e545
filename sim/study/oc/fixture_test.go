package oc_test

import (
	"slices"
	"testing"

	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
)

// designs are scenarios that between them fill every metric.
var designs = map[string]string{
	// Two looks that some trials do not reach, three arms, several analyses, a lag.
	"sequential": `
[simulation]
seed = 3
[arms.control]
control = true
[arms.low]
[arms.high]
[enrollment]
size      = 60
accrual   = { kind = "poisson", rate = 5 }
follow_up = 15
[dropout]
kind = "exponential"
rate = 0.02
[endpoints.os]
kind = "survival"
response.control = { kind = "exponential", median = 8 }
response.low     = { relative_to = "control", hazard_ratio = 0.8 }
response.high    = { relative_to = "control", from = [0, 4], hazard_ratio = [1, 0.4] }
[endpoints.pfs]
kind = "survival"
response = { kind = "exponential", median = 5 }
[endpoints.score]
kind = "continuous"
at = 3
response.control = { kind = "normal", mean = 0, sd = 2 }
response.low     = { relative_to = "control", shift = 1 }
response.high    = { relative_to = "control", shift = 2 }
[analyses.os]
endpoint    = "os"
test        = { kind = "log_rank" }
alternative = "less"
alpha       = 0.2
[analyses.score]
endpoint = "score"
test     = { kind = "t" }
compare  = ["high", "low"]
alpha    = 0.1
[design]
kind        = "group_sequential"
efficacy.os = { kind = "obrien_fleming" }
[[looks]]
when     = { kind = "events", endpoint = "os", count = 15 }
analyses = ["os"]
[[looks]]
when = { kind = "events", endpoint = "os", count = 36 }
lag  = 0.75
`,
	// Rare responses, so that statistics are undefined; patients who leave.
	"rare": `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 24
accrual = { kind = "uniform", rate = 3 }
[dropout]
kind = "exponential"
rate = 0.1
[endpoints.response]
kind = "binary"
at   = 2
response.control = { kind = "bernoulli", p = 0.05 }
response.treated = { kind = "bernoulli", p = 0.2 }
[analyses.fisher]
endpoint = "response"
test     = { kind = "fisher" }
alpha    = 0.1
[analyses.z]
endpoint    = "response"
test        = { kind = "z", pooled = false }
alternative = "greater"
margin      = -0.1
alpha       = 0.05
missing     = "failure"
`,
	// Futility that is not binding for one of two deciding analyses.
	"futility": `
[arms.control]
control = true
[arms.treated]
[enrollment]
size    = 60
accrual = { kind = "uniform", rate = 6 }
[endpoints.change]
kind = "continuous"
at   = 1
response.control = { kind = "normal", mean = 0, sd = 1 }
response.treated = { relative_to = "control", shift = 0.3 }
[endpoints.response]
kind = "binary"
at   = 1
response = { kind = "bernoulli", p = 0.4 }
[analyses.change]
endpoint    = "change"
test        = { kind = "t" }
alternative = "greater"
alpha       = 0.1
[analyses.response]
endpoint    = "response"
test        = { kind = "chi_square" }
alternative = "greater"
alpha       = 0.2
[design]
kind              = "group_sequential"
decides           = ["change", "response"]
efficacy          = { kind = "pocock" }
futility.change   = { kind = "pocock", beta = 0.2 }
futility.response = { kind = "fixed_bounds", z = 0.2, binding = true }
[[looks]]
when = { kind = "patients", count = 30, followed = 1 }
[[looks]]
when = { kind = "patients", count = 60, followed = 1 }
`,
	// A small effect below 0, rejected in both directions, and means far from 0.
	"means": `
[arms.treated]
[arms.control]
control = true
[enrollment]
size = 30
[endpoints.change]
kind = "continuous"
at   = 1
response.control = { kind = "normal", mean = 1e6, sd = 1 }
response.treated = { kind = "normal", mean = 999999.8, sd = 1.5 }
[analyses.primary]
endpoint = "change"
test     = { kind = "t" }
alpha    = 0.05
`,
}

func compile(t testing.TB, text string) *plan.Plan {
	t.Helper()
	s, err := scenario.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// record conducts trials and keeps their outcomes.
func record(p *plan.Plan, trials int) []trial.Outcome {
	w := trial.NewWorker(p.Protocol)
	all := make([]trial.Outcome, trials)
	for i := range all {
		o := *w.Conduct(p.Scenario.Simulation.Seed, int64(i))
		o.Comparisons, o.Looks = slices.Clone(o.Comparisons), slices.Clone(o.Looks)
		for k := range o.Looks {
			o.Looks[k].Events = slices.Clone(o.Looks[k].Events)
		}
		all[i] = o
	}
	return all
}

// tallied are the tallies of outcomes.
func tallied(p *plan.Plan, outcomes []trial.Outcome) *oc.Tallies {
	t := oc.NewTallies(p.Metrics)
	for i := range outcomes {
		t.Observe(&outcomes[i])
	}
	return t
}

// each runs a test for every design, on recorded outcomes.
func each(t *testing.T, trials int, test func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome)) {
	for name, text := range designs {
		t.Run(name, func(t *testing.T) {
			p := compile(t, text)
			test(t, p, record(p, trials))
		})
	}
}
