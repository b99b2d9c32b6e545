package engine

import "simrun/sim/study/oc"

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
		r.kept.spare = append(r.kept.spare, next)
	}
}
