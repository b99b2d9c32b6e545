package scenario

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/base/spec"
	"simrun/sim/base/tally"
	"simrun/sim/stats/analysis"
)

func TestDefaults(t *testing.T) {
	s := load(t, small)
	if diff := cmp.Diff(Simulation{Trials: 10_000, Seed: 1}, s.Simulation); diff != "" {
		t.Error(diff)
	}
	e := s.Enrollment
	if e.Accrual.Name != "instant" || e.Assignment.Name != "exact" || e.FollowUp != nil || len(e.Allocation) != 0 {
		t.Errorf("enrollment by default: %+v", e)
	}
	if s.Dropout.IsSet() || len(s.Looks) != 0 || s.Design.Name != "fixed" {
		t.Errorf("dropout, looks or a design by default: %v, %v, %s", s.Dropout, s.Looks, s.Design.Name)
	}
	a := s.Analyses[0].Value
	if a.Alternative != "two-sided" || a.Missing != "exclude" || a.Margin != (Margin{}) || len(a.Compare) != 0 {
		t.Errorf("an analysis by default: %+v", a)
	}
	x := load(t, small+"[[expect]]\nmetric = \"power\"\nvalue = 0.05\n").Expect[0]
	if x.SE != 4 || x.Tolerance != 0 || x.Look != nil {
		t.Errorf("an expectation by default: %+v", x)
	}
	l := load(t, full).Looks
	if l[1].Lag != 0 || len(l[1].Analyses) != 0 || l[0].Information.IsSet() {
		t.Errorf("looks by default: %+v", l)
	}
}

// Changing one scenario leaves the defaults of the next alone.
func TestDefaultsAreNotShared(t *testing.T) {
	load(t, full)
	s := load(t, small, Override{"enrollment.accrual", `{ kind = "poisson", rate = 2 }`})
	if s.Enrollment.Accrual.Name != "poisson" {
		t.Error("the override is lost")
	}
	if d := load(t, small).Enrollment; d.Accrual.Name != "instant" || d.Assignment.Name != "exact" {
		t.Errorf("the defaults changed: %+v", d)
	}
}

func TestRequiredKeys(t *testing.T) {
	var paths []string
	for _, p := range problems(t, "title = \"nothing else\"\n") {
		paths = append(paths, p.Path)
	}
	if diff := cmp.Diff([]string{"arms", "enrollment", "endpoints", "analyses"}, paths); diff != "" {
		t.Error(diff)
	}
}

func TestRanges(t *testing.T) {
	for _, c := range []struct{ path, value string }{
		{"simulation.trials", "0"},
		{"simulation.trials", "2_000_000_000_000"},
		{"simulation.seed", "-1"},
		{"simulation.seed", "9223372036854775808"}, // beyond the integers of TOML
		{"simulation.seed", "1.5"},
		{"enrollment.size", "0"},
		{"enrollment.size", "2_000_001"},
		{"enrollment.allocation.low", "0"},
		{"enrollment.allocation.low", "nan"},
		{"enrollment.follow_up", "0"},
		{"analyses.os.alpha", "0"},
		{"analyses.os.alpha", "0.5"},
		{"analyses.os.alternative", "smaller"},
		{"analyses.os.missing", "ignore"},
		{"looks.1.lag", "-1"},
		{"looks.2.information.os", "0"},
		{"looks.2.information.os", "1.01"},
		{"expect.1.look", "0"},
		{"expect.1.se", "0"},
		{"expect.1.tolerance", "-0.1"},
		{"expect.1.value", "inf"},
		{"enrolment.size", "5"},
	} {
		found := problems(t, full, Override{c.path, c.value})
		if len(found) != 1 || !strings.HasPrefix(c.path, found[0].Path) {
			t.Errorf("%s = %s gives %v, want one problem there", c.path, c.value, found)
		}
	}
	for _, c := range []struct{ path, value string }{
		{"simulation.seed", "0"},
		{"simulation.seed", "9223372036854775807"},
		{"simulation.trials", "1e6"},
		{"enrollment.size", "2_000_000"},
	} {
		load(t, full, Override{c.path, c.value}).Fingerprint()
	}
}

// The tallies count patients and events as integers below a limit.
func TestSizesCanBeTallied(t *testing.T) {
	largest := load(t, small, Override{"enrollment.size", "2e6"}).Enrollment.Size
	if largest >= tally.IntsLimit {
		t.Errorf("%d patients cannot be tallied, the limit is %d", largest, tally.IntsLimit)
	}
	problems(t, small, Override{"enrollment.size", "2e6+1"})
	problems(t, small, Override{"enrollment.size", "2_000_001"})
}

func TestOverrides(t *testing.T) {
	s := load(t, full,
		Override{"enrollment.size", "120"},
		Override{"analyses.os.alternative", "greater"}, // bare text
		Override{"endpoints.remission.response", `{ kind = "bernoulli", p = 0.5 }`},
		Override{"looks.1.when.count", "25"},
		Override{"analyses.os.compare", `["low", "control"]`},
		Override{"enrollment.accrual", `{ kind = "instant" }`}, // the whole table
		Override{"simulation.seed", "1"},
		Override{"simulation.seed", "2"}, // the last one counts
	)
	if s.Enrollment.Size != 120 || s.Enrollment.Accrual.Name != "instant" || s.Simulation.Seed != 2 {
		t.Errorf("enrollment %+v, seed %d", s.Enrollment, s.Simulation.Seed)
	}
	a := s.Analyses[0].Value
	if a.Alternative != "greater" || !cmp.Equal(a.Compare, []string{"low", "control"}) {
		t.Errorf("analysis %+v", a)
	}
}

