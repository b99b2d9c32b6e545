package plan

import (
	"errors"
	"strings"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
)

// sequential is a scenario of three arms with two looks at survival.
const sequential = `
[arms.control]
control = true
[arms.low]
[arms.high]

[enrollment]
size       = 120
allocation = { control = 1, low = 1, high = 2 }
accrual    = { kind = "uniform", rate = 10 }

[endpoints.os]
kind = "survival"
response.control = { kind = "exponential", median = 12 }
response.low     = { relative_to = "control", hazard_ratio = 0.8 }
response.high    = { relative_to = "control", hazard_ratio = 0.6 }

[endpoints.remission]
kind     = "binary"
at       = 6
response = { kind = "bernoulli", p = 0.3 }

[analyses.os]
endpoint    = "os"
test        = { kind = "log_rank" }
alternative = "less"
alpha       = 0.025

[analyses.remission]
endpoint = "remission"
test     = { kind = "fisher" }
compare  = ["high", "low"]
alpha    = 0.05

[design]
kind        = "group_sequential"
efficacy.os = { kind = "obrien_fleming" }

[[looks]]
when     = { kind = "events", endpoint = "os", count = 20 }
analyses = ["os"]
[[looks]]
when = { kind = "events", endpoint = "os", count = 40 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 80 }
`

// fixed is a scenario of one look without trigger.
const fixed = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 40
[endpoints.remission]
kind     = "binary"
at       = 6
response = { kind = "bernoulli", p = 0.3 }
[analyses.primary]
endpoint = "remission"
test     = { kind = "fisher" }
alpha    = 0.05
`

// set is what --set does to a scenario: path, value, path, value …
func set(pairs ...string) []scenario.Override {
	var o []scenario.Override
	for i := 0; i < len(pairs); i += 2 {
		o = append(o, scenario.Override{Path: pairs[i], Value: pairs[i+1]})
	}
	return o
}

func load(t testing.TB, text string, pairs ...string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Load(text, set(pairs...)...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func compile(t testing.TB, text string, pairs ...string) *Plan {
	t.Helper()
	p, err := Compile(load(t, text, pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refused are the problems of a scenario that decodes and does not compile, as
// "path: fact".
func refused(t testing.TB, text string, pairs ...string) []string {
	t.Helper()
	_, err := Compile(load(t, text, pairs...))
	if err == nil {
		return nil
	}
	return listed(t, err)
}

func listed(t testing.TB, err error) []string {
	t.Helper()
	var e *spec.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want problems", err)
	}
	var all []string
	for _, p := range e.Problems {
		all = append(all, p.Path+": "+p.Fact)
		if p.Hint == "" {
			t.Errorf("no hint for %s: %s", p.Path, p.Fact)
		}
		if strings.HasSuffix(p.Fact, ".") {
			t.Errorf("a full stop ends %q", p.Fact)
		}
	}
	return all
}
