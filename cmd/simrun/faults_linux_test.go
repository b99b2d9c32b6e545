package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"simrun/sim/study/engine"
	"simrun/sim/study/shard"
)

// heard is what a process says, to be read while it speaks.
type heard struct {
	lock sync.Mutex
	text strings.Builder
}

// Write takes what it says.
func (h *heard) Write(b []byte) (int, error) {
	h.lock.Lock()
	defer h.lock.Unlock()
	return h.text.Write(b)
}

// String is all it has said.
func (h *heard) String() string {
	h.lock.Lock()
	defer h.lock.Unlock()
	return h.text.String()
}

// limit lets a process write no file beyond some bytes, as on a disk that is full.
func limit(t *testing.T, c *exec.Cmd, bytes uint64) {
	t.Helper()
	to := syscall.Rlimit{Cur: bytes, Max: unlimited}
	_, _, err := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(c.Process.Pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&to)), 0, 0, 0)
	if err != 0 {
		t.Fatal(err)
	}
}

const unlimited = 1<<64 - 1

// filled runs the scenario as a process whose disk becomes full after the first
// checkpoint, until it has said so; then room is called. It returns the
// exit code, what was said, and the number of trials that were written before.
func filled(t *testing.T, dir string, room func(c *exec.Cmd)) (code int, said string, before int64) {
	t.Helper()
	path := filepath.Join(dir, "out", "result.json")
	c := program(t, dir, "--output", "out", "--workers", "1")
	h := &heard{}
	c.Stderr = h
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, path)
	limit(t, c, 100)
	for range 3000 {
		if strings.Contains(h.String(), "\n") {
			break
		}
		time.Sleep(time.Millisecond)
	}
	before = loaded(t, path).Simulation.Trials
	room(c)
	c.Wait()
	const part = "simrun: cannot write out/result.json: file too large; the run goes on, and tries again every 10ms\n"
	if said = h.String(); strings.Count(said, part) != 1 || before == 0 || before == 30000 {
		t.Errorf("with %d trials written, said %q", before, said)
	}
	return c.ProcessState.ExitCode(), said, before
}

// disturbed runs the scenario in process with a checkpoint after every second
// block. After the first checkpoint, begin is called; after some more blocks, end.
// It returns the exit code and what was the result meanwhile.
func disturbed(t *testing.T, s *scene, begin, end func()) (code int, meanwhile *shard.Result) {
	t.Helper()
	path := filepath.Join(s.folder, "out", "result.json")
	calls := 0
	s.now = func() time.Time {
		calls++
		switch calls {
		case 8: // a checkpoint was begun at the third block
			waitFor(t, path)
			time.Sleep(20 * time.Millisecond)
			begin()
		case 20:
			if _, err := os.Stat(path); err == nil {
				meanwhile = loaded(t, path)
			}
			end()
		}
		if calls > 8 && calls < 24 {
			time.Sleep(10 * time.Millisecond) // the writer goes by another clock
		}
		return noon.Add(time.Duration(calls) * 5 * time.Second)
	}
	code = s.run(context.Background(), "run", "binary.toml", "--trials", "40960", "--workers", "1", "--output", "out")
	return code, meanwhile
}

// unmoved checks that the checkpoint before the fault has stayed, and the fault
// was said once.
func unmoved(t *testing.T, s *scene, meanwhile *shard.Result, reason string) {
	t.Helper()
	if meanwhile == nil || meanwhile.Simulation.Trials > 8*engine.Block {
		t.Error("the earlier checkpoint is not there")
	}
	const part = "; the run goes on, and tries again every 10s\n"
	says(t, s.err.String(), "simrun: cannot write out/result.json: "+reason+part)
	if strings.Count(s.err.String(), part) != 1 {
		t.Errorf("said more than once:\n%s", s.err.String())
	}
}

// undisturbed checks that the result is that of an undisturbed run.
func undisturbed(t *testing.T, s *scene) {
	t.Helper()
	if code, _, err := call(s.folder, "run", "binary.toml", "--trials", "40960", "--quiet", "--output", "calm"); code != done {
		t.Fatal(err)
	}
	got, want := loaded(t, filepath.Join(s.folder, "out/result.json")), loaded(t, filepath.Join(s.folder, "calm/result.json"))
	if got.Digest != want.Digest {
		t.Errorf("digest %s, want %s", got.Digest, want.Digest)
	}
	if names, _ := filepath.Glob(filepath.Join(s.folder, "out", ".*")); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}

var _ = tried(fault{
	"disk full for a while", "no file may grow during some checkpoints (`RLIMIT_FSIZE`)", "said once; the earlier checkpoint stays; the run goes on and writes when there is room again; the digest",
	func(t *testing.T) {
		want, dir := faultyDigest(t), faultyFolder(t)
		code, said, _ := filled(t, dir, func(c *exec.Cmd) { limit(t, c, unlimited) })
		if got := loaded(t, filepath.Join(dir, "out/result.json")).Digest; code != done || got != want {
			t.Errorf("exit code %d, digest %s, want %s: %s", code, got, want, said)
		}
	},
})

