package sim

import (
	"context"
	"errors"
	"strings"
	"testing"

	"simrun/sim/base/rng"
	"simrun/sim/base/tally"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// merged are studies of which results are cut and put together: one point; points
// with values of several forms, one of which changes a kind; draws.
var merged = map[string]Request{
	"plain": {},
	"sweep": {
		Vary: []scenario.Vary{
			{Path: "enrollment.size", Values: "30,40.0"},
			{Path: "analyses.primary.test.kind", Values: "chi_square,fisher"},
			{Path: "endpoints.remission.response.b", Values: `{ kind = "bernoulli", p = 0.5 }`},
		},
		Against: []string{"enrollment.size=40.0"},
	},
	"draws": {Set: []scenario.Override{{Path: "endpoints.remission.response.b.p", Value: `{ draw = { kind = "beta", a = 2, b = 6 } }`}}},
}

const cutTrials = 2500

const cutScenario = `
[simulation]
trials = 2500
seed = 9223372036854775807
[arms.a]
control = true
[arms.b]
[enrollment]
size = 20
accrual = { kind = "poisson", rate = 3 }
[endpoints.remission]
kind = "binary"
at = 2
response.a = { kind = "bernoulli", p = 0.3 }
response.b = { kind = "bernoulli", p = 0.6 }
[analyses.primary]
endpoint = "remission"
test = { kind = "chi_square" }
alpha = 0.05
`

// conducted runs a study without a clock, so that results are equal to the byte.
func conducted(t testing.TB, s *Study, o Options) *shard.Result {
	t.Helper()
	o.Name = "cut"
	r, err := RunStudy(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readBack is a result as a file of it is read.
func readBack(t testing.TB, r *shard.Result) *shard.Result {
	t.Helper()
	back, err := shard.Read([]byte(textOf(t, r)))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func textOf(t testing.TB, r *shard.Result) string {
	t.Helper()
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// However the trials are cut, in whatever order the parts are added: the merged
// result is that of one run, to the byte.
func TestMergedIsOneRun(t *testing.T) {
	var stream rng.Stream
	stream.Seek(1, 0, rng.NewSlot("cuts"))
	chance := stream.Sequence(0)
	for name, request := range merged {
		t.Run(name, func(t *testing.T) {
			s, err := LoadStudy(cutScenario, request)
			if err != nil {
				t.Fatal(err)
			}
			want := textOf(t, conducted(t, s, Options{}))
			for range 4 {
				parts := pieces(&chance)
				var m Merger
				for _, part := range parts {
					if counted, err := m.Add("part", readBack(t, conducted(t, s, Options{Range: part}))); err != nil || !counted {
						t.Fatal(err)
					}
				}
				if got := textOf(t, m.Result()); got != want || len(m.Gaps()) > 0 {
					t.Fatalf("merged from %v, the result is not that of one run", parts)
				}
			}
		})
	}
}

// pieces are all trials, cut at random and in random order.
func pieces(chance *rng.Sequence) (all [][2]int64) {
	var cuts tally.Ranges
	for range 4 {
		at := 1 + int64(chance.Next()*(cutTrials-1))
		cuts.Add(at, at+1)
	}
	all = append(cuts.Missing(0, cutTrials), cuts...)
	for i := range all {
		j := i + int(chance.Next()*float64(len(all)-i))
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// A run that ends anywhere, with blocks ended in any order, goes on to the result
// of one run.
func TestResumedIsOneRun(t *testing.T) {
	for name, request := range merged {
		t.Run(name, func(t *testing.T) {
			s, err := LoadStudy(cutScenario, request)
			if err != nil {
				t.Fatal(err)
			}
			want := textOf(t, conducted(t, s, Options{}))
			for _, part := range [][2]int64{{}, {100, 2400}} {
				var kept []func() *shard.Result
				conducted(t, s, Options{Range: part, Workers: 3, Progress: func(p Progress) { kept = append(kept, p.Keep(0)) }})
				for _, keep := range kept[max(0, len(kept)-6):] {
					r := readBack(t, keep())
					if r.State.Range[0] != part[0] || r.Simulation.Ranges.N() != r.Simulation.Trials {
						t.Errorf("kept %+v", r.Simulation)
					}
					before := int64(-1)
					got := conducted(t, s, Options{From: r, Progress: func(p Progress) { before = p.Before }})
					if textOf(t, got) != want {
						t.Errorf("resumed from %v, the result is not that of one run", r.Simulation.Ranges)
					}
					if before >= 0 && before != r.Simulation.Trials {
						t.Errorf("%d trials from before, not %d", before, r.Simulation.Trials)
					}
				}
			}
		})
	}
}

// The same trials are not counted twice; a whole part that comes twice is one.
func TestMergeRefuses(t *testing.T) {
	s, err := LoadStudy(cutScenario, merged["plain"])
	if err != nil {
		t.Fatal(err)
	}
	first, second := conducted(t, s, Options{Range: [2]int64{0, 500}}), conducted(t, s, Options{Range: [2]int64{400, 900}})
	var m Merger
	if n, of := m.Trials(); n != 0 || of != 0 || m.Gaps() != nil || m.Name() != "" {
		t.Error("an empty merger is not empty")
	}
	if counted, err := m.Add("first", first); !counted || err != nil {
		t.Fatal(err)
	}
	if counted, err := m.Add("again", first); counted || err != nil {
		t.Errorf("%v, %v", counted, err)
	}
	var overlap *Overlap
	if _, err := m.Add("second", second); !errors.As(err, &overlap) || overlap.With != "first" || overlap.Trials[0] != [2]int64{400, 500} {
		t.Error(err)
	}
	if n, of := m.Trials(); n != 500 || of != cutTrials {
		t.Errorf("%d of %d trials", n, of)
	}
	other, err := LoadStudy(strings.Replace(cutScenario, "0.6", "0.7", 1), Request{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Add("other", conducted(t, other, Options{Range: [2]int64{500, 600}})); err == nil || !strings.Contains(err.Error(), "unlike first") {
		t.Error(err)
	}
}

// What is not asked for cannot be kept, and a part has no precision.
func TestRunRefuses(t *testing.T) {
	s, err := LoadStudy(cutScenario, Request{})
	if err != nil {
		t.Fatal(err)
	}
	from := conducted(t, s, Options{})
	if _, err := RunStudy(context.Background(), s, Options{Range: [2]int64{0, 2000}, From: from}); err == nil || !strings.Contains(err.Error(), "has 500 trials that are not asked for") {
		t.Error(err)
	}
	s.Points[0].Plan.Scenario.Simulation.Precision = 0.1
	if _, err := RunStudy(context.Background(), s, Options{Range: [2]int64{0, 2000}}); err == nil {
		t.Error("a part has reached a precision")
	}
}
