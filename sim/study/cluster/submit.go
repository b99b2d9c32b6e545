package cluster

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"simrun/sim/study/shard"
)

// Pending stands for the id of the array in a merge that is ordered before the
// array is submitted.
const Pending = "ARRAY"

// Batch is what is to be written and submitted: an array of tasks, unless nothing
// is left to compute, and the merge after it.
type Batch struct {
	Array *Order
	Merge Order
	Tasks []int // of the array

	after []string // jobs that the merge waits for too
}

// Prepare orders the tasks that run the given shards and a merge that waits for
// them and for jobs that are live. Stride has to be set.
func (s *Submission) Prepare(e Engine, shards []int, live []string) (*Batch, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	b := &Batch{after: live}
	after := live
	if len(shards) > 0 {
		for _, i := range shards {
			b.Tasks = append(b.Tasks, s.task(i))
		}
		slices.Sort(b.Tasks)
		b.Tasks = slices.Compact(b.Tasks)
		array, err := e.Order(&Job{Submission: s, Tasks: b.Tasks})
		if err != nil {
			return nil, err
		}
		b.Array, after = &array, append([]string{Pending}, live...)
	}
	var err error
	b.Merge, err = e.Order(&Job{Submission: s, After: after})
	return b, err
}

// Scripts are the job scripts of the batch.
func (b *Batch) Scripts() []Script {
	if b.Array == nil {
		return []Script{b.Merge.Script}
	}
	return []Script{b.Array.Script, b.Merge.Script}
}

// Submit writes the scripts and the record and submits the batch. The record is
// written before anything is submitted and after each job. When the merge cannot be
// submitted the array is canceled, and the error says so.
func (s *Submission) Submit(ctx context.Context, e Engine, b *Batch) error {
	if err := os.MkdirAll(s.logs(), 0o777); err != nil {
		return err
	}
	for _, f := range b.Scripts() {
		if err := shard.WriteFile(f.Path, []byte(f.Text)); err != nil {
			return err
		}
	}
	if err := s.save(); err != nil {
		return err
	}
	after := b.after
	if b.Array != nil {
		id, err := e.Submit(ctx, b.Array.Words)
		if err != nil {
			return err
		}
		s.Jobs = append(s.Jobs, Sent{id, Ranges(b.Tasks)})
		if err := s.save(); err != nil {
			return s.takeBack(ctx, e, id, err)
		}
		after = append([]string{id}, after...)
	}
	merge, err := e.Order(&Job{Submission: s, After: after})
	if err != nil {
		return err
	}
	id, err := e.Submit(ctx, merge.Words)
	if err != nil {
		if b.Array != nil {
			return s.takeBack(ctx, e, after[0], err)
		}
		return err
	}
	s.Jobs = append(s.Jobs, Sent{ID: id})
	return s.save()
}

// takeBack cancels an array whose merge could not be submitted.
func (s *Submission) takeBack(ctx context.Context, e Engine, id string, cause error) error {
	what := "was canceled"
	c, can := e.(Canceler)
	if !can {
		what = "runs on, without a merge"
	} else if err := c.Cancel(context.WithoutCancel(ctx), []string{id}); err != nil {
		what = fmt.Sprintf("could not be canceled (%v) and runs on, without a merge", err)
	}
	return &Stranded{Job: id, What: what, Err: cause}
}

// Stranded is an array that was submitted while its merge could not be.
type Stranded struct {
	Job  string
	What string // became of it
	Err  error  // why
}

// Error says both.
func (e *Stranded) Error() string {
	return strings.TrimSuffix(e.Err.Error(), "\n") + "; the array job " + e.Job + ", submitted before, " + e.What
}

// Unwrap is why the merge could not be submitted.
func (e *Stranded) Unwrap() error { return e.Err }
