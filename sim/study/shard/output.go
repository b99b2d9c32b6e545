package shard

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ShardName is the name of the file of shard i of k, from 1.
func ShardName(i, k int64) string { return fmt.Sprintf("shard-%04d-of-%04d.json", i, k) }

// RangeName is the name of the file of a range of trials.
func RangeName(lo, hi int64) string { return fmt.Sprintf("range-%d-%d.json", lo, hi) }

// Output is the file that a run writes again and again while it goes on, and
// several runs may write at the same time: each writes complete files, and none
// replaces more trials by fewer.
type Output struct {
	Path string

	// Stay leaves a file as it is that differs from the new result in nothing but
	// the time it took.
	Stay bool

	replaces [sha256.Size]byte // digest of the file that may be replaced whatever it has
}

// NewOutput is the output at path. With force, what is there now may be replaced
// even if it has more trials or is damaged.
func NewOutput(path string, force bool) *Output {
	o := &Output{Path: path}
	if force {
		if text, err := os.ReadFile(path); err == nil {
			o.replaces = sha256.Sum256(text)
		}
	}
	return o
}

// Check reports whether a result with the given number of trials may be written,
// as CheckReplace does.
func (o *Output) Check(trials int64) error {
	err := CheckReplace(o.Path, trials)
	var fewer *FewerTrials
	var damaged *Damaged
	if errors.As(err, &fewer) || errors.As(err, &damaged) {
		if text, e := os.ReadFile(o.Path); e == nil && sha256.Sum256(text) == o.replaces {
			return nil
		}
	}
	return err
}

// Save writes the result, making the folder if there is none. The file either
// keeps what it had or has all of the new result, whenever the machine stops.
func (o *Output) Save(r *Result) error {
	dir := filepath.Dir(o.Path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	defer lock(dir)()
	if err := o.Check(r.Simulation.Trials); err != nil {
		return err
	}
	text, err := r.Text()
	if err != nil {
		return err
	}
	if o.Stay && same(o.Path, r, text) {
		return nil
	}
	if err := WriteFile(o.Path, text); err != nil {
		return err
	}
	sweep(o.Path)
	return nil
}

// same reports whether the file has the result but for the time it took.
func same(path string, r *Result, text []byte) bool {
	old, err := Load(path)
	if err != nil {
		return false
	}
	old.Simulation.Seconds = r.Simulation.Seconds
	was, err := old.Text()
	return err == nil && bytes.Equal(was, text)
}

// stale is the age at which a temporary file is one that nobody will complete.
const stale = 10 * time.Minute

// sweep removes temporary files of path that killed processes have left behind.
func sweep(path string) {
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+"."
	now, err := os.Stat(path)
	if err != nil {
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		number, ours := strings.CutPrefix(e.Name(), prefix)
		if !ours || strings.Trim(number, "0123456789") != "" {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && now.ModTime().Sub(info.ModTime()) > stale {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
