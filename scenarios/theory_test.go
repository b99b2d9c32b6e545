package scenarios_test

import (
	"path"
	"strings"
	"testing"

	"simrun/sim/study/theory"
)

// How the power of a published scenario is known without simulation. A scenario
// without any would have the reason here.
const (
	exact       = "exact, or to any accuracy by integration"
	approximate = "by an approximation for large trials"
)

// undecided is why nothing is known of an analysis that watches a trial which
// another stops: that takes the joint law of both bounds.
const undecided = ""

// Why nothing is known: of a model's test under its alternative there is only what
// the scenario expects; of weighted and restricted tests, and of strata, no answer
// is calculated.
const (
	modeled    = ""
	weighted   = ""
	stratified = ""
)

// powers are the published scenarios with how their power is known. Log-rank tests
// and proportions looked at repeatedly are known for large trials only: of the
// former no closed form is, of the latter the joint law of all looks would have to
// be enumerated; of the rank-sum test the law of ranks is known for few laws. Where an analysis differs
// from the others of its scenario it is named too.
var powers = map[string]string{
	"boschloo":                exact,
	"delayed-effect":          approximate,
	"equivalence-means":       exact,
	"farrington-manning-null": exact,
	"farrington-manning":      exact,
	"fisher-sample-sizes":     exact,
	"fixed-follow-up-127":     approximate,
	"fixed-follow-up-156":     approximate,
	"fixed-follow-up-191":     approximate,
	"futility-null":           exact,
	"futility-then-efficacy":  approximate,
	"futility":                exact,
	"haybittle-peto":          exact,
	"haybittle-peto plain":    undecided,
	"lupus-28-vs-32":          exact,
	"lupus-28-vs-64":          exact,
	"lupus-null":              exact,
	"muse":                    exact,
	"obrien-fleming-2-looks":  exact,
	"obrien-fleming-3-looks":  exact,
	"obrien-fleming-4-looks":  exact,
	"obrien-fleming-5-looks":  exact,
	"one-arm-null":            exact,
	"one-arm":                 exact,
	"pocock-2-looks":          exact,
	"pocock-3-looks":          exact,
	"pocock-4-looks":          exact,
	"pocock-5-looks":          exact,
	"proportions-100":         exact,
	"proportions-80":          exact,
	"rank-sum":                approximate,
	"rates-25-vs-40":          exact,
	"rates-three-looks":       approximate,
	"repeated-looks":          exact,
	"schoenfeld-and-freedman": approximate,
	"schoenfeld-optimistic":   approximate,
	"student-and-welch":       exact,
	"survival-two-looks":      approximate,
	"two-sample-t":            exact,
	"unequal-allocation":      approximate,
	"unequal-variances":       exact,

	"cochran-mantel-haenszel":      stratified,
	"covariance-deflation":         modeled,
	"logistic":                     exact,
	"max-combo":                    weighted,
	"max-combo log_rank":           approximate,
	"mmrm-dropout":                 modeled,
	"mmrm-dropout-ar1":             modeled,
	"negative-binomial":            modeled,
	"negative-binomial-zhu-lakkis": modeled,
	"ordinal":                      modeled,
	"restricted-mean":              weighted,
	"stratified-log-rank":          stratified,
}

// Check prints what is known of every published scenario; who gains or loses it
// changes the table.
func TestPublishedScenariosHaveTheory(t *testing.T) {
	seen := 0
	each(t, func(t *testing.T, name, text string) {
		if path.Dir(name) != "published" {
			return
		}
		seen++
		p := load(t, text, 1000)
		name = strings.TrimSuffix(path.Base(name), ".toml")
		known := map[string]string{}
		for _, a := range theory.Answers(p) {
			if a.Metric != "power" || a.Look != nil {
				continue
			}
			if at := a.Analysis + " " + a.Arm; a.Exact {
				known[at] = exact
			} else if known[at] == "" {
				known[at] = approximate
			}
		}
		for i := range p.Protocol.Analyses {
			a := &p.Protocol.Analyses[i]
			for _, pair := range a.Hypothesis.Pairs {
				want, named := powers[name+" "+a.Name]
				if !named {
					want = powers[name]
				}
				if got := known[a.Name+" "+p.Protocol.Arms[pair.Treated]]; got != want {
					t.Errorf("power of %s is known %q, the table says %q", a.Name, got, want)
				}
			}
		}
	})
	for name := range powers {
		if !strings.Contains(name, " ") {
			seen--
		}
	}
	if seen != 0 {
		t.Errorf("%d published scenarios are not in the table", seen)
	}
}
