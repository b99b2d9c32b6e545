package replay_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/study/plan"
	"simrun/sim/study/replay"
)

const sequential = `
time_unit = "months"
[arms.control]
control = true
[arms.treated]
[arms.other]
[enrollment]
size = 150
accrual = { kind = "poisson", rate = 10 }
[dropout]
kind = "exponential"
rate = 0.02
[endpoints.os]
kind = "survival"
delay = 0.5
response.control = { kind = "exponential", median = 10 }
response.treated = { relative_to = "control", hazard_ratio = 0.6 }
response.other = { relative_to = "control", hazard_ratio = 0.9 }
[endpoints.score]
kind = "continuous"
at = 3
response = { kind = "normal", mean = 1, sd = 2 }
[endpoints.remission]
kind = "binary"
at = 6
response = { kind = "bernoulli", p = 0.4 }
[analyses.primary]
endpoint = "os"
test = { kind = "log_rank" }
compare = ["treated", "control"]
alternative = "less"
alpha = 0.025
[analyses.score]
endpoint = "score"
test = { kind = "t" }
alpha = 0.05
[analyses.remission]
endpoint = "remission"
test = { kind = "fisher" }
missing = "failure"
alpha = 0.05
[design]
kind = "group_sequential"
efficacy.primary = { kind = "obrien_fleming" }
[[looks]]
when = { kind = "events", endpoint = "os", count = 40 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 90 }
`

func load(t testing.TB, text string) *plan.Plan {
	t.Helper()
	p, err := sim.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The patients as seen at a look, written and read again, give the same evidence
// to the last digit.
func TestAnalyzeAgreesWithReplay(t *testing.T) {
	agrees(t, sequential)
	text, err := scenarios.Files.ReadFile("tutorial/6-visits.toml")
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, string(text))
}

func agrees(t *testing.T, text string) {
	t.Helper()
	p := load(t, text)
	for index := range int64(20) {
		tr := replay.Conduct(p, index)
		for i := range tr.Looks {
			l := &tr.Looks[i]
			var b bytes.Buffer
			if err := l.WritePatients(&b); err != nil {
				t.Fatal(err)
			}
			patients, err := replay.ReadPatients(&b, p)
			if err != nil {
				t.Fatal(err)
			}
			got := replay.Analyze(p, patients, l.Time)
			want := l.Analyses
			for j := range want {
				want[j].Boundary, want[j].Futility, want[j].Rejected = got[j].Boundary, got[j].Futility, false
			}
			if a, b := jsonOf(t, got), jsonOf(t, want); a != b {
				t.Fatalf("trial %d, look %d: analyze differs from replay:\n%s", index, l.Look, cmp.Diff(b, a))
			}
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTextTellsTheTrial(t *testing.T) {
	p := load(t, sequential)
	text := replay.Conduct(p, 3).Text(p)
	for _, want := range []string{"Trial 3 of seed 1", "Look 1 of 2", "patients enrolled, from", "hazard ratio", "bound ", "Decision: ", "The trial ended at"} {
		if !strings.Contains(text, want) {
			t.Errorf("the story lacks %q:\n%s", want, text)
		}
	}
}

// A trial that stops for futility says so, and by which bound.
func TestTextTellsFutility(t *testing.T) {
	p := load(t, sequential+"[design.futility]\nkind = \"fixed_bounds\"\nz = 1\n")
	stopped, passed := false, false
	for index := range int64(60) {
		tr := replay.Conduct(p, index)
		text := tr.Text(p)
		first := &tr.Looks[0]
		z, bound := -float64(first.Analyses[0].Z), float64(first.Analyses[0].Futility)
		if bound != 1 {
			t.Fatalf("futility bound %v, want 1", bound)
		}
		if futile := first.Decision == replay.StopFutility; futile != (z <= bound) || futile && len(tr.Looks) > 1 {
			t.Fatalf("trial %d: z %v, decision %s, %d looks", index, z, first.Decision, len(tr.Looks))
		} else if futile {
			stopped = true
			if !strings.Contains(text, "futility   1.0000, z is at or below it") || !strings.Contains(text, "Decision: stop for futility.") {
				t.Fatalf("the story is\n%s", text)
			}
		} else {
			passed = passed || strings.Contains(text, "futility   1.0000, z is above it")
		}
	}
	if !stopped || !passed {
		t.Errorf("stopped %v, passed %v", stopped, passed)
	}
}

func TestReadPatientsReportsEveryMistake(t *testing.T) {
	p := load(t, sequential)
	const header = "patient,arm,entry,os_time,os_event,score,remission\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "empty"},
		{"no arm", "patient,entry\n1,0\n", `no column "arm"`},
		{"no event column", "arm,os_time,score,remission\n", `no column "os_event"`},
		{"unknown arm", header + "1,contro,0,1,1,,\n", `no arm "contro"`},
		{"remission 2", header + "1,control,0,1,1,0.1,2\n", "is 2"},
		{"text", header + "1,control,0,abc,1,,\n", `is "abc"`},
		{"nan", header + "1,control,0,NaN,1,,\n", `is "NaN"`},
		{"negative time", header + "1,control,0,-1,1,,\n", "before entry"},
		{"event 2", header + "1,control,0,1,2,,\n", `is "2"`},
		{"ragged", header + "1,control,0\n", "wrong number of fields"},
	} {
		_, err := replay.ReadPatients(strings.NewReader(c.text), p)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", c.name, err, c.want)
		}
	}
}

// Without a date of the data cut everything is due, so that an empty value is a
// missing one.
func TestAnalyzeCountsMissingByDate(t *testing.T) {
	p := load(t, sequential)
	const text = "arm,entry,os_time,os_event,score,remission\ncontrol,0,1,1,,\ntreated,10,2,0,1,1\nother,10,3,0,1,1\ncontrol,10,5,0,,\n"
	read := func(at float64) int {
		patients, err := replay.ReadPatients(strings.NewReader(text), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range replay.Analyze(p, patients, at) {
			if a.Analysis == "remission" {
				return a.Missing
			}
		}
		return -1
	}
	if got := read(math.Inf(1)); got != 2 {
		t.Errorf("%d missing when everything is due, want 2", got)
	}
	if got := read(12); got != 1 {
		t.Errorf("%d missing at 12, want 1", got)
	}
}
