package main

import (
	"fmt"

	"simrun/sim"
	"simrun/sim/study/shard"
)

// table is the file of --trials-out; nil when there is none.
type table struct{ *shard.TrialFile }

// checkRows checks the name of the table of trials.
func (r *run) checkRows() error {
	if r.rows == "" || shard.IsTrialFile(r.rows) {
		return nil
	}
	return misuse("name a file that ends in .csv or .parquet", "--trials-out cannot write %s", r.rows)
}

// tabulate begins the table of trials before the run, so that a run is not in
// vain.
func (r *run) tabulate(s *sim.Study) (*table, error) {
	if r.rows == "" {
		return nil, nil
	}
	path := r.env.path(r.rows)
	if !r.force {
		if err := shard.CheckAbsent(path); err != nil {
			return nil, misuse("choose another name, or say --force", "cannot write %s: %s", r.rows, reason(err))
		}
	}
	f, err := shard.CreateTrials(path, s.TrialTable())
	if err != nil {
		return nil, misuse("choose another file with --trials-out", "cannot write %s: %s", r.rows, r.trim(path, err))
	}
	return &table{f}, nil
}

// row takes the rows of the table.
func (t *table) row() func([]shard.Cell) {
	if t == nil {
		return nil
	}
	return t.Append
}

// drop leaves no table.
func (t *table) drop() {
	if t != nil {
		t.Discard()
	}
}

// complete gives the table its name, unless no trial was done.
func (r *run) complete(t *table, result *shard.Result) *saying {
	if t == nil {
		return nil
	}
	if result.Simulation.Trials == 0 {
		t.drop()
		return nil
	}
	path := r.env.path(r.rows)
	if err := t.Commit(); err != nil {
		return &saying{fmt.Sprintf("cannot write %s: %s", r.rows, r.trim(path, err)), ""}
	}
	if !r.quiet {
		r.env.note("trials written to %s", r.env.show(path))
	}
	return nil
}
