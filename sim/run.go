package sim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"simrun/sim/base/tally"
	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// Options say how to run a study.
type Options struct {
	Name     string           // of the scenario, for the result
	Workers  int              // 0: one for each processor
	Clock    func() time.Time // for the time a run takes; nil: the result says 0 seconds
	Progress func(Progress)   // called after every block of trials; may be nil

	// Range is the trials to conduct, the first and one past the last of those that
	// the scenario asks for; zero: all. The result of a part lacks what is known
	// without simulation: that takes as long as a thousand trials, and a Merger adds
	// it once.
	Range [2]int64

	// From is an earlier result of the same study, whose trials are kept and not
	// conducted again; nil: none. Study.Fits has to have accepted it.
	From *shard.Result

	// Trials is given a row of the table that Study.TrialTable describes for every
	// trial conducted and point, in this order, valid during the call; may be nil.
	Trials func(row []shard.Cell)
}

// Progress is how far a run has come. Rows computes the figures of the first
// point so far. Keep copies what was found so far, in the given time, and returns how
// a result is made of it, by any goroutine at any time: the result lacks what is
// known without simulation, and is otherwise that of a run that ended here. Both may
// be called during the call only.
type Progress struct {
	Done, Total int64
	Before      int64 // trials of Done that were kept from an earlier result
	Rows        func() []oc.Row
	Keep        func(took time.Duration) (result func() *shard.Result)
}

// RunStudy conducts the trials of all points on the same trial indices. When ctx
// is canceled it returns the result of the trials done so far together with the
// error of ctx; the result is nil after any other error.
func RunStudy(ctx context.Context, s *Study, o Options) (*shard.Result, error) {
	j, err := s.job(o)
	if err != nil {
		return nil, err
	}
	j.learn(ctx)
	if err = j.conduct(ctx); j.failed {
		return nil, err
	}
	r := j.result(j.tallies, j.done, j.now().Sub(j.start), o.Range == [2]int64{})
	if err == nil {
		r.Warnings = append(r.Warnings, j.imprecise()...)
	}
	return r, err
}

// job is one call of RunStudy.
type job struct {
	study  *Study
	run    *engine.Study
	o      Options
	now    func() time.Time
	start  time.Time
	asked  [2]int64
	record recorder

	before  int64 // trials kept from an earlier result
	done    tally.Ranges
	tallies *engine.Tallies
	failed  bool // by a bug
}

// job prepares a run.
func (s *Study) job(o Options) (*job, error) {
	j := &job{study: s, run: s.engine(), o: o, now: o.Clock, asked: o.Range, record: s.recorder(o.Trials)}
	if j.now == nil {
		j.now = func() time.Time { return time.Time{} }
	}
	j.start = j.now()
	if j.asked == [2]int64{} {
		j.asked[1] = j.simulation().Trials
	} else if j.simulation().Precision > 0 {
		return nil, errors.New("a part of the trials cannot tell when a precision is reached")
	}
	j.tallies = engine.NewTallies(j.run)
	if o.From == nil {
		return j, nil
	}
	if err := s.decode(o.From, j.tallies); err != nil {
		return nil, err
	}
	j.done.Merge(o.From.Simulation.Ranges)
	j.before = j.done.N()
	if n := j.done.Common(tally.Ranges{j.asked}).N(); n < j.before {
		return nil, fmt.Errorf("has %d trials that are not asked for", j.before-n)
	}
	return j, nil
}

// learn finds the true values that large cohorts give, for as many plans at a time
// as there are workers. What is left when ctx is canceled is found when it is asked for.
func (j *job) learn(ctx context.Context) {
	workers := j.o.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var group errgroup.Group
	group.SetLimit(workers)
	for _, p := range j.run.Plans {
		group.Go(func() error {
			for i := range p.Subject.Comparisons {
				if ctx.Err() == nil {
					p.Subject.Comparisons[i].True()
				}
			}
			return nil
		})
	}
	group.Wait()
}

