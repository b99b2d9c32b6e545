package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/stats/analysis"
)

// modeled is a trial with a longitudinal and an ordinal endpoint.
const modeled = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 40
[population.age]
kind = "normal"
mean = 50
sd = 8
[population.site]
kind = "categorical"
levels = { a = 1, b = 1, c = 2 }
[endpoints.score]
kind = "longitudinal"
visits = [0, 3, 6]
mean = [10, 9, 8]
sd = 3
correlation = { kind = "ar1", rho = 0.6 }
[endpoints.grade]
kind = "ordinal"
at = 6
response = { kind = "categorical", levels = { low = 1, middle = 1, high = 1 } }
[analyses.model]
endpoint = "score"
test = { kind = "mmrm", covariates = ["site", "age"], visit = 3 }
alpha = 0.05
[analyses.last]
endpoint = "score"
test = { kind = "ancova", covariates = ["baseline", "age"] }
alpha = 0.05
[analyses.odds]
endpoint = "grade"
test = { kind = "proportional_odds" }
alpha = 0.05
`

// Models are told what they adjust for, and what there is of their endpoints.
func TestModels(t *testing.T) {
	p := compile(t, modeled)
	type bound struct {
		Visit, Levels int
		Visits        []float64
		Covariates    []analysis.Regressor
	}
	var got []bound
	for i := range p.Protocol.Analyses {
		h := &p.Protocol.Analyses[i].Hypothesis
		got = append(got, bound{h.Visit, h.Levels, h.Visits, h.Covariates})
	}
	all := []float64{0, 3, 6}
	want := []bound{
		{1, 0, all, []analysis.Regressor{{Index: 1, Levels: 3}, {Index: 0}}},
		{2, 0, all, []analysis.Regressor{{Index: analysis.Baseline}, {Index: 0}}},
		{0, 3, nil, nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The baseline is no response.
func TestBaselineIsNoResponse(t *testing.T) {
	problems := refused(t, modeled, "analyses.model.test.visit", "0")
	if !slices.ContainsFunc(problems, func(s string) bool {
		return strings.HasPrefix(s, "analyses.model.test.visit: is the baseline")
	}) {
		t.Errorf("problems are %q", problems)
	}
}
