package engine

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/world/accrual"
)

const text = `
[simulation]
seed = 5
[arms.control]
control = true
[arms.treated]
[enrollment]
size    = 30
accrual = { kind = "poisson", rate = 5 }
[endpoints.response]
kind = "binary"
at   = 1
response.control = { kind = "bernoulli", p = 0.3 }
response.treated = { kind = "bernoulli", p = 0.6 }
[endpoints.os]
kind = "survival"
response.control = { kind = "exponential", median = 3 }
response.treated = { relative_to = "control", hazard_ratio = 0.6 }
[analyses.os]
endpoint    = "os"
test        = { kind = "log_rank" }
alternative = "less"
alpha       = 0.05
[analyses.response]
endpoint = "response"
test     = { kind = "fisher" }
alpha    = 0.05
[design]
kind     = "group_sequential"
efficacy = { kind = "pocock" }
maximum  = { response = 30 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 10 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 20 }
`

func compile(t testing.TB, o ...scenario.Override) *plan.Plan {
	t.Helper()
	s, err := scenario.Load(text, o...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func alone(p *plan.Plan) *Study { return &Study{Plans: []*plan.Plan{p}, Against: -1} }

// family is three plans, of which the first and the last have one world.
func family(t testing.TB) *Study {
	return &Study{Against: 0, Plans: []*plan.Plan{
		compile(t),
		compile(t, scenario.Override{Path: "endpoints.os.response.treated.hazard_ratio", Value: "0.9"}),
		compile(t, scenario.Override{Path: "looks.1.when.count", Value: "15"}),
	}}
}

func conduct(t testing.TB, s *Study, r Range, workers int) *Result {
	t.Helper()
	result, err := Run(context.Background(), s, r, Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	if result.Done != r {
		t.Fatalf("done %v of %v", result.Done, r)
	}
	return result
}

func digest(t *Tallies) []byte { return t.AppendBinary(nil) }

// rows are the rows of all plans and contrasts.
func rows(t *Tallies) (all []oc.Row) {
	for _, p := range t.Plans {
		all = append(all, p.Rows()...)
	}
	for _, c := range t.Contrasts {
		if c != nil {
			all = append(all, c.Rows()...)
		}
	}
	return all
}

func TestWorkersChangeNoBit(t *testing.T) {
	s, r := family(t), Range{0, 4*Block + 77}
	one := conduct(t, s, r, 1).Tallies
	for _, workers := range []int{0, 2, 3, 5, 40} {
		many := conduct(t, s, r, workers).Tallies
		if !bytes.Equal(digest(many), digest(one)) {
			t.Errorf("%d workers give other bits", workers)
		}
		if diff := cmp.Diff(rows(one), rows(many), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%d workers give other rows:\n%s", workers, diff)
		}
	}
}

// A run is what one worker finds who conducts one trial after the other.
func TestRunIsTrialByTrial(t *testing.T) {
	p, r := compile(t), Range{700, 2 * Block}
	w, want := trial.NewWorker(p.Protocol), oc.NewTallies(p.Metrics)
	for i := r.Lo; i < r.Hi; i++ {
		want.Observe(w.Conduct(p.Scenario.Simulation.Seed, i))
	}
	got := conduct(t, alone(p), r, 2).Tallies
	if !bytes.Equal(digest(got), want.AppendBinary(nil)) {
		t.Error("a run gives other bits than its trials one by one")
	}
}

// Plans that share their patients, or run beside others, find what they find
// alone.
func TestPlansDoNotDisturbEachOther(t *testing.T) {
	s, r := family(t), Range{0, Block + 100}
	if s.Plans[0].World != s.Plans[2].World || s.Plans[0].World == s.Plans[1].World {
		t.Fatal("the worlds are not as the test wants them")
	}
	together := conduct(t, s, r, 2).Tallies
	for i, p := range s.Plans {
		if !bytes.Equal(together.Plans[i].AppendBinary(nil), digest(conduct(t, alone(p), r, 1).Tallies)) {
			t.Errorf("plan %d finds something else beside the others", i)
		}
	}
	if together.Contrasts[0] != nil || together.Contrasts[1] == nil || together.Contrasts[2] == nil {
		t.Errorf("contrasts %v", together.Contrasts)
	}
	if c := conduct(t, alone(s.Plans[0]), r, 1).Tallies.Contrasts; c != nil {
		t.Errorf("a study without reference has contrasts %v", c)
	}
}

// The parts of a range, merged in any order, are the whole.
func TestRangesMerge(t *testing.T) {
	s := family(t)
	want := digest(conduct(t, s, Range{0, 3000}, 2).Tallies)
	all := NewTallies(s)
	for _, r := range []Range{{2500, 3000}, {0, 1}, {1, 1024}, {1024, 2500}, {7, 7}} {
		all.Merge(conduct(t, s, r, 2).Tallies)
	}
	if !bytes.Equal(digest(all), want) {
		t.Error("the parts are not the whole")
	}
	all.Reset()
	if !bytes.Equal(digest(all), digest(NewTallies(s))) {
		t.Error("reset tallies are not empty")
	}
}

func TestEmptyRange(t *testing.T) {
	p := compile(t)
	for _, workers := range []int{0, 1, 3} {
		got := conduct(t, alone(p), Range{5, 5}, workers).Tallies
		if !bytes.Equal(digest(got), oc.NewTallies(p.Metrics).AppendBinary(nil)) {
			t.Error("no trials leave something behind")
		}
	}
}

// Progress comes once for a block, one call at a time, with the figures so far.
func TestProgress(t *testing.T) {
	for _, workers := range []int{1, 3, 20} {
		s, total := alone(compile(t)), int64(6*Block+1)
		calls, last := 0, int64(0)
		_, err := Run(context.Background(), s, Range{0, total}, Options{Workers: workers, Progress: func(p Progress) {
			calls++ // the race detector sees calls at the same time
			if p.Done <= last || p.Total != total {
				t.Errorf("%d of %d after %d", p.Done, p.Total, last)
			}
			last = p.Done
			if n := p.Tallies.Plans[0].Rows()[0].N; n != p.Done {
				t.Errorf("figures of %d trials when %d are done", n, p.Done)
			}
		}})
		if err != nil || calls != 7 || last != total {
			t.Errorf("%d workers: %d calls up to %d, error %v", workers, calls, last, err)
		}
	}
}

// A canceled run has the blocks that were in hand: all trials up to some one.
func TestCancellation(t *testing.T) {
	s, total := family(t), int64(40*Block)
	for _, workers := range []int{1, 2, 4} {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		got, err := Run(ctx, s, Range{100, total}, Options{Workers: workers, Progress: func(p Progress) {
			if p.Done >= 2*Block {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || got == nil {
			t.Fatalf("result %v, error %v", got, err)
		}
		n := got.Done.Hi - got.Done.Lo
		if got.Done.Lo != 100 || n%Block != 0 || n < 2*Block || n > int64(2+workers)*Block {
			t.Errorf("%d workers have done %v", workers, got.Done)
		}
		if !bytes.Equal(digest(got.Tallies), digest(conduct(t, s, got.Done, 1).Tallies)) {
			t.Errorf("%d workers: the partial result is not that of %v", workers, got.Done)
		}
	}
}

func TestCanceledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := alone(compile(t))
	got, err := Run(ctx, s, Range{0, 100}, Options{})
	if !errors.Is(err, context.Canceled) || got == nil || got.Done != (Range{}) {
		t.Errorf("result %+v, error %v", got, err)
	}
	if !bytes.Equal(digest(got.Tallies), digest(NewTallies(s))) {
		t.Error("nothing was to be done, and something was")
	}
}

// Whoever cancels after the last block has a complete result.
func TestCanceledAfterwards(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	got, err := Run(ctx, alone(compile(t)), Range{0, Block}, Options{Workers: 1, Progress: func(Progress) { cancel() }})
	if err != nil || got.Done.Hi != Block {
		t.Errorf("result %+v, error %v", got, err)
	}
}

// trap is an accrual that has a bug in one trial: the one whose stream begins
// with a given number.
type trap struct {
	accrual.Pattern
	first float64
}

func (*trap) Check(*spec.Problems) {}

func (p *trap) Enter(entry []float64, s *rng.Stream) {
	var u [1]float64
	s.Fill(u[:], 0)
	if u[0] == p.first {
		panic("accrual: a bug")
	}
	p.Pattern.Enter(entry, s)
}

// trapped is a plan with a bug in the given trial.
func trapped(t *testing.T, index int64, o ...scenario.Override) *plan.Plan {
	p := compile(t, o...)
	var s rng.Stream
	var u [1]float64
	s.Seek(p.Scenario.Simulation.Seed, index, p.Protocol.Slots.Accrual)
	s.Fill(u[:], 0)
	p.Protocol.Accrual = &trap{p.Protocol.Accrual, u[0]}
	return p
}

func TestPanicNamesTheTrial(t *testing.T) {
	const bug, blocks = 3*Block + 500, 300
	other := scenario.Override{Path: "enrollment.size", Value: "31"}
	for _, c := range []struct {
		study   *Study
		plan    int
		workers int
	}{
		{alone(trapped(t, bug)), 0, 1},
		{alone(trapped(t, bug)), 0, 4},
		{&Study{Plans: []*plan.Plan{compile(t), trapped(t, bug, other)}, Against: 0}, 1, 2},
	} {
		calls := 0
		got, err := Run(context.Background(), c.study, Range{0, blocks * Block}, Options{Workers: c.workers, Progress: func(Progress) { calls++ }})
		var p *Panic
		if !errors.As(err, &p) || got != nil {
			t.Fatalf("result %v, error %v", got, err)
		}
		if p.Trial != bug || p.Plan != c.plan || p.Value != "accrual: a bug" || !strings.Contains(string(p.Stack), "Enter") {
			t.Errorf("trial %d of plan %d: %v\n%s", p.Trial, p.Plan, p.Value, p.Stack)
		}
		if text := p.Error(); !strings.Contains(text, "trial 3572") || !strings.Contains(text, "a bug") {
			t.Errorf("the error says %q", text)
		}
		if calls >= blocks-1 || c.workers == 1 && calls != 3 {
			t.Errorf("%d workers went on for %d blocks", c.workers, calls)
		}
	}
}
