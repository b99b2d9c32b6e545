// Package engine runs a range of trial indices on any number of goroutines.
//
// The unit of work is a block of 1,024 trials, fewer when many plans run
// together. A worker takes the next block, conducts its trials, and adds its
// tallies to those of the run; since tallies are exact and commutative, neither
// the number of workers nor the order in which blocks end changes a bit. Cancellation lets the blocks in hand end, so
// that what has been done is always a range from the first trial on.
//
// Several plans run on the same trial indices. Plans with equal worlds and seeds
// share their patients, who are realized once; the others share random numbers,
// address by address.
package engine

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
)

// Block is the number of trials that are the unit of work. With more than
// fullPlans plans blocks have fewer trials, down to leastBlock, so that the end
// of one is never far.
const Block, leastBlock, fullPlans = 1024, 64, 8

// Range is the trials Lo ≤ i < Hi.
type Range struct{ Lo, Hi int64 }

// Study is the plans that run together. Against is the index of the plan that
// the others are contrasted with, pair by pair, or −1.
type Study struct {
	Plans   []*plan.Plan
	Against int
}

// block is the number of trials of a block.
func (s *Study) block() int64 {
	return min(Block, max(leastBlock, fullPlans*Block/int64(len(s.Plans))))
}

// Options say how to run, never what.
type Options struct {
	Workers  int            // 0: one for each processor
	Progress func(Progress) // called after every block, one call at a time; may be nil

	// Record is given what is kept of the trials of each block, by plan and trial;
	// the first b.Hi − b.Lo of each plan are meant, during the call. Blocks come in
	// order, one call at a time. Nil keeps nothing.
	Record func(b Range, kept [][]oc.Record)
}

// Progress is what has been done so far of a range. Blocks end in any order, so
// that Ranges may have gaps. What it points to is valid during the call.
type Progress struct {
	Done, Total int64
	Ranges      tally.Ranges
	Tallies     *Tallies
}

// Tallies is what has been found by all plans.
type Tallies struct {
	Plans     []*oc.Tallies  // by plan
	Contrasts []*oc.Contrast // by plan, nil for the reference; none when there is no reference
}

// NewTallies returns empty tallies for a study.
func NewTallies(s *Study) *Tallies {
	t := &Tallies{}
	for i, p := range s.Plans {
		t.Plans = append(t.Plans, oc.NewTallies(p.Metrics))
		switch {
		case s.Against < 0:
		case i == s.Against:
			t.Contrasts = append(t.Contrasts, nil)
		default:
			t.Contrasts = append(t.Contrasts, oc.NewContrast(p.Subject, s.Plans[s.Against].Subject))
		}
	}
	return t
}

// Merge adds what other has found.
func (t *Tallies) Merge(other *Tallies) {
	for i, p := range t.Plans {
		p.Merge(other.Plans[i])
	}
	for i, c := range t.Contrasts {
		if c != nil {
			c.Merge(other.Contrasts[i])
		}
	}
}

// Reset forgets everything.
func (t *Tallies) Reset() {
	for _, p := range t.Plans {
		p.Reset()
	}
	for _, c := range t.Contrasts {
		if c != nil {
			c.Reset()
		}
	}
}

// AppendBinary appends the canonical bytes of everything.
func (t *Tallies) AppendBinary(b []byte) []byte {
	for _, p := range t.Plans {
		b = p.AppendBinary(b)
	}
	for _, c := range t.Contrasts {
		if c != nil {
			b = c.AppendBinary(b)
		}
	}
	return b
}