// engine is the study as the engine runs it: the plans of all points, then those
// with settled draws.
func (s *Study) engine() *engine.Study {
	run := &engine.Study{Against: -1}
	for _, p := range s.Points {
		run.Plans = append(run.Plans, p.Plan)
	}
	for _, p := range s.Points {
		if p.Settled != nil {
			run.Plans = append(run.Plans, p.Settled)
		}
	}
	if len(s.Points) > 1 {
		run.Against = s.Against
	}
	return run
}

// simulation is how many trials are asked for.
func (j *job) simulation() *scenario.Simulation {
	return &j.study.Points[0].Plan.Scenario.Simulation
}

// conduct runs the trials that are not done, with a precision wave by wave until
// it is reached. Waves end at 1,024·2ᵏ trials, whatever the number of workers, so
// that where a run stops is a function of the scenario alone.
func (j *job) conduct(ctx context.Context) error {
	precision, end := j.simulation().Precision, j.asked[1]
	if precision > 0 {
		end = min(engine.Block, end)
	}
	for {
		for _, gap := range j.done.Missing(j.asked[0], end) {
			if err := j.fill(ctx, engine.Range{Lo: gap[0], Hi: gap[1]}); err != nil {
				return err
			}
		}
		if end == j.asked[1] || j.done.N() == end && precise(j.tallies, precision) {
			return nil
		}
		end = min(2*end, j.asked[1])
	}
}

// fill conducts the trials of a range of which none is done.
func (j *job) fill(ctx context.Context, r engine.Range) error {
	options := engine.Options{Workers: j.o.Workers, Record: j.record}
	if j.o.Progress != nil {
		options.Progress = j.progress
	}
	found, err := engine.Run(ctx, j.run, r, options)
	if found == nil {
		j.failed = true
		return err
	}
	j.tallies.Merge(found.Tallies)
	j.done.Add(found.Done.Lo, found.Done.Hi)
	return err
}

// progress hands on how far the run has come.
func (j *job) progress(p engine.Progress) {
	j.o.Progress(Progress{
		Done: j.done.N() + p.Done, Total: j.asked[1] - j.asked[0], Before: j.before,
		Rows: func() []oc.Row {
			sum := oc.NewTallies(j.run.Plans[0].Metrics)
			sum.Merge(j.tallies.Plans[0])
			sum.Merge(p.Tallies.Plans[0])
			return sum.Rows()
		},
		Keep: func(took time.Duration) func() *shard.Result {
			sum, done := engine.NewTallies(j.run), slices.Clone(j.done)
			sum.Merge(j.tallies)
			sum.Merge(p.Tallies)
			done.Merge(p.Ranges)
			return func() *shard.Result { return j.result(sum, done, took, false) }
		},
	})
}

// result is what was found over the trials done.
func (j *job) result(t *engine.Tallies, done tally.Ranges, took time.Duration, besides bool) *shard.Result {
	r := j.study.result(t, done, j.asked, besides)
	r.Scenario.Name = j.o.Name
	r.Simulation.Seconds = took.Seconds()
	if j.o.From != nil {
		r.Simulation.Seconds += j.o.From.Simulation.Seconds
	}
	return r
}

// imprecise says that the trials allowed did not reach the precision asked for,
// and how many it takes.
func (j *job) imprecise() []string {
	precision, done := j.simulation().Precision, j.done.N()
	if precision == 0 || done == 0 || precise(j.tallies, precision) {
		return nil
	}
	worst := 0.0
	for _, p := range j.tallies.Plans {
		for _, row := range p.Rows() {
			if row.Metric == "power" {
				worst = max(worst, row.JudgingSE())
			}
		}
	}
	need := math.Ceil(float64(done) * (worst / precision) * (worst / precision))
	return []string{fmt.Sprintf("the precision %v is not reached by the %d trials allowed; it takes about %.0f", precision, done, need)}
}

// precise reports whether every power has at most the given standard error.
func precise(t *engine.Tallies, se float64) bool {
	for _, p := range t.Plans {
		for _, row := range p.Rows() {
			if row.Metric == "power" && !(row.JudgingSE() <= se) {
				return false
			}
		}
	}
	return true
}
