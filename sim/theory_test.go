package sim

import (
	"context"
	"strings"
	"testing"

	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
)

const exact = `
[simulation]
trials = 20_000
[arms.a]
control = true
[arms.b]
[enrollment]
size = 80
[endpoints.x]
kind = "binary"
at   = 1
response.a = { kind = "bernoulli", p = 0.3 }
response.b = { kind = "bernoulli", p = 0.6 }
[analyses.primary]
endpoint = "x"
test     = { kind = "chi_square" }
alpha    = 0.05
`

// The exact answer stands beside the simulated one; figures of another scenario
// than the plan's are flagged.
func TestTheoryCatchesABrokenSimulation(t *testing.T) {
	p, err := Load(exact)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if known := r.Points[0].Theory; len(known) == 0 || !known[0].Exact || known[0].Metric != "power" {
		t.Errorf("known without simulation: %+v", known)
	}
	if len(r.Warnings) > 0 {
		t.Errorf("a sound run warns: %v", r.Warnings)
	}

	broken, err := Load(exact, scenario.Override{Path: "endpoints.x.response.b.p", Value: "0.55"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Run(context.Background(), broken, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []oc.Row
	for _, row := range b.Points[0].Rows {
		rows = append(rows, row.Row)
	}
	_, warnings := beside(p, rows)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "more than 4 standard errors from the exact") {
		t.Errorf("warnings are %v", warnings)
	}
}
