package main

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"simrun/sim"
	"simrun/sim/study/shard"
)

// keeper writes the result so far while a run goes on, by a goroutine of its own
// so that nothing waits for a disk.
type keeper struct {
	out    *shard.Output
	every  time.Duration
	start  time.Time
	last   time.Time
	busy   atomic.Bool
	wait   sync.WaitGroup
	failed atomic.Pointer[error] // the first failure, until it is said
	silent bool                  // it has been said
}

// newKeeper is one whose time begins now; seconds 0 keeps nothing.
func newKeeper(out *shard.Output, seconds float64, now time.Time) *keeper {
	return &keeper{out: out, every: time.Duration(seconds * float64(time.Second)), start: now, last: now}
}

// look is called after every block of trials. It returns the first failure, once.
func (k *keeper) look(p sim.Progress, now time.Time) (failure error) {
	if err := k.failed.Swap(nil); err != nil && !k.silent {
		k.silent, failure = true, *err
	}
	if k.every <= 0 || now.Sub(k.last) < k.every || p.Done == p.Total || !k.busy.CompareAndSwap(false, true) {
		return failure
	}
	k.last = now
	result := p.Keep(now.Sub(k.start))
	k.wait.Go(func() {
		defer k.busy.Store(false)
		err := k.out.Save(result())
		// A file that has more trials is not to be replaced, and no loss.
		if err != nil && !errors.As(err, new(*shard.FewerTrials)) {
			k.failed.Store(&err)
		}
	})
	return failure
}

// end waits for what is being written.
func (k *keeper) end() { k.wait.Wait() }
