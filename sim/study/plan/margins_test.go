package plan

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/stats/analysis"
)

// equivalent is a scenario of equivalence.
var equivalent = strings.Replace(fixed, `test     = { kind = "fisher" }`, `test = { kind = "farrington_manning" }
alternative = "equivalence"
margins = [-0.1, 0.2]`, 1)

func TestMarginsOfEquivalence(t *testing.T) {
	h := compile(t, equivalent).Protocol.Analyses[0].Hypothesis
	if want := (analysis.Margins{Low: -0.1, High: 0.2}); h.Margins != want || h.Alternative != analysis.Equivalence {
		t.Errorf("%+v, want margins %+v", h, want)
	}
	p := compile(t, sequential, "analyses.os.test", `{ kind = "cox" }`, "analyses.os.alternative", "equivalence",
		"analyses.os.margins", "[{ hazard_ratio = 0.8 }, { hazard_ratio = 1.25 }]")
	m := p.Protocol.Analyses[0].Hypothesis.Margins
	if math.Abs(m.Low+math.Log(1.25)) > 1e-15 || math.Abs(m.High-math.Log(1.25)) > 1e-15 {
		t.Errorf("margins %+v, want ± log 1.25", m)
	}
}

func TestProblemsOfEquivalence(t *testing.T) {
	for _, c := range []struct {
		name, text string
		set        []string
		want       []string
	}{
		{
			"margins without equivalence", equivalent,
			[]string{"analyses.primary.alternative", "greater"},
			[]string{"analyses.primary.margins: belong to equivalence"},
		},
		{
			"no margins", equivalent,
			[]string{"analyses.primary.margins", "[]"},
			[]string{"analyses.primary.margins: are two for equivalence, not 0"},
		},
		{"one margin", equivalent, []string{"analyses.primary.margins", "[0.1]", "analyses.primary.margin", "0.1"}, []string{
			"analyses.primary.margin: equivalence has two margins",
			"analyses.primary.margins: are two for equivalence, not 1",
		}},
		{
			"exchanged", equivalent,
			[]string{"analyses.primary.margins", "[0.1, -0.1]"},
			[]string{"analyses.primary.margins: the first is not below the second"},
		},
		{"no probabilities", equivalent, []string{"analyses.primary.margins", "[-10, 10]"}, []string{
			"analyses.primary.margins.1: farrington_manning takes no such margin",
			"analyses.primary.margins.2: farrington_manning takes no such margin",
		}},
		{"ratios of probabilities", equivalent, []string{"analyses.primary.margins", "[-0.1, { hazard_ratio = 1.25 }]"}, []string{
			"analyses.primary.margins.2: hazard_ratio is no margin on the scale of the test, risk difference",
		}},
		{"a test without margin", equivalent, []string{"analyses.primary.test", `{ kind = "boschloo" }`}, []string{
			"analyses.primary.margins.1: boschloo takes no such margin",
			"analyses.primary.margins.2: boschloo takes no such margin",
		}},
		{
			"futility", sequential,
			[]string{
				"analyses.os.test", `{ kind = "cox" }`, "analyses.os.alternative", "equivalence",
				"analyses.os.margins", "[-0.2, 0.2]", "design.futility", `{ kind = "hwang_shih_decani", gamma = -2, beta = 0.1 }`,
			},
			[]string{"analyses.os.alternative: futility bounds are planned for one effect, and equivalence has none"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, refused(t, c.text, c.set...)); diff != "" {
				t.Errorf("problems (−want +got):\n%s", diff)
			}
		})
	}
}

// single is a scenario of one arm.
const single = `
[arms.treated]
[enrollment]
size = 40
[endpoints.remission]
kind     = "binary"
at       = 6
response = { kind = "bernoulli", p = 0.3 }
[endpoints.score]
kind     = "continuous"
at       = 6
response = { kind = "normal", mean = 2, sd = 4 }
[analyses.remission]
endpoint    = "remission"
test        = { kind = "binomial_exact", p0 = 0.2 }
alternative = "greater"
alpha       = 0.05
[analyses.score]
endpoint = "score"
test     = { kind = "one_sample_t", mean = 1.5 }
alpha    = 0.05
`

func TestOneArm(t *testing.T) {
	p := compile(t, single)
	want := []analysis.Pair{{Treated: 0, Control: analysis.NoArm}}
	for i, truth := range []float64{0.1, 0.5} {
		if diff := cmp.Diff(want, p.Protocol.Analyses[i].Hypothesis.Pairs); diff != "" {
			t.Error(diff)
		}
		if got := p.Subject.Comparisons[i].Truth; math.Abs(got.Value-truth) > 1e-15 {
			t.Errorf("truth %v, want %v", got, truth)
		}
	}
	compile(t, single, "analyses.score.compare", `["treated"]`, "arms.treated.control", "true")
	got := refused(t, single, "analyses.score.compare", `["treated", "control"]`)
	if diff := cmp.Diff([]string{"analyses.score.compare: there is nothing to compare in a file of one arm"}, got); diff != "" {
		t.Error(diff)
	}
}

// A group-sequential design of one arm has bounds at its patients' fractions, and
// looks may wait for information.
func TestOneArmLooks(t *testing.T) {
	p := compile(t, single, "looks", `[{ when = { kind = "information", fraction = 0.5 } }, { when = { kind = "patients", count = 40 } }]`,
		"design", `{ kind = "group_sequential", efficacy = { kind = "obrien_fleming" } }`)
	c := p.Protocol.Setting.Comparisons[0]
	if c.PerCount != 1 || c.Count != 40 || c.Planned[0] != 0.5 {
		t.Errorf("%+v", c)
	}
}
