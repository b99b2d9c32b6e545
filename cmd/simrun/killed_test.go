package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"simrun/sim/study/shard"
)

// chance is the same in every test run; what the processes have done by then is not.
var chance = rand.New(rand.NewPCG(5, 100))

// shuffled is 1 to n in random order.
func shuffled(n int) (all []string) {
	for _, i := range chance.Perm(n) {
		all = append(all, fmt.Sprint(i+1))
	}
	return all
}

// kills is how often a run is killed.
func kills() int {
	if os.Getenv("SIMRUN_TEST_ALL") == "1" {
		return 100
	}
	return 8
}

var _ = tried(fault{
	"SIGKILL", "a run killed at random moments and resumed, a hundred times (eight in the short tests), with a checkpoint every hundredth of a second",
	"after every kill the file is whole and has no fewer trials than before; the digest",
	func(t *testing.T) {
		want, dir := faultyDigest(t), faultyFolder(t)
		path := filepath.Join(dir, "out", "result.json")
		begin := time.Now()
		c, said := start(t, dir, "--output", "timed")
		if err := c.Wait(); err != nil {
			t.Fatal(err, said)
		}
		whole := time.Since(begin)
		had, partial := int64(0), 0
		for n := 0; n < kills() || partial == 0 && n < 100; {
			c, said := start(t, dir, "--output", "out", "--resume")
			time.Sleep(time.Duration(chance.Int64N(int64(whole))))
			c.Process.Kill()
			if err := c.Wait(); err == nil { // it was faster: once more from the start
				if got := loaded(t, path).Digest; got != want {
					t.Fatalf("digest %s, want %s", got, want)
				}
				os.RemoveAll(filepath.Join(dir, "out"))
				had = 0
				continue
			} else if said.Len() > 0 {
				t.Fatalf("%v: %s", err, said)
			}
			n++
			if _, err := os.Stat(path); err != nil {
				continue // killed before the first checkpoint
			}
			has := loaded(t, path).Simulation.Trials
			if has < had {
				t.Errorf("%d trials after %d", has, had)
			}
			if had = has; has > 0 && has < 30000 {
				partial++
			}
		}
		if partial == 0 {
			t.Error("no kill met a run in the middle")
		}
		if got := completed(t, dir, "--output", "out", "--resume"); got != want {
			t.Errorf("digest %s, want %s", got, want)
		}
	},
})

var _ = tried(fault{
	"SIGINT and SIGTERM", "a run told to stop in the middle, then resumed", "the blocks in hand are finished and written, the command that goes on is named, exit code 2; then the digest",
	func(t *testing.T) {
		want := faultyDigest(t)
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			dir := faultyFolder(t)
			path := filepath.Join(dir, "out", "result.json")
			c, said := start(t, dir, "--output", "out", "--workers", "1")
			waitFor(t, path)
			c.Process.Signal(signal)
			c.Wait()
			if code := c.ProcessState.ExitCode(); code != failed {
				t.Errorf("exit code %d: %s", code, said)
			}
			n := loaded(t, path).Simulation.Trials
			says(t, said.String(), "simrun: error: interrupted after ", "simrun run survival.toml --trials 30000 --checkpoint 0.01 --workers 1 --output out --resume\n")
			if n == 0 || n >= 30000 {
				t.Errorf("%d trials", n)
			}
			if got := completed(t, dir, "--output", "out", "--resume"); got != want {
				t.Errorf("digest %s, want %s", got, want)
			}
		}
	},
})

// waitFor waits until a run has written something.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for range 3000 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nothing was written")
}

var _ = tried(fault{
	"two processes, one output", "two processes started together that write to one folder, and a third that is killed", "whoever writes, the file is whole and never has fewer trials; both end well, with the digest",
	func(t *testing.T) {
		want, dir := faultyDigest(t), faultyFolder(t)
		path := filepath.Join(dir, "out", "result.json")
		a, aSaid := start(t, dir, "--output", "out", "--workers", "1")
		b, bSaid := start(t, dir, "--output", "out", "--workers", "1", "--resume")
		c, _ := start(t, dir, "--output", "out", "--workers", "1")
		ended := make(chan error, 2)
		go func() { ended <- a.Wait() }()
		go func() { ended <- b.Wait() }()
		had := int64(0)
		for running := 2; running > 0; {
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("%v: %s%s", err, aSaid, bSaid)
				}
				running--
			case <-time.After(2 * time.Millisecond):
				r, err := shard.Load(path)
				if err != nil {
					if !os.IsNotExist(err) {
						t.Error(err)
					}
					continue
				}
				if r.Simulation.Trials < had {
					t.Errorf("%d trials after %d", r.Simulation.Trials, had)
				}
				if had = r.Simulation.Trials; had > 5000 {
					c.Process.Kill()
				}
			}
		}
		c.Process.Kill()
		c.Wait()
		if r := loaded(t, path); r.Digest != want || r.Simulation.Trials != 30000 {
			t.Errorf("digest %s of %d trials, want %s", r.Digest, r.Simulation.Trials, want)
		}
		entries, err := os.ReadDir(filepath.Join(dir, "out"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries { // the killed one may have left one file
			if e.Name() != "result.json" && !strings.HasPrefix(e.Name(), ".result.json.") {
				t.Errorf("%s was left behind", e.Name())
			}
		}
	},
})
