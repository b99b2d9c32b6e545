package shard

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// limited runs f while no file may grow beyond the given number of bytes, as on
// a disk that is full.
func limited(t *testing.T, bytes uint64, f func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
	}()
	f()
}

// A disk that fills up while a result is written leaves the old one as it was,
// and nothing else.
func TestFullDisk(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "result.json")
	if err := Save(path, result(1000), false); err != nil {
		t.Fatal(err)
	}
	before := content(t, path)
	limited(t, 100, func() {
		if err := Save(path, result(2000), false); err == nil {
			t.Error("writing to a full disk is no error")
		}
		if err := Save(filepath.Join(dir, "other.json"), result(2000), false); err == nil {
			t.Error("writing to a full disk is no error")
		}
	})
	if content(t, path) != before {
		t.Error("the old result has changed")
	}
	if names := listed(t, dir); names != "result.json" {
		t.Errorf("left behind: %s", names)
	}
	if err := Save(path, result(2000), false); err != nil || trials(t, path) != 2000 {
		t.Errorf("afterward: %v", err)
	}
}

// unprivileged runs f as somebody to whom permissions apply.
func unprivileged(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		const nobody = 65534
		if err := syscall.Setresuid(-1, nobody, -1); err != nil {
			skip(t, err)
		}
		defer func() {
			if err := syscall.Setresuid(-1, 0, -1); err != nil {
				panic(err)
			}
		}()
	}
	f()
}

// In a folder that may be read only nothing is written, and it is known before a
// run begins.
func TestReadOnlyFolder(t *testing.T) {
	dir := folder(t)
	locked := filepath.Join(dir, "locked")
	path := filepath.Join(locked, "result.json")
	if err := Save(path, result(1000), false); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{filepath.Dir(dir), dir, locked} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(locked, 0o755)
	unprivileged(t, func() {
		if n := trials(t, path); n != 1000 {
			t.Errorf("the result cannot be read: %d trials", n)
		}
		for _, path := range []string{path, filepath.Join(locked, "new", "result.json")} {
			if err := CheckWritable(path); !os.IsPermission(err) {
				t.Errorf("%s is writable: %v", path, err)
			}
			if err := Save(path, result(2000), true); !os.IsPermission(err) {
				t.Errorf("%s was written: %v", path, err)
			}
		}
	})
	if names := listed(t, locked); names != "result.json" || trials(t, path) != 1000 {
		t.Errorf("the folder has %s", names)
	}
}
