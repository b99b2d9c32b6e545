// Package engine runs a range of trial indices on any number of goroutines.
//
// The unit of work is a block of 1,024 trials. A worker takes the next block,
// conducts its trials, and adds its tallies to those of the run; since tallies
// are exact and commutative, neither the number of workers nor the order in
// which blocks end changes a bit. Cancellation lets the blocks in hand end, so
// that what has been done is always a range from the first trial on.
package engine

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
)

// Block is the number of trials that are the unit of work.
const Block = 1024

// Range is the trials Lo ≤ i < Hi.
type Range struct{ Lo, Hi int64 }

// Options say how to run, never what.
type Options struct {
	Workers  int            // 0: one for each processor
	Progress func(Progress) // called after every block, one call at a time; may be nil
}

// Progress is what has been done so far.
type Progress struct {
	Done, Total int64
	Tallies     *oc.Tallies // of the first plan; valid during the call
}

// Result is the tallies of every plan over the trials done.
type Result struct {
	Done    Range
	Tallies []*oc.Tallies // by plan
}

// Panic is a bug met while conducting a trial.
type Panic struct {
	Trial int64
	Value any
	Stack []byte
}

// Error says which trial met the bug.
func (p *Panic) Error() string { return fmt.Sprintf("trial %d panicked: %v", p.Trial, p.Value) }

// Run conducts the trials of a range for all plans, trial by trial on the same
// index. When ctx is canceled it returns what is done together with the error
// of ctx; a Panic returns no result.
func Run(ctx context.Context, plans []*plan.Plan, r Range, o Options) (*Result, error) {
	run := &run{plans: plans, r: r, o: o, total: newTallies(plans)}
	run.next.Store(r.Lo)
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, int((r.Hi-r.Lo+Block-1)/Block))
	group, inner := errgroup.WithContext(ctx)
	for range workers {
		group.Go(func() error { return run.work(inner) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	done := Range{r.Lo, r.Lo + run.done}
	if done.Hi < r.Hi {
		return &Result{done, run.total}, ctx.Err()
	}
	return &Result{done, run.total}, nil
}

// run is one call of Run.
type run struct {
	plans []*plan.Plan
	r     Range
	o     Options
	next  atomic.Int64

	lock  sync.Mutex
	done  int64
	total []*oc.Tallies
}

func newTallies(plans []*plan.Plan) []*oc.Tallies {
	var t []*oc.Tallies
	for _, p := range plans {
		t = append(t, oc.NewTallies(p.Metrics))
	}
	return t
}

// work takes blocks until there is none left or ctx is canceled.
func (r *run) work(ctx context.Context) error {
	workers := make([]*trial.Worker, len(r.plans))
	for i, p := range r.plans {
		workers[i] = trial.NewWorker(p.Protocol)
	}
	tallies := newTallies(r.plans)
	for ctx.Err() == nil {
		lo := r.next.Add(Block) - Block
		if lo >= r.r.Hi {
			return nil
		}
		hi := min(lo+Block, r.r.Hi)
		if err := r.block(workers, tallies, Range{lo, hi}); err != nil {
			return err
		}
		r.add(tallies, hi-lo)
	}
	return nil
}

// block conducts the trials of one block.
func (r *run) block(workers []*trial.Worker, tallies []*oc.Tallies, b Range) (err error) {
	i := b.Lo
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{i, v, debug.Stack()}
		}
	}()
	for ; i < b.Hi; i++ {
		for j, w := range workers {
			tallies[j].Observe(w.Conduct(r.plans[j].Scenario.Simulation.Seed, i))
		}
	}
	return nil
}

// add moves the tallies of a block to those of the run.
func (r *run) add(tallies []*oc.Tallies, n int64) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for i, t := range tallies {
		r.total[i].Merge(t)
		t.Reset()
	}
	r.done += n
	if r.o.Progress != nil {
		r.o.Progress(Progress{r.done, r.r.Hi - r.r.Lo, r.total[0]})
	}
}
