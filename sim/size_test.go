package sim_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// sized asks how many patients tell 28 % from 40 % remission.
const sized = `
[simulation]
seed = 3
[arms.single]
control = true
[arms.double]
[enrollment]
size = 100
[endpoints.remission]
kind = "binary"
at   = 12
response.single = { kind = "bernoulli", p = 0.28 }
response.double = { kind = "bernoulli", p = 0.40 }
[analyses.primary]
endpoint = "remission"
test     = { kind = "fisher" }
alpha    = 0.05
[search]
range = [40, 2000]
goal  = { at_least = 0.9 }
precision = 0.008
`

func TestSizeOfTheLupusTrial(t *testing.T) {
	for _, c := range []struct {
		test string
		want float64 // patients in two arms, exact by enumeration
	}{{"fisher", 2 * 343}, {"chi_square", 2 * 325}} {
		s, err := sim.Size(context.Background(), sized, sim.Request{
			Set: []scenario.Override{{Path: "analyses.primary.test.kind", Value: c.test}},
		}, sim.Options{Clock: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		// The power of exact tests is not quite monotone; 5.33 standard errors and
		// a patient an arm of room.
		if got := float64(s.Answer); !s.Reached || math.Abs(got-c.want) > 5.33*float64(s.SE)+2 {
			t.Errorf("%s: %v patients (SE %.1f), want %v", c.test, got, s.SE, c.want)
		}
		if float64(s.SE) > 0.01*c.want {
			t.Errorf("%s: SE %v of the size is more than 1 %%", c.test, s.SE)
		}
		if v := s.Verified; v == nil || math.Abs(float64(v.Value)-0.9) > 0.01 {
			t.Errorf("%s: verified %+v", c.test, v)
		}
		if s.Start == nil || !s.Start.Exact || math.Abs(float64(s.Start.X)-c.want) > 4 {
			t.Errorf("%s: theory starts from %+v, want %v", c.test, s.Start, c.want)
		}
		if s.Known == nil || !s.Known.Exact || math.Abs(s.Known.Value-0.9) > 0.01 || len(s.Warnings) > 0 {
			t.Errorf("%s: at the answer theory says %+v, warnings %v", c.test, s.Known, s.Warnings)
		}
		if s.Fresh == s.Seed {
			t.Error("the answer is verified on the seed that found it")
		}
		t.Logf("%s: %v (SE %.2f, %v to %v), %d trials, %.1f s", c.test, s.Answer, s.SE, s.Lower, s.Upper, s.Trials, s.Seconds)
	}
}

func TestSizeProblems(t *testing.T) {
	for _, c := range []struct{ path, value, want string }{
		{"search.goal.metric", "pwer", "there is no figure"},
		{"search.goal.at_most", "0.5", "exactly one of"},
		{"search.range", "[10, 5]", "no values"},
		{"search.vary", "enrollment.sise", "unknown key"},
	} {
		_, err := sim.Size(context.Background(), sized, sim.Request{Set: []scenario.Override{{Path: c.path, Value: c.value}}}, sim.Options{})
		var e *spec.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%s: error is %v, want one with %q", c.path, c.value, err, c.want)
		}
	}
}

func TestSizeIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	size := func(workers int) *shard.Sizing {
		t.Helper()
		s, err := sim.Size(context.Background(), sized, sim.Request{
			Set: []scenario.Override{{Path: "search.precision", Value: "0.05"}},
		}, sim.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	same := cmp.Comparer(func(x, y shard.Real) bool { return x == y || x != x && y != y })
	if diff := cmp.Diff(size(1), size(3), same); diff != "" {
		t.Error(diff)
	}
}

// Theory puts the answer where the figure crosses its goal, or nowhere.
func TestSizeStartsFromTheory(t *testing.T) {
	for name, c := range map[string]struct {
		set  map[string]string
		want float64 // 0: nowhere
	}{
		"size":         {map[string]string{}, 686},
		"out of range": {map[string]string{"search.range": "[40, 200]"}, 0},
		"unknown":      {map[string]string{"search.goal": `{ metric = "half_width", at_most = 0.1 }`}, 0},
		// R 4.2.2, fisher.test of all tables of 100 and 100: power goes from 19.69 % to
		// 20.02 % at the level 0.012531.
		"largest": {map[string]string{
			"enrollment.size": "200", "search.vary": "analyses.primary.alpha", "search.range": "[0.001, 0.2]", "search.goal": "{ at_most = 0.2 }",
		}, 0.012531},
	} {
		set := []scenario.Override{{Path: "search.precision", Value: "0.05"}}
		for path, value := range c.set {
			set = append(set, scenario.Override{Path: path, Value: value})
		}
		s, err := sim.Size(context.Background(), sized, sim.Request{Set: set}, sim.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		switch {
		case c.want == 0 && s.Start != nil, c.want != 0 && s.Start == nil:
			t.Errorf("%s: theory starts from %+v, want %v", name, s.Start, c.want)
		case c.want > 1 && math.Abs(float64(s.Start.X)-c.want) > 4, c.want > 0 && c.want < 1 && math.Abs(float64(s.Start.X)-c.want) > 0.2/1024:
			t.Errorf("%s: theory starts from %v, want %v", name, s.Start.X, c.want)
		}
		if s.Largest != (name == "largest") {
			t.Errorf("%s: largest is %v", name, s.Largest)
		}
		t.Logf("%s: %v, from %+v, %d trials", name, s.Answer, s.Start, s.Trials)
	}
}
