package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FewerTrials is the refusal to replace a result by one with fewer trials.
type FewerTrials struct {
	Path      string
	Has, Gets int64
}

// Error says what would be lost.
func (e *FewerTrials) Error() string {
	return fmt.Sprintf("%s has %d trials and is not replaced by %d", e.Path, e.Has, e.Gets)
}

// Load reads the result file at path.
func Load(path string) (*Result, error) {
	text, err := ReadFile(path, MaxResult)
	var large *TooLarge
	if errors.As(err, &large) {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	r, err := Read(text)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return r, nil
}

// CheckReplace reports whether a result with the given number of trials may be
// written at path: it may not replace one with more, nor a file that is no
// result.
func CheckReplace(path string, trials int64) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", path)
	}
	old, err := Load(path)
	if err != nil {
		return err
	}
	if old.Simulation.Trials > trials {
		return &FewerTrials{path, old.Simulation.Trials, trials}
	}
	return nil
}

// Save writes the result at path, which either keeps what it had or has all of
// the new result, whenever the machine stops. It refuses to replace what
// CheckReplace protects; only a result with more trials, or one that is damaged,
// may be forced.
func Save(path string, r *Result, force bool) error { return NewOutput(path, force).Save(r) }

// CheckWritable reports whether a file could be made at path, trying it out in
// the nearest folder that exists and leaving nothing behind.
func CheckWritable(path string) error {
	dir := filepath.Dir(path)
	for {
		info, err := os.Stat(dir)
		if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
			dir = filepath.Dir(dir)
			continue
		}
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return fmt.Errorf("%s is not a folder", dir)
		}
		break
	}
	f, err := os.CreateTemp(dir, ".simrun.*")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// WriteFile writes text at path under a temporary name, syncs it, and renames
// it, making the folder if there is none.
func WriteFile(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(text); err != nil {
		return err
	}
	return finish(f, path)
}

// finish gives a temporary file that is complete its name at path.
func finish(f *os.File, path string) error {
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename in dir durable, where the system can.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

// CheckAbsent reports whether there is already something at path.
func CheckAbsent(path string) error {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = fs.ErrExist
	}
	return err
}
