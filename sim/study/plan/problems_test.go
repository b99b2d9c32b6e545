package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/scenario"
)

// Every check, with the path and the fact that it reports.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		set        []string
		want       []string
	}{
		{
			"no arms", fixed,
			[]string{"arms", "{}"},
			[]string{"arms: there is no arm"},
		},
		{
			"one arm", fixed,
			[]string{"arms", "{ control = { control = true } }"},
			[]string{"analyses.primary.test: fisher compares two arms, and there is one"},
		},
		{
			"several arms and a test of one", fixed,
			[]string{"analyses.primary.test", `{ kind = "binomial_exact", p0 = 0.3 }`},
			[]string{"analyses.primary.test: binomial_exact is a test of one arm, and there are 2"},
		},
		{
			"no control", fixed,
			[]string{"arms.control.control", "false"},
			[]string{"arms: no arm is the control"},
		},
		{
			"two controls", fixed,
			[]string{"arms.treated.control", "true"},
			[]string{"arms.treated.control: control is a control arm already"},
		},
		{"reserved names", strings.NewReplacer("treated", "draw", "primary", "relative_to").Replace(fixed), nil, []string{
			"arms.draw: is a word of the language, not a name",
			"analyses.relative_to: is a word of the language, not a name",
		}},
		{
			"allocation lacks an arm", fixed,
			[]string{"enrollment.allocation", "{ control = 2 }"},
			[]string{"enrollment.allocation: lacks arm treated"},
		},
		{
			"allocation to nobody", fixed,
			[]string{"enrollment.allocation", "{ control = 2, treated = 1, tread = 1 }"},
			[]string{`enrollment.allocation.tread: there is no arm "tread"`},
		},
		{
			"blocks and ratio", fixed,
			[]string{"enrollment.assignment", `{ kind = "blocks", size = 3 }`},
			[]string{"enrollment.assignment.size: a block of 3 cannot hold the arms in their ratio"},
		},
		{"no endpoint", fixed, []string{"endpoints", "{}"}, []string{
			"endpoints: there is no endpoint",
			`analyses.primary.endpoint: there is no endpoint "remission"`,
		}},
		{
			"measured after follow-up", fixed,
			[]string{"enrollment.follow_up", "5"},
			[]string{"endpoints.remission.at: is after the end of every patient's follow-up at 5"},
		},
		{
			"response of another type", fixed,
			[]string{"endpoints.remission.response", `{ kind = "normal", mean = 0, sd = 1 }`},
			[]string{"endpoints.remission.response: is not a law of 0 and 1"},
		},
		{
			"response of one arm of another type", fixed,
			[]string{"endpoints.remission.response", `{ control = { kind = "bernoulli", p = 0.3 }, treated = { kind = "normal", mean = 0, sd = 1 } }`},
			[]string{"endpoints.remission.response.treated: is not a law of 0 and 1"},
		},
		{
			"response lacks an arm", fixed,
			[]string{"endpoints.remission.response", `{ control = { kind = "bernoulli", p = 0.3 } }`},
			[]string{"endpoints.remission.response.treated: missing"},
		},
		{
			"negative times", sequential,
			[]string{"endpoints.os.response", `{ kind = "normal", mean = 1, sd = 1 }`},
			[]string{"endpoints.os.response: gives negative times"},
		},
		{
			"leaving before entering", sequential,
			[]string{"dropout", `{ kind = "normal", mean = 1, sd = 1 }`},
			[]string{"dropout: gives negative times"},
		},
		{"leaving of an unknown arm", sequential, []string{"dropout.other", `{ kind = "exponential", rate = 1 }`}, nil},
		{
			"a draw out of range", fixed,
			[]string{"endpoints.remission.response.p", `{ draw = { kind = "uniform", min = 0, max = 2 } }`},
			[]string{"endpoints.remission.response.p.draw: gives values from 0 to 2, but the number lies in [0, 1]"},
		},
		{
			"a draw of a draw", fixed,
			[]string{"dropout", `{ kind = "exponential", rate = { draw = { kind = "uniform", min = 0.1, max = { draw = { kind = "constant", value = 1 } } } } }`},
			[]string{"dropout.rate.draw: draws a number of its own"},
		},
		{
			"a draw without law", fixed,
			[]string{"dropout", `{ kind = "exponential", rate = { draw = { kind = "unifrm" } } }`},
			[]string{`dropout.rate.draw.kind: there is no distribution "unifrm"`},
		},
		{
			"column of all files", strings.ReplaceAll(fixed, "remission", "entry"), nil,
			[]string{"endpoints.entry: has the column entry of every file of patients"},
		},
		{
			"column of another endpoint", strings.ReplaceAll(sequential, "remission", "os_event"), nil,
			[]string{"endpoints.os_event: has the column os_event of a file of patients, as endpoint os has"},
		},
		{"no analysis", fixed, []string{"analyses", "{}"}, []string{"analyses: there is no analysis"}},
		{
			"unknown endpoint", fixed,
			[]string{"analyses.primary.endpoint", "remision"},
			[]string{`analyses.primary.endpoint: there is no endpoint "remision"`},
		},
		{
			"unfit test", fixed,
			[]string{"analyses.primary.test.kind", "t"},
			[]string{"analyses.primary: the test does not apply to a binary endpoint"},
		},
		{
			"margin where there is none", fixed,
			[]string{"analyses.primary.margin", "0.1"},
			[]string{"analyses.primary.margin: this test takes no margin"},
		},
		{
			"margin on another scale", fixed,
			[]string{"analyses.primary.test", `{ kind = "z", pooled = false }`, "analyses.primary.margin", "{ odds_ratio = 2 }"},
			[]string{"analyses.primary.margin: odds_ratio is no margin on the scale of the test, risk difference"},
		},
		{
			"failures of a time", sequential,
			[]string{"analyses.os.missing", "failure"},
			[]string{"analyses.os.missing: does not apply to a survival endpoint"},
		},
		{
			"one arm compared", fixed,
			[]string{"analyses.primary.compare", `["treated"]`},
			[]string{"analyses.primary.compare: does not name two different arms"},
		},
		{
			"an arm compared with itself", fixed,
			[]string{"analyses.primary.compare", `["treated", "treated"]`},
			[]string{"analyses.primary.compare: does not name two different arms"},
		},
		{"unknown arms compared", fixed, []string{"analyses.primary.compare", `["treatet", "placebo"]`}, []string{
			`analyses.primary.compare.1: there is no arm "treatet"`,
			`analyses.primary.compare.2: there is no arm "placebo"`,
		}},
		{
			"endless", sequential,
			[]string{"looks", "[]", "design", `{ kind = "fixed" }`},
			[]string{"endpoints.os: the trial would go on until every patient has had the event"},
		},
		{
			"look at an unknown endpoint", sequential,
			[]string{"looks.1.when.endpoint", "ox"},
			[]string{`looks.1.when.endpoint: there is no endpoint "ox"`},
		},
		{
			"look at events of a binary endpoint", sequential,
			[]string{"looks.1.when.endpoint", "remission"},
			[]string{`looks.1.when.endpoint: "remission" has no events: it is a binary endpoint`},
		},
		{
			"look at too many patients", sequential,
			[]string{"looks.2.when", `{ kind = "patients", count = 121 }`},
			[]string{"looks.2.when.count: 121 patients are more than the 120 enrolled"},
		},
		{
			"unknown analysis at a look", sequential,
			[]string{"looks.1.analyses", `["os", "pfs"]`},
			[]string{`looks.1.analyses.2: there is no analysis "pfs"`},
		},
		{
			"information of an unknown analysis", sequential,
			[]string{"looks.1.information.pfs", "0.5"},
			[]string{`looks.1.information.pfs: there is no analysis "pfs"`},
		},
		{
			"analysis of no look", sequential,
			[]string{"looks.2.analyses", `["os"]`, "looks.3.analyses", `["os"]`},
			[]string{"analyses.remission: is part of no look"},
		},
		{
			"several looks of a fixed design", sequential,
			[]string{"design", `{ kind = "fixed" }`},
			[]string{"design: a fixed design takes one look, not 3"},
		},
		{
			"bounds of an unknown analysis", sequential,
			[]string{"design.efficacy.pfs", `{ kind = "pocock" }`},
			[]string{`design.efficacy.pfs: there is no analysis "pfs"`},
		},
		{
			"decision by an unknown analysis", sequential,
			[]string{"design.decides", `["pfs"]`},
			[]string{`design.decides.1: there is no analysis "pfs"`},
		},
		{
			"no planned maximum", sequential,
			[]string{"looks.3.when", `{ kind = "calendar", time = 30 }`, "looks.1.information", "0.2", "looks.2.information", "0.5"},
			[]string{"design.maximum: the last look does not count what analysis os is informed by"},
		},
		{
			"no planned fractions", sequential,
			[]string{"looks.1.when", `{ kind = "calendar", time = 10 }`, "design.information", "planned"},
			[]string{"design: the planned information fractions of analysis os are not known"},
		},
		{"expected of nothing", fixed + "[[expect]]\nmetric = \"power\"\nvalue = 0.5\nanalysis = \"secondary\"\nendpoint = \"os\"\narm = \"other\"\nlook = 1\n", nil, []string{
			`expect.1.analysis: there is no analysis "secondary"`, `expect.1.endpoint: there is no endpoint "os"`,
			`expect.1.arm: there is no arm "other"`, "expect.1.look: there are 0 looks",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := slices.Compact(refused(t, c.text, c.set...)) // one for each pair of arms
			if c.want == nil {
				if len(got) == 0 {
					t.Error("compiles")
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (−want +got):\n%s", diff)
			}
		})
	}
}

