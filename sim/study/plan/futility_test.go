package plan

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim/conduct/design"
)

// Looks at shares of the information have them as planned fractions, and fire at
// that share of the maximum, which is given or counted by the last look.
func TestInformationLooks(t *testing.T) {
	at := func(fraction string) string { return `{ kind = "information", fraction = ` + fraction + ` }` }
	binary := []string{
		"analyses.os", `{ endpoint = "remission", test = { kind = "chi_square" }, compare = ["high", "control"], alpha = 0.05 }`,
		"looks.1.when", at("0.3"), "looks.2.when", at("0.6"), "looks.3.when", `{ kind = "patients", fraction = 1, followed = 6 }`,
	}
	for name, c := range map[string]struct {
		set     []string
		planned []float64
		maximum float64 // information of the first comparison
	}{
		"of the last count": {[]string{"looks.1.when", at("0.3")}, []float64{0.3, 0.5, 1}, 40},
		"of the maximum":    {[]string{"looks.1.when", at("0.3"), "looks.2.when", at("0.7"), "looks.3.when", at("1"), "design.maximum", "60"}, []float64{0.3, 0.7, 1}, 30},
		"with information":  {[]string{"looks.1.when", at("0.3"), "looks.1.information", "0.25"}, []float64{0.25, 0.5, 1}, 40},
		"of patients":       {binary, []float64{0.3, 0.6, 1}, 20},
		"of other decider": {[]string{
			"looks.1.when", at("0.3"), "looks.2.when", at("0.6"), "looks.3.when", `{ kind = "patients", count = 60, followed = 6 }`,
			"design", `{ kind = "group_sequential", decides = ["remission"], efficacy.remission = { kind = "obrien_fleming" } }`,
		}, []float64{0.3, 0.6, 1}, math.NaN()},
	} {
		p := compile(t, sequential, c.set...)
		if diff := cmp.Diff(c.planned, comparison(p, 0).Planned, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: planned fractions (−want +got):\n%s", name, diff)
		}
		if got := p.Protocol.Design.(*design.GroupSequential).MaximumOf(&p.Protocol.Setting, 0); !same(got, c.maximum) && math.Abs(got-c.maximum) > 1e-12 {
			t.Errorf("%s: maximum %v, want %v", name, got, c.maximum)
		}
	}
}

// What stands in the way of information looks and of futility bounds.
func TestSequentialProblems(t *testing.T) {
	const looks = `[{ when = { kind = "information", fraction = 0.5 } }, { when = { kind = "information", fraction = 1 } }]`
	const futility = `{ kind = "hwang_shih_decani", gamma = -2, beta = 0.1 }`
	for name, c := range map[string]struct {
		set  []string
		want []string
	}{
		"no maximum": {[]string{"looks", looks}, []string{
			"looks.1.when: the information planned at the last look is not known",
			"looks.2.when: the information planned at the last look is not known",
		}},
		"more than come": {[]string{"looks", looks, "design.maximum", "130"}, []string{
			"looks.2.when: a fraction of 1 takes 130 of 120 patients",
		}},
		"two-sided": {[]string{"design.futility", futility, "analyses.os.alternative", "two-sided"}, []string{
			"design.futility: a two-sided analysis such as os has no futility bounds",
		}},
		"decides nothing": {[]string{"design.futility.remission", futility}, []string{
			"design.futility.remission: analysis remission decides nothing, so its futility could stop nothing",
		}},
		"unknown analysis": {[]string{"design.futility.pfs", futility}, []string{
			`design.futility.pfs: there is no analysis "pfs"`,
		}},
		"fractions": {[]string{"design.futility", futility, "looks.2.when", `{ kind = "calendar", time = 20 }`}, []string{
			"design: the planned information fractions of analysis os are not known",
		}},
		"kind": {[]string{"design.futility.os", `{ kind = "fixed_bounds", z = [0, 0, 0, 0] }`}, []string{
			"design.futility.os.z: has 4 values for 3 looks",
		}},
		"fine": {[]string{"design.futility.os", `{ kind = "fixed_bounds", z = -0.5, binding = true }`}, nil},
	} {
		if diff := cmp.Diff(c.want, refused(t, sequential, c.set...)); diff != "" {
			t.Errorf("%s: problems (−want +got):\n%s", name, diff)
		}
	}
}

// The metrics are told of futility, and a design without it has none of theirs.
func TestFutilitySubject(t *testing.T) {
	const rule = `{ kind = "pocock", beta = 0.2 }`
	for name, c := range map[string]struct {
		set       []string
		futility  bool
		ignorable []bool
	}{
		"none":        {nil, false, []bool{false, false, false}},
		"not binding": {[]string{"design.futility", rule}, true, []bool{true, true, false}},
		"binding":     {[]string{"design.futility", rule, "design.futility.binding", "true"}, true, []bool{false, false, false}},
	} {
		s := compile(t, sequential, c.set...).Subject
		var ignorable []bool
		for i := range s.Comparisons {
			ignorable = append(ignorable, s.Comparisons[i].Ignorable)
		}
		if s.Futility != c.futility || !slices.Equal(ignorable, c.ignorable) {
			t.Errorf("%s: futility %v, ignorable %v", name, s.Futility, ignorable)
		}
	}
}
