package engine

import (
	"context"

	"simrun/sim/study/oc"
)

// ahead is about how many blocks may be begun while one that began earlier is not
// done: what is kept of them waits in memory.
const ahead = 32

// records are what is kept of the trials of one block, by plan and trial.
type records [][]oc.Record

// ledger hands over what is kept of blocks in their order, whatever the order in
// which they end.
type ledger struct {
	due     int64             // first trial of the next block
	waiting map[int64]records // by first trial: blocks that ended before their turn
	spare   []records
}

// room is what a block is kept in; nil when nothing is kept.
func (r *run) room() records {
	if r.o.Record == nil {
		return nil
	}
	r.lock.Lock()
	if n := len(r.kept.spare); n > 0 {
		last := r.kept.spare[n-1]
		r.kept.spare = r.kept.spare[:n-1]
		r.lock.Unlock()
		return last
	}
	r.lock.Unlock()
	var fresh records
	for _, p := range r.study.Plans {
		fresh = append(fresh, oc.NewRecords(p.Subject, int(r.block)))
	}
	return fresh
}

// keep takes what is kept of a block, and hands over all whose turn it is. The
// lock is held.
func (r *run) keep(b Range, kept records) {
	if kept == nil {
		return
	}
	r.kept.waiting[b.Lo] = kept
	for {
		next, ok := r.kept.waiting[r.kept.due]
		if !ok {
			return
		}
		delete(r.kept.waiting, r.kept.due)
		b := Range{r.kept.due, min(r.kept.due+r.block, r.r.Hi)}
		r.o.Record(b, next)
		r.kept.due = b.Hi
		r.handed.Broadcast()
		r.kept.spare = append(r.kept.spare, next)
	}
}

// turn reports whether the next block may be begun: false when ctx is canceled. When
// trials are recorded it waits as long as too many are ahead of the block that is
// due. Whoever conducts that block has begun it and waits for nobody, so that the
// wait ends.
func (r *run) turn(ctx context.Context) bool {
	if r.o.Record != nil {
		r.lock.Lock()
		for r.next.Load()-r.kept.due >= ahead*r.block && ctx.Err() == nil {
			r.handed.Wait()
		}
		r.lock.Unlock()
	}
	return ctx.Err() == nil
}

// wake lets all who wait see that the context is canceled.
func (r *run) wake() {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.handed.Broadcast()
}
