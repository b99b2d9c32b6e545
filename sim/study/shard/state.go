package shard

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"simrun/sim/base/tally"
)

// State is what a result has beyond its figures, so that it can be continued and
// merged: a whole run, a shard, and a run that was interrupted differ in nothing
// but the trials that are done.
type State struct {
	Range   [2]int64 `json:"range"`           // the trials that were asked for, first and one past the last
	Of      int64    `json:"of"`              // trials of the whole run that they belong to
	Study   Packed   `json:"study,omitempty"` // the points of a sweep: a Sweep as JSON
	Tallies Packed   `json:"tallies"`         // canonical bytes, those of the digest
}

// Sweep is a study of several points, from which all of them can be made again.
type Sweep struct {
	Against int          `json:"against"` // index of the reference point
	Axes    []SweepAxis  `json:"axes"`
	Points  []SweepPoint `json:"points"`
}

// SweepAxis is one axis, its values as TOML.
type SweepAxis struct {
	Paths []string   `json:"paths"`
	Steps [][]string `json:"steps"` // by step, by path
}

// SweepPoint is one point: what it sets, as path and value in TOML, and the
// canonical scenario that results.
type SweepPoint struct {
	Set      [][2]string `json:"set"`
	Scenario string      `json:"scenario"`
}

// Packed is bytes as they are in a file: compressed by zlib, in base64.
type Packed string

// maxUnpacked bounds what a Packed may hold, in bytes.
const maxUnpacked = 1 << 30

// Pack compresses bytes.
func Pack(b []byte) Packed {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(b) // a buffer takes everything
	w.Close()
	return Packed(base64.StdEncoding.EncodeToString(out.Bytes()))
}

// Unpack is the inverse of Pack. It allocates in proportion to what it finds.
func (p Packed) Unpack() ([]byte, error) {
	text, err := base64.StdEncoding.DecodeString(string(p))
	if err != nil {
		return nil, err
	}
	r, err := zlib.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxUnpacked {
		return nil, fmt.Errorf("holds more than %d bytes", maxUnpacked)
	}
	return b, nil
}

// Sweep is the study of the state; nil when it has one point that sets nothing.
func (s *State) Sweep() (*Sweep, error) {
	if s.Study == "" {
		return nil, nil
	}
	text, err := s.Study.Unpack()
	if err != nil {
		return nil, err
	}
	var w Sweep
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, err
	}
	if len(w.Points) == 0 || w.Against < 0 || w.Against >= len(w.Points) {
		return nil, errors.New("has no reference point")
	}
	return &w, nil
}

// Missing are the trials that were asked for and are not done; all are done in a
// result without a state, which an older version has written.
func (r *Result) Missing() tally.Ranges {
	if r.State == nil {
		return nil
	}
	return r.Simulation.Ranges.Missing(r.State.Range[0], r.State.Range[1])
}

// check reports what no run writes: ranges in disorder, or trials that do not
// fit them.
func (r *Result) check() error {
	if r.State == nil {
		return nil
	}
	s, of := &r.Simulation, r.State.Range
	switch {
	case !s.Ranges.Valid() || s.Ranges.N() != s.Trials:
		return errors.New("has ranges that do not fit its trials")
	case of[0] < 0 || of[0] > of[1] || of[1] > r.State.Of:
		return errors.New("has no proper range of trials")
	}
	return nil
}

// Split is the range of shard i of k, from 1, of so many trials: contiguous, and
// of sizes that differ by at most 1.
func Split(trials int64, i, k int64) (lo, hi int64) {
	size, longer := trials/k, trials%k
	lo = size*(i-1) + min(i-1, longer)
	hi = lo + size
	if i <= longer {
		hi++
	}
	return lo, hi
}