var _ = tried(fault{
	"disk full to the end", "the same until the run is over", "the same; exit code 2, the result is printed, and the earlier checkpoint stays; `--resume` goes on from it to the digest",
	func(t *testing.T) {
		want, dir := faultyDigest(t), faultyFolder(t)
		code, said, before := filled(t, dir, func(*exec.Cmd) {})
		if now := loaded(t, filepath.Join(dir, "out/result.json")).Simulation.Trials; code != failed || now != before {
			t.Errorf("exit code %d, %d trials after %d", code, now, before)
		}
		says(t, said, "simrun: error: cannot write out/result.json: file too large\nsimrun: hint: the result was printed only")
		if got := completed(t, dir, "--output", "out", "--resume"); got != want {
			t.Errorf("digest %s, want %s", got, want)
		}
	},
})

var _ = tried(fault{
	"folder made read-only", "the output folder loses its write permission during the run, and gets it back", "as with the full disk; a run that begins there ends at once with exit code 1",
	func(t *testing.T) {
		s := newScene(t)
		out := filepath.Join(s.folder, "out")
		for dir := s.folder; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
			os.Chmod(dir, 0o777)
		}
		if err := os.Mkdir(out, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(out, 0o777); err != nil {
			t.Fatal(err)
		}
		mode := func(m os.FileMode) func() {
			return func() {
				if err := os.Chmod(out, m); err != nil {
					t.Error(err)
				}
			}
		}
		owner := func(f func()) func() { // permissions are changed by whom the folder belongs to
			return func() { privileged(t, f) }
		}
		var code int
		var meanwhile *shard.Result
		unprivileged(t, func() {
			code, meanwhile = disturbed(t, s, owner(mode(0o555)), owner(mode(0o777)))
		})
		if code != done {
			t.Errorf("exit code %d: %s", code, s.err.String())
		}
		unmoved(t, s, meanwhile, "permission denied")
		undisturbed(t, s)
		mode(0o555)()
		defer mode(0o777)()
		unprivileged(t, func() {
			if code, _, said := call(s.folder, "run", "binary.toml", "--output", "out", "--trials", "50000"); code != usage || !strings.Contains(said, "cannot write out/result.json: permission denied") {
				t.Errorf("exit code %d: %s", code, said)
			}
		})
	},
})

const nobody = 65534

// unprivileged runs f as somebody to whom permissions apply.
func unprivileged(t *testing.T, f func()) {
	t.Helper()
	as(t, nobody, f)
}

// privileged runs f within unprivileged as who one was.
func privileged(t *testing.T, f func()) {
	t.Helper()
	as(t, os.Getuid(), f)
}

// as runs f as another user, if one is root.
func as(t *testing.T, user int, f func()) {
	t.Helper()
	was := syscall.Geteuid()
	if os.Getuid() == 0 {
		if err := syscall.Setresuid(-1, user, -1); err != nil {
			skip(t, err.Error())
		}
		defer func() {
			if err := syscall.Setresuid(-1, was, -1); err != nil {
				panic(err)
			}
		}()
	}
	f()
}

var _ = tried(fault{
	"folder removed", "the output folder deleted during the run", "made again by the next checkpoint; the digest",
	func(t *testing.T) {
		s := newScene(t)
		path := filepath.Join(s.folder, "out")
		code, meanwhile := disturbed(t, s, func() {
			for range 100 { // while a checkpoint may be written into it
				if os.RemoveAll(path) == nil {
					break
				}
			}
		}, func() {})
		if code != done || meanwhile == nil || meanwhile.Simulation.Trials <= 8*engine.Block {
			t.Errorf("exit code %d, or not made again: %s", code, s.err.String())
		}
		undisturbed(t, s)
	},
})

var _ = tried(fault{
	"folder replaced by a file", "the output folder replaced by a file during the run, to its end", "said once; exit code 2, and the result is printed",
	func(t *testing.T) {
		s := newScene(t)
		path := filepath.Join(s.folder, "out")
		code, _ := disturbed(t, s, func() {
			os.Rename(path, path+".away")
			os.WriteFile(path, []byte("x"), 0o644)
		}, func() {})
		if code != failed {
			t.Errorf("exit code %d", code)
		}
		says(t, s.err.String(), "simrun: cannot write out/result.json: not a directory; the run goes on", "simrun: error: cannot write out/result.json: not a directory\n")
		says(t, s.out.String(), "40,960 trials from seed 2012")
		if n := loaded(t, filepath.Join(path+".away", "result.json")).Simulation.Trials; n == 0 {
			t.Error("the checkpoint is lost")
		}
	},
})