// Decode reads from the front of b what AppendBinary wrote for the same study and
// returns the rest; after an error the content is not defined.
func (t *Tallies) Decode(b []byte) (rest []byte, err error) {
	for _, p := range t.Plans {
		if b, err = p.Decode(b); err != nil {
			return b, err
		}
	}
	for _, c := range t.Contrasts {
		if c == nil {
			continue
		}
		if b, err = c.Decode(b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Result is what a run has found over the trials done.
type Result struct {
	Done    Range
	Tallies *Tallies
}

// Panic is a bug met while conducting a trial.
type Panic struct {
	Trial int64
	Plan  int // index of the plan
	Value any
	Stack []byte
}

// Error says which trial met the bug.
func (p *Panic) Error() string { return fmt.Sprintf("trial %d panicked: %v", p.Trial, p.Value) }

// Run conducts the trials of a range for all plans, trial by trial on the same
// index. When ctx is canceled it returns what is done together with the error
// of ctx; a Panic returns no result.
func Run(ctx context.Context, s *Study, r Range, o Options) (*Result, error) {
	run := &run{study: s, r: r, o: o, block: s.block(), total: NewTallies(s), kept: ledger{due: r.Lo, waiting: map[int64]records{}}}
	run.next.Store(r.Lo)
	run.handed.L = &run.lock
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = int(min(int64(workers), (r.Hi-r.Lo+run.block-1)/run.block))
	group, inner := errgroup.WithContext(ctx)
	defer context.AfterFunc(inner, run.wake)()
	for range workers {
		group.Go(func() error { return run.work(inner) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	result := &Result{Range{r.Lo, r.Lo + run.done.N()}, run.total}
	if result.Done.Hi < r.Hi {
		return result, ctx.Err()
	}
	return result, nil
}

// run is one call of Run.
type run struct {
	study *Study
	r     Range
	o     Options
	block int64 // trials of a block
	next  atomic.Int64

	lock  sync.Mutex
	done  tally.Ranges
	total *Tallies
	kept  ledger

	handed sync.Cond // on lock: records were handed over, or ctx is canceled
}

// work takes blocks until there is none left or ctx is canceled. It is the one
// place where a panic is caught: below Compile it is a bug.
func (r *run) work(ctx context.Context) (err error) {
	crew := &crew{study: r.study, trial: r.r.Lo}
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{crew.trial, crew.plan, v, debug.Stack()}
		}
	}()
	crew.hire()
	tallies := NewTallies(r.study)
	for r.turn(ctx) {
		lo := r.next.Add(r.block) - r.block
		if lo >= r.r.Hi {
			return nil
		}
		b := Range{lo, min(lo+r.block, r.r.Hi)}
		crew.kept = r.room()
		crew.block(b, tallies)
		r.add(b, tallies, crew.kept)
	}
	return nil
}

// add moves the tallies of a block to those of the run, with what is kept of its
// trials.
func (r *run) add(b Range, tallies *Tallies, kept records) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.total.Merge(tallies)
	tallies.Reset()
	r.done.Add(b.Lo, b.Hi)
	r.keep(b, kept)
	if r.o.Progress != nil {
		r.o.Progress(Progress{r.done.N(), r.r.Hi - r.r.Lo, r.done, r.total})
	}
}

// crew is the workers of one goroutine, one for each plan.
type crew struct {
	study    *Study
	members  []member
	outcomes []*trial.Outcome // by plan
	kept     records          // of the block in hand; nil when nothing is kept

	trial int64 // being conducted
	plan  int   // whose turn it is
}

// member is the worker of one plan; the first of those with equal worlds and
// seeds enrolls for all of them.
type member struct {
	*trial.Worker
	enrolls bool
}

// hire makes the workers.
func (c *crew) hire() {
	c.members = make([]member, len(c.study.Plans))
	c.outcomes = make([]*trial.Outcome, len(c.study.Plans))
	first := map[string]*trial.Worker{}
	for i, p := range c.study.Plans {
		c.plan = i
		if w, ok := first[p.World]; ok {
			c.members[i] = member{Worker: w.Beside(p.Protocol)}
			continue
		}
		w := trial.NewWorker(p.Protocol)
		first[p.World] = w
		c.members[i] = member{Worker: w, enrolls: true}
	}
}

// block conducts the trials of one block.
func (c *crew) block(b Range, t *Tallies) {
	for i := b.Lo; i < b.Hi; i++ {
		c.trial = i
		for j := range c.members {
			c.plan = j
			m := &c.members[j]
			if m.enrolls {
				m.Enroll(c.study.Plans[j].Scenario.Simulation.Seed, i)
			}
			c.outcomes[j] = m.Follow()
			t.Plans[j].Observe(c.outcomes[j])
			if c.kept != nil {
				c.kept[j][i-b.Lo].Observe(c.study.Plans[j].Subject, c.outcomes[j])
			}
		}
		for j, contrast := range t.Contrasts {
			if contrast != nil {
				contrast.Observe(c.outcomes[j], c.outcomes[c.study.Against])
			}
		}
	}
}