// What these problems are reported of compiles without them.
func TestFixturesCompile(t *testing.T) {
	compile(t, fixed)
	compile(t, sequential)
}

func TestTooManyArms(t *testing.T) {
	arms := "{ control = { control = true }"
	for i := range maxArms {
		arms += fmt.Sprintf(", a%d = {}", i)
	}
	got := refused(t, fixed, "arms", arms+" }")
	if diff := cmp.Diff([]string{"arms: there are 65 arms, more than 64"}, got); diff != "" {
		t.Error(diff)
	}
}

// Mistakes of all sections are reported together.
func TestEverythingIsReportedAtOnce(t *testing.T) {
	got := refused(t, sequential,
		"arms.low.control", "true",
		"enrollment.allocation.lo", "1",
		"endpoints.remission.response", `{ kind = "normal", mean = 0, sd = 1 }`,
		"dropout", `{ kind = "normal", mean = 0, sd = 1 }`,
		"analyses.os.endpoint", "ox",
		"analyses.remission.missing", "failure",
		"looks.1.when.endpoint", "oz",
		"looks.2.analyses", `["os", "pfs"]`,
		"design.decides", `["pfs"]`,
	)
	var paths []string
	for _, p := range got {
		path, _, _ := strings.Cut(p, ": ")
		paths = append(paths, path)
	}
	want := []string{
		"arms.low.control", "enrollment.allocation.lo", "endpoints.remission.response", "dropout",
		"analyses.os.endpoint", "looks.1.when.endpoint", "looks.2.analyses.2", "design.decides.1",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("paths (−want +got):\n%s", diff)
	}
}

