package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// share is the flags that say which of the trials a run conducts, and which it has
// from before.
type share struct {
	shard, between string // --shard, --range
	resume         bool
	checkpoint     float64 // seconds
}

// add defines the flags.
func (h *share) add(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&h.shard, "shard", "", "run one of several shares of the trials: `i/K`, the i-th of K from 1, or task/K in an array job")
	f.StringVar(&h.between, "range", "", "run only the trials from lo up to hi − 1: `lo:hi`, from 0")
	f.BoolVar(&h.resume, "resume", false, "keep the trials of the result that is there, and run the others")
	f.Float64Var(&h.checkpoint, "checkpoint", 10, "write the result so far about every so many `seconds`; 0 for never")
}

// words are the flags as they stand on a command line.
func (h *share) words() []string {
	var words []string
	if h.shard != "" {
		words = append(words, "--shard", h.shard)
	}
	if h.between != "" {
		words = append(words, "--range", h.between)
	}
	if h.checkpoint != 10 {
		words = append(words, "--checkpoint", strconv.FormatFloat(h.checkpoint, 'g', -1, 64))
	}
	return words
}

// check checks the flags that can be without a scenario.
func (h *share) check(rows string) error {
	switch {
	case h.shard != "" && h.between != "":
		return misuse("give one of them", "--shard and --range both say which trials to run")
	case !(h.checkpoint >= 0 && h.checkpoint < 1e9):
		return misuse("it is a number of seconds; 0 writes the result at the end only", "--checkpoint cannot be %v", h.checkpoint)
	case h.resume && rows != "":
		return misuse("drop --resume: a table of all trials needs all of them to be run", "--trials-out cannot have the trials of an earlier result")
	}
	return nil
}

// asked is the trials that a run is to conduct and the name of its file.
type asked struct {
	lo, hi int64
	part   bool // not all trials of the scenario
	name   string
}

// of is which trials of a study are to be conducted.
func (h *share) of(s *sim.Study) (asked, error) {
	simulation := &s.Points[0].Plan.Scenario.Simulation
	a := asked{hi: simulation.Trials, name: "result.json"}
	var err error
	switch {
	case h.shard != "":
		var i, k int64
		if i, k, err = shardOf(h.shard, simulation.Trials); err == nil {
			a.lo, a.hi = shard.Split(simulation.Trials, i, k)
			a.part, a.name = true, shard.ShardName(i, k)
		}
	case h.between != "":
		if a.lo, a.hi, err = rangeOf(h.between, simulation.Trials); err == nil {
			a.part, a.name = true, shard.RangeName(a.lo, a.hi)
		}
	}
	if err == nil && a.part && simulation.Precision > 0 {
		err = misuse("say --precision 0, or run all trials at once",
			"a part of the trials cannot tell when the precision of %v is reached", simulation.Precision)
	}
	return a, err
}

// shardOf reads i/K.
func shardOf(text string, trials int64) (i, k int64, err error) {
	first, second, ok := strings.Cut(text, "/")
	i, wrong := strconv.ParseInt(first, 10, 64)
	k, also := strconv.ParseInt(second, 10, 64)
	switch {
	case !ok || wrong != nil || also != nil || i < 1 || k < i:
		return 0, 0, misuse("write --shard i/K with i from 1 to K, as in --shard 3/16", "--shard %s is no share", text)
	case k > trials:
		return 0, 0, misuse("take fewer shards, or more --trials", "%s shards are more than the %s trials", report.Count(k), report.Count(trials))
	}
	return i, k, nil
}

// rangeOf reads lo:hi.
func rangeOf(text string, trials int64) (lo, hi int64, err error) {
	first, second, ok := strings.Cut(text, ":")
	lo, wrong := strconv.ParseInt(first, 10, 64)
	hi, also := strconv.ParseInt(second, 10, 64)
	switch {
	case !ok || wrong != nil || also != nil || lo < 0 || hi <= lo:
		return 0, 0, misuse("write --range lo:hi with 0 ≤ lo < hi, as in --range 0:10000", "--range %s is no range", text)
	case hi > trials:
		return 0, 0, misuse(fmt.Sprintf("say --trials %d, or end at %d", hi, trials), "--range %s goes beyond the %s trials", text, report.Count(trials))
	}
	return lo, hi, nil
}

// span is the range for a run; zero for all trials, which may end before by a
// precision.
func (a *asked) span() [2]int64 {
	if !a.part {
		return [2]int64{}
	}
	return [2]int64{a.lo, a.hi}
}

// resumable is the result at path that a run goes on from; nil when there is none
// or none is wanted.
func (r *run) resumable(s *sim.Study, a *asked, path string) (*shard.Result, error) {
	if !r.resume {
		return nil, nil
	}
	from, err := shard.Load(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, new(*shard.Damaged)):
		return nil, nil // it has nothing to go on from; whether it may be replaced is checked as always
	case err == nil:
		err = s.Fits(from)
	}
	if err != nil {
		return nil, misuse("name another folder with --output, or run without --resume", "cannot go on from %s: it %s", r.env.show(path), r.trim(path, err))
	}
	if n := from.Simulation.Ranges; len(n) > 0 && (n[0][0] < a.lo || n[len(n)-1][1] > a.hi) {
		return nil, misuse(fmt.Sprintf("say --trials %d to go on with it", from.State.Of), "%s has %s trials of %s, not only of the %s asked for",
			r.env.show(path), report.Count(from.Simulation.Trials), report.Count(from.State.Of), report.Count(a.hi-a.lo))
	}
	return from, nil
}
