package shard

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Limits in bytes on files that are read whole, far above any that a run writes or
// needs.
const (
	MaxResult = 1 << 30 // a result
	MaxTable  = 1 << 30 // a table of patients
)

// TooLarge is the refusal to read a file that is longer than allowed.
type TooLarge struct{ Most int64 }

// Error says how much is allowed.
func (e *TooLarge) Error() string {
	if e.Most < 1<<30 {
		return fmt.Sprintf("has more than the %d MiB allowed", e.Most>>20)
	}
	return fmt.Sprintf("has more than the %d GiB allowed", e.Most>>30)
}

// ReadFile reads the file at path unless it has more bytes than allowed. The error
// is then a *TooLarge.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readFile(f, most)
}

// readFile reads an open file. Its length is asked for first; what has none, such
// as a pipe, is read up to the limit.
func readFile(f *os.File, most int64) ([]byte, error) {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > most {
		return nil, &TooLarge{most}
	}
	return ReadAll(f, most)
}

// ReadAll reads r to its end unless there are more bytes than allowed. The error is
// then a *TooLarge.
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > most {
		return nil, &TooLarge{most}
	}
	return text, nil
}

// ReadBeside reads a file that a scenario names, by a path with slashes relative to
// the folder of the scenario. It must be a regular file below that folder: an
// absolute path, one with .. that leads out, and a link that leads out are refused.
func ReadBeside(folder, name string, most int64) ([]byte, error) {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return nil, fmt.Errorf("%q is no file below the folder of the scenario", name)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	// What is no file, such as a pipe, could keep Open waiting.
	if info, err := root.Stat(local); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	f, err := root.Open(local)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readFile(f, most)
}

// CheckBelow reports a link among the folders of a path below a folder, where none
// is followed when a result is written. The folder itself may be reached by links:
// it is what somebody named.
func CheckBelow(folder, path string) error {
	below, err := filepath.Rel(folder, path)
	if err != nil {
		return err
	}
	if !filepath.IsLocal(below) {
		return fmt.Errorf("%s is not below %s", path, folder)
	}
	for dir := filepath.Dir(below); dir != "."; dir = filepath.Dir(dir) {
		at := filepath.Join(folder, dir)
		if info, err := os.Lstat(at); err == nil && !info.IsDir() {
			return fmt.Errorf("%s is not a folder of its own", at)
		}
	}
	return nil
}
