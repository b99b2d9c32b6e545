package scenario

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/base/spec"
)

const swept = `
[arms.a]
control = true
[arms.b]
[enrollment]
size = 100
[endpoints.x]
kind = "binary"
at = 1
response.a = { kind = "bernoulli", p = 0.3 }
response.b = { relative_to = "a", odds_ratio = 2 }
[analyses.primary]
endpoint = "x"
test = { kind = "fisher" }
alpha = 0.05
[design]
kind = "fixed"
`

// settings are the points of a study as --set would give them.
func settings(t *testing.T, text string, vary []Vary, oneAtATime bool) []string {
	t.Helper()
	s, err := LoadStudy(text, nil, vary, oneAtATime)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range s.Points {
		var set []string
		for _, x := range p.Set {
			set = append(set, x.String())
		}
		all = append(all, strings.Join(set, " "))
	}
	return all
}

func TestSweepIsACrossProduct(t *testing.T) {
	want := []string{
		"enrollment.size=40 endpoints.x.response.b.odds_ratio=1.5",
		"enrollment.size=40 endpoints.x.response.b.odds_ratio=3",
		"enrollment.size=80 endpoints.x.response.b.odds_ratio=1.5",
		"enrollment.size=80 endpoints.x.response.b.odds_ratio=3",
	}
	for name, sweep := range map[string]string{
		"quoted": "[sweep]\n\"enrollment.size\" = [40, 80]\n\"endpoints.x.response.b.odds_ratio\" = [1.5, 3]\n",
		"dotted": "[sweep]\nenrollment.size = [40, 80]\nendpoints.x.response.b.odds_ratio = [1.5, 3]\n",
	} {
		if diff := cmp.Diff(want, settings(t, swept+sweep, nil, false)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestZipMovesTogether(t *testing.T) {
	const sweep = "[[sweep.zip]]\n\"enrollment.size\" = [40, 80]\n\"endpoints.x.at\" = [2, 3]\n"
	want := []string{"enrollment.size=40 endpoints.x.at=2", "enrollment.size=80 endpoints.x.at=3"}
	if diff := cmp.Diff(want, settings(t, swept+sweep, nil, false)); diff != "" {
		t.Error(diff)
	}
}

func TestVary(t *testing.T) {
	for _, c := range []struct {
		values string
		want   []string
	}{
		{"40,80", []string{"enrollment.size=40", "enrollment.size=80"}},
		{"40:80:20", []string{"enrollment.size=40", "enrollment.size=60", "enrollment.size=80"}},
	} {
		got := settings(t, swept, []Vary{{"enrollment.size", c.values}}, false)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.values, diff)
		}
	}
	got := settings(t, swept, []Vary{{"endpoints.x.response.a.p", "0.1:0.3:0.1"}}, false)
	if last := got[len(got)-1]; last != "endpoints.x.response.a.p=0.3" || len(got) != 3 {
		t.Errorf("a decimal range is %v", got)
	}
	got = settings(t, swept, []Vary{{"analyses.primary.alternative", "two-sided,greater"}}, false)
	if diff := cmp.Diff([]string{`analyses.primary.alternative="two-sided"`, `analyses.primary.alternative="greater"`}, got); diff != "" {
		t.Error(diff)
	}
}

func TestVaryReplacesTheAxisOfItsPath(t *testing.T) {
	got := settings(t, swept+"[sweep]\nenrollment.size = [40, 80]\n", []Vary{{"enrollment.size", "60"}}, false)
	if diff := cmp.Diff([]string{"enrollment.size=60"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneAtATime(t *testing.T) {
	got := settings(t, swept, []Vary{{"enrollment.size", "40,80"}, {"endpoints.x.at", "1,2,3"}}, true)
	want := []string{
		"enrollment.size=40 endpoints.x.at=1",
		"enrollment.size=80 endpoints.x.at=1",
		"enrollment.size=40 endpoints.x.at=2",
		"enrollment.size=40 endpoints.x.at=3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWholeTablesAreSwept(t *testing.T) {
	const sweep = "[sweep]\n\"analyses.primary.test\" = [{ kind = \"fisher\" }, { kind = \"chi_square\", continuity = true }]\n"
	s, err := LoadStudy(swept+sweep, nil, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Points) != 2 || s.Points[1].Scenario.Analyses[0].Value.Test.Name != "chi_square" {
		t.Errorf("points are %v", s.Points)
	}
	if s.Points[0].Scenario.Fingerprint() == s.Points[1].Scenario.Fingerprint() {
		t.Error("two points have one fingerprint")
	}
}

func TestSweepProblems(t *testing.T) {
	for _, c := range []struct {
		name, sweep string
		overrides   []Override
		want        string
	}{
		{"unknown path", "[sweep]\n\"enrollment.sise\" = [40]\n", nil, "enrollment.sise: unknown key"},
		{"value out of range", "[sweep]\n\"enrollment.size\" = [40, 0]\n", nil, "(at enrollment.size=0)"},
		{"no list", "[sweep]\n\"enrollment.size\" = 40\n", nil, "is not a list"},
		{"empty list", "[sweep]\n\"enrollment.size\" = []\n", nil, "is not a list"},
		{"twice", "[sweep]\n\"enrollment.size\" = [40]\nenrollment.size = [50]\n", nil, "is swept twice"},
		{"zip of two lengths", "[[sweep.zip]]\n\"enrollment.size\" = [40]\n\"endpoints.x.at\" = [1, 2]\n", nil, "has 2 values"},
		{"trials", "[sweep]\n\"simulation.trials\" = [40]\n", nil, "cannot be swept"},
		{"set and swept", "[sweep]\n\"enrollment.size\" = [40]\n", []Override{{"enrollment.size", "50"}}, "both set and swept"},
	} {
		_, err := LoadStudy(swept+c.sweep, c.overrides, nil, false)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", c.name, err, c.want)
		}
	}
}

// A sweep is refused before its points are made, when there are too many of them
// for the length of the file.
func TestSweepOfALongFile(t *testing.T) {
	text := full + "\n[[expect]]\nmetric = \"power\"\nvalue = 0.5\n"
	long := text + strings.Repeat("[[expect]]\nmetric = \"power\"\nvalue = 0.5\n", 1000)
	vary := []Vary{{"simulation.seed", "1:4000:1"}}
	for _, c := range []struct {
		text string
		vary []Vary
		want string
	}{
		{long, vary, "sweep: has 4000 points of a file of"},
		{long, []Vary{{"simulation.seed", "1:2:1"}}, ""},
	} {
		_, err := LoadStudy(c.text, nil, c.vary, false)
		if got := fmt.Sprint(err); c.want == "" && err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%.300s, want %s", got, c.want)
		}
	}
}

// A problem that every point has is counted, not searched for.
func TestManyProblemsAtManyPoints(t *testing.T) {
	_, err := LoadStudy("looks = ["+strings.Repeat("1,", 3000)+"]\n", nil, []Vary{{"simulation.seed", "1:200:1"}}, false)
	var e *spec.Error
	if !errors.As(err, &e) || len(e.Problems) != 1000 {
		t.Errorf("%.300v", err)
	}
}