func TestAllWrongOverridesAreReported(t *testing.T) {
	found := problems(t, full,
		Override{"looks.3.lag", "1"},
		Override{"enrollment.size.x", "1"},
		Override{"enrollment.size", "[1"},
	)
	var paths []string
	for _, p := range found {
		paths = append(paths, p.Path)
	}
	if diff := cmp.Diff([]string{"looks.3.lag", "enrollment.size.x", "enrollment.size"}, paths); diff != "" {
		t.Error(diff)
	}
}

func TestSyntaxErrorsAreProblems(t *testing.T) {
	found := problems(t, "title = \n")
	if len(found) != 1 || !strings.Contains(found[0].Fact, "^") {
		t.Errorf("found %v, want a caret", found)
	}
}

func TestMargin(t *testing.T) {
	for _, c := range []struct {
		value string
		want  Margin
		wrong string // path below margin and part of the fact
	}{
		{value: "0", want: Margin{}},
		{value: "-0.1", want: Margin{Value: -0.1}},
		{value: "2", want: Margin{Value: 2}},
		{value: "{ hazard_ratio = 1.3 }", want: Margin{"hazard_ratio", 1.3}},
		{value: "{ odds_ratio = 2 }", want: Margin{"odds_ratio", 2}},
		{value: "{ rate_ratio = 0.5 }", want: Margin{"rate_ratio", 0.5}},
		{value: "nan", wrong: ": neither a number"},
		{value: "large", wrong: ": neither a number"},
		{value: "[1]", wrong: ": neither a number"},
		{value: "{}", wrong: ": neither a number"},
		{value: "{ hazard_ratio = 1, odds_ratio = 1 }", wrong: ": neither a number"},
		{value: "{ hazard_rate = 1 }", wrong: ": there is no ratio"},
		{value: "{ hazard_ratio = 0 }", wrong: ".hazard_ratio: not a positive number"},
		{value: "{ hazard_ratio = inf }", wrong: ".hazard_ratio: not a positive number"},
		{value: "{ hazard_ratio = \"1\" }", wrong: ".hazard_ratio: not a positive number"},
	} {
		o := Override{"analyses.primary.margin", c.value}
		if c.wrong != "" {
			found := problems(t, small, o)
			path, fact, _ := strings.Cut(c.wrong, ": ")
			if len(found) != 1 || found[0].Path != o.Path+path || !strings.Contains(found[0].Fact, fact) {
				t.Errorf("margin %s gives %v, want %s at %s", c.value, found, fact, o.Path+path)
			}
			continue
		}
		s := load(t, small, o)
		if got := s.Analyses[0].Value.Margin; got != c.want {
			t.Errorf("margin %s is %+v, want %+v", c.value, got, c.want)
		}
		if back := load(t, s.Canonical().TOML()); back.Analyses[0].Value.Margin != c.want {
			t.Errorf("margin %s reads back as %+v", c.value, back.Analyses[0].Value.Margin)
		}
	}
	if words := new(Margin).DescribeSpec(); !strings.Contains(words, "odds_ratio") {
		t.Errorf("the description lacks a ratio: %s", words)
	}
}

func TestMarginOnScale(t *testing.T) {
	for _, c := range []struct {
		margin Margin
		scale  analysis.Scale
		want   float64
		wrong  bool
	}{
		{margin: Margin{Value: -0.1}, scale: analysis.RiskDifference, want: -0.1},
		{margin: Margin{Value: 0.2}, scale: analysis.LogHazardRatio, want: 0.2},
		{margin: Margin{"hazard_ratio", 1.3}, scale: analysis.LogHazardRatio, want: math.Log(1.3)},
		{margin: Margin{"hazard_ratio", 1.3}, scale: analysis.RiskDifference, wrong: true},
		{margin: Margin{"odds_ratio", 1.3}, scale: analysis.LogHazardRatio, wrong: true},
		{margin: Margin{"odds_ratio", 1.3}, scale: analysis.LogOddsRatio, want: math.Log(1.3)},
		{margin: Margin{"rate_ratio", 0.8}, scale: analysis.LogRateRatio, want: math.Log(0.8)},
		{margin: Margin{"rate_ratio", 0.8}, scale: analysis.MeanDifference, wrong: true},
		{margin: Margin{"rate_ratio", 1.3}, scale: analysis.MeanDifference, wrong: true},
	} {
		p := spec.NewProblems()
		got := c.margin.On(c.scale, p)
		if math.Abs(got-c.want) > 1e-15 || (p.Len() > 0) != c.wrong {
			t.Errorf("%+v on a %s is %v with problems %v, want %v", c.margin, c.scale, got, p.List(), c.want)
		}
	}
}