// No two paths of the grammar have the same address, so that the refusal is
// tried out with a name given twice, which no file can do.
func TestEqualAddressesAreRefused(t *testing.T) {
	s := load(t, fixed)
	s.Endpoints = append(s.Endpoints, s.Endpoints[0])
	c := compiler{s: s, p: spec.NewProblems(), protocol: &trial.Protocol{}}
	c.arms()
	c.enrollment()
	c.endpoints()
	c.slots()
	got := listed(t, c.p.Err())
	want := []string{"endpoints.remission: has the same address of random numbers as endpoints.remission"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Compiling leaves the scenario as it is.
func TestCompileChangesNothing(t *testing.T) {
	for _, text := range []string{fixed, sequential} {
		s := load(t, text)
		before := s.Canonical()
		p, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Canonical().Equal(before) {
			t.Error("the scenario has changed")
		}
		if p.Fingerprint != s.Fingerprint() || p.World != s.World() || p.Scenario != s {
			t.Error("the plan is not that of the scenario")
		}
	}
}

// Whatever a scenario says, it compiles or has problems; it never panics.
func FuzzCompile(f *testing.F) {
	f.Add(fixed, "enrollment.size", "1")
	f.Add(sequential, "arms", "{}")
	f.Add(visits, "endpoints.score.mean", "[1, 2]")
	f.Add(visits, "endpoints.score.missing", `{ kind = "mar", p = 0.1, strength = 1 }`)
	f.Add(sequential, "looks", "[]")
	f.Add(sequential, "analyses.os.compare", "[]")
	f.Add(fixed, "endpoints.remission.response.p", `{ draw = { kind = "uniform", min = 0.1, max = 0.5 } }`)
	f.Fuzz(func(t *testing.T, text, path, value string) {
		s, err := scenario.Load(text, scenario.Override{Path: path, Value: value})
		if err != nil || s.Enrollment.Size > 1000 {
			return
		}
		if p, err := Compile(s); (p == nil) == (err == nil) {
			t.Errorf("plan %v and error %v", p, err)
		}
	})
}
