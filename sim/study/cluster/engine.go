package cluster

import (
	"context"
	"slices"
	"strconv"
)

// Engine is a scheduler that runs arrays of tasks.
type Engine interface {
	// Limit is the greatest index that a task may have, at least 1.
	Limit(ctx context.Context) (int, error)

	// Order says how a job is submitted. It has no effect.
	Order(j *Job) (Order, error)

	// Submit submits a job by the words of its order and returns its id.
	Submit(ctx context.Context, words []string) (id string, err error)

	// Live are the tasks of jobs that wait or run; jobs that the scheduler knows no
	// more have none.
	Live(ctx context.Context, ids []string) ([]Task, error)
}

// Canceler is an Engine that can take jobs back.
type Canceler interface {
	Cancel(ctx context.Context, ids []string) error
}

// Engines are the schedulers by the names that --engine takes. Each takes the
// Caller by which it reaches the scheduler.
var Engines = map[string]func(Caller) Engine{
	"slurm": func(c Caller) Engine { return &Slurm{call: c} },
}

// EngineNames are the keys of Engines in order.
func EngineNames() []string {
	var names []string
	for name := range Engines {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Job is what a scheduler is asked to run once.
type Job struct {
	*Submission
	Tasks []int    // indices of the array from 1; none: the merge
	After []string // ids of jobs that have to end before, in whatever way
}

// Order is how a job is submitted.
type Order struct {
	Script Script
	Words  []string // the command line, never for a shell
}

// Script is a job script.
type Script struct{ Path, Text string }

// Task is a task that a scheduler has not ended.
type Task struct {
	Job     string // id of its job
	Index   int    // in the array, from 1; 0 when the job is none
	Running bool   // or else it waits
	Reason  string // why it waits, in the scheduler's words
}

func decimal(n int) string { return strconv.Itoa(n) }

// ordinal is 1st, 2nd, 3rd, 4th …
func ordinal(n int) string {
	end := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return decimal(n) + end
}
