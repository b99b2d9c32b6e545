package scenario

import (
	"errors"
	"testing"

	"simrun/sim/base/spec"
)

// full is a scenario that uses every section.
const full = `
title     = "A title"
notes     = "Notes"
source    = "A source"
time_unit = "months"

[simulation]
trials = 2_000
seed   = 7

[arms.control]
label   = "Standard"
control = true
[arms.low]
label = "Low dose"
[arms.high]

[enrollment]
size       = 90
allocation = { control = 1, low = 1, high = 2 }
accrual    = { kind = "piecewise", from = [0, 3], rate = [4, 8] }
assignment = { kind = "blocks", sizes = [4, 8] }
follow_up  = 24

[dropout]
low     = { kind = "exponential", rate = 0.01 }
control = { kind = "exponential", rate = 0.02 }
high    = { relative_to = "low", hazard_ratio = 1.5 }

[endpoints.os]
kind = "survival"
delay = 0.25
response.control = { kind = "weibull", shape = 1.2, median = 10 }
response.low     = { relative_to = "control", hazard_ratio = 0.8 }
response.high    = { relative_to = "control", from = [0, 6], hazard_ratio = [1, 0.5] }

[endpoints.remission]
kind = "binary"
at   = 6
response = { kind = "bernoulli", p = 0.3 }

[analyses.os]
endpoint    = "os"
test        = { kind = "log_rank", rho = 0, gamma = 1 }
compare     = ["high", "control"]
alternative = "less"
alpha       = 0.025

[analyses.remission]
endpoint = "remission"
test     = { kind = "z", pooled = false }
alpha    = 0.04
margin   = -0.1
missing  = "failure"

[design]
kind        = "group_sequential"
efficacy.os = { kind = "hwang_shih_decani", gamma = -3 }
decides     = ["os"]
maximum     = { os = 41 }

[[looks]]
when     = { kind = "events", endpoint = "os", count = 20, latest = 50 }
analyses = ["os"]
lag      = 0.5

[[looks]]
when        = { kind = "events", endpoint = "os", count = 40, earliest = 3, after_previous = 1 }
information = { os = 1, remission = 1 }

[[expect]]
metric   = "power"
analysis = "os"
arm      = "high"
look     = 1
value    = 0.3
source   = "a guess"
`

// small is a scenario that leaves everything to its default.
const small = `
[arms.single]
control = true
[arms.double]
[enrollment]
size = 58
[endpoints.remission]
kind = "binary"
at = 12
response.single = { kind = "bernoulli", p = 0.28 }
response.double = { kind = "bernoulli", p = 0.325 }
[analyses.primary]
endpoint = "remission"
test = { kind = "fisher" }
alpha = 0.05
`

func load(t testing.TB, text string, o ...Override) *Scenario {
	t.Helper()
	s, err := Load(text, o...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// problems are what is wrong with a text.
func problems(t testing.TB, text string, o ...Override) []spec.Problem {
	t.Helper()
	_, err := Load(text, o...)
	var e *spec.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want problems", err)
	}
	return e.Problems
}
