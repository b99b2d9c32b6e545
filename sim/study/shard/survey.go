package shard

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"simrun/sim/base/tally"
)

// Condition is what has become of a shard.
type Condition uint8

// The conditions of a shard.
const (
	Absent   Condition = iota // there is no file
	Partial                   // some of its trials are done
	Complete                  // all are
	Broken                    // the file is damaged, or is not that of this shard
)

// String is the word for it.
func (c Condition) String() string {
	return [...]string{"missing", "partial", "complete", "broken"}[c]
}

// ShardState is one shard as its file tells.
type ShardState struct {
	Index     int64  // from 1
	Path      string // of the file, there or not
	Condition Condition
	Done      int64        // trials done
	Missing   tally.Ranges // trials not done, unless absent or broken
	Err       error        // why it is broken

	Fingerprint string // of the scenario; empty when absent or broken
	Of          int64  // trials of the whole run
}

// Survey says of a folder what has become of each of its k shards. It trusts the
// files alone, and each by itself: whether they belong together is for a merge to
// say.
func Survey(dir string, k int64) []ShardState {
	all := make([]ShardState, k)
	for i := range all {
		all[i] = survey(dir, int64(i)+1, k)
	}
	return all
}

// survey reads one file.
func survey(dir string, i, k int64) ShardState {
	s := ShardState{Index: i, Path: filepath.Join(dir, ShardName(i, k))}
	r, err := Load(s.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s
	case err == nil && r.State == nil:
		err = errors.New("has no state")
	}
	if err == nil {
		if lo, hi := Split(r.State.Of, i, k); r.State.Range != [2]int64{lo, hi} {
			err = errors.New("is of another range of trials")
		}
	}
	if err != nil {
		s.Condition, s.Err = Broken, err
		return s
	}
	s.Condition, s.Done, s.Missing = Complete, r.Simulation.Trials, r.Missing()
	s.Fingerprint, s.Of = r.Scenario.Fingerprint, r.State.Of
	if len(s.Missing) > 0 {
		s.Condition = Partial
	}
	return s
}

// Parts are the files of shards and ranges in a folder, by name; when there are
// none, its result.json.
func Parts(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".json") && (strings.HasPrefix(name, "shard-") || strings.HasPrefix(name, "range-")) {
			parts = append(parts, filepath.Join(dir, name))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, filepath.Join(dir, "result.json"))
	}
	return parts, nil
}
