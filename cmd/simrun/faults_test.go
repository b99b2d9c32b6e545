package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"simrun/sim/study/shard"
)

// fault is a row of results/faults.md: what went wrong, what was done to bring it
// about, and what happened; test does it and checks that. A file that tries faults
// adds them to the table by itself: var _ = tried(fault{…}).
type fault struct {
	name, done, happened string
	test                 func(t *testing.T)
}

// faults are all that are tried.
var faults []fault

// tried adds a fault to the table.
func tried(f fault) struct{} {
	faults = append(faults, f)
	return struct{}{}
}

// TestFaults tries them all. The table in results/faults.md is that of this test:
// go test ./cmd/simrun -run Faults -update writes it.
func TestFaults(t *testing.T) {
	var table strings.Builder
	table.WriteString(`# Faults

What was tried to make a run lose or spoil its trials, and what happened. The table is that of a test, which does what
each row says, and is written by it:

    go test ./cmd/simrun -run Faults -update

"The digest" is the one of a run of the same trials that nobody disturbed.

| fault | what was done | what happened |
| --- | --- | --- |
`)
	slices.SortFunc(faults, func(a, b fault) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	for _, f := range faults {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), f.test)
		table.WriteString("| " + f.name + " | " + f.done + " | " + f.happened + " |\n")
	}
	if runtime.GOOS == "linux" { // where all of them can be tried
		golden(t, "../../results/faults.md", table.String())
	}
}

// The runs of the faults: small, and long enough to be met in the middle.
const (
	faulty       = "survival.toml"
	faultyTrials = "30000"
)

// faultyDigest is that of a run that nobody disturbs.
func faultyDigest(t *testing.T) string {
	t.Helper()
	dir := faultyFolder(t)
	return completed(t, dir, "--output", "calm")
}

// faultyFolder is a folder with the scenario.
func faultyFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{faulty, "binary.toml"} {
		text, err := os.ReadFile("testdata/scenarios/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// completed runs the scenario in process and returns its digest. The first two of
// args name the output.
func completed(t *testing.T, dir string, args ...string) string {
	t.Helper()
	code, _, err := call(dir, append([]string{"run", faulty, "--trials", faultyTrials, "--quiet"}, args...)...)
	if code != done {
		t.Fatalf("exit code %d: %s", code, err)
	}
	return loaded(t, filepath.Join(dir, args[1], "result.json")).Digest
}

// loaded is a result.
func loaded(t *testing.T, path string) *shard.Result {
	t.Helper()
	r, err := shard.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// program is a run of the scenario as a process.
func program(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, append([]string{"run", faulty, "--trials", faultyTrials, "--quiet", "--checkpoint", "0.01"}, args...)...)
	c.Dir, c.Env = dir, append(os.Environ(), "SIMRUN_TEST_AS_PROGRAM=1")
	return c
}

// start begins a run of the scenario as a process.
func start(t *testing.T, dir string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	c, said := program(t, dir, args...), new(bytes.Buffer)
	c.Stderr = said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, said
}

// refused checks that a command ends with a code, says all the given parts, and
// writes nothing.
func refused(t *testing.T, dir string, code int, args []string, parts ...string) {
	t.Helper()
	got, out, err := call(dir, append(args, "--output", "never")...)
	if got != code || out != "" {
		t.Errorf("%v: exit code %d, printed %q", args, got, out)
	}
	says(t, err, parts...)
	if _, err := os.Stat(filepath.Join(dir, "never")); err == nil {
		t.Errorf("%v: something was written", args)
	}
}

// rewritten changes a result and writes it with a checksum that fits.
func rewritten(t *testing.T, path string, change func(r *shard.Result)) {
	t.Helper()
	r := loaded(t, path)
	change(r)
	text, err := r.Text()
	if err == nil {
		err = os.WriteFile(path, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// cut makes a folder "parts" with shards of the scenario.
func cut(t *testing.T, dir, shards string, which ...string) {
	t.Helper()
	for _, i := range which {
		code, _, err := call(dir, "run", faulty, "--trials", "3000", "--quiet", "--output", "parts", "--shard", i+"/"+shards)
		if code != done {
			t.Fatal(err)
		}
	}
}

var _ = tried(fault{
	"shards in disorder", "64 shards, run and merged in random order", "the digest, and every other byte but the time taken",
	func(t *testing.T) {
		dir := faultyFolder(t)
		order := shuffled(64)
		for _, i := range order {
			if code, _, err := call(dir, "run", faulty, "--trials", faultyTrials, "--quiet", "--output", "parts", "--shard", i+"/64"); code != done {
				t.Fatal(err)
			}
		}
		args := []string{"merge", "--output", "out", "--quiet"}
		for _, i := range shuffled(64) {
			args = append(args, "parts/shard-"+strings.Repeat("0", 4-len(i))+i+"-of-0064.json")
		}
		if code, _, err := call(dir, args...); code != done {
			t.Fatal(err)
		}
		completed(t, dir, "--output", "calm")
		same := func(name string) string {
			text, err := os.ReadFile(filepath.Join(dir, name, "result.json"))
			if err != nil {
				t.Fatal(err)
			}
			return portable(string(text))
		}
		if same("out") != same("calm") {
			t.Error("the merged result is another one")
		}
		if a, b := loaded(t, filepath.Join(dir, "out/result.json")), loaded(t, filepath.Join(dir, "calm/result.json")); a.Digest != b.Digest || a.State.Tallies != b.State.Tallies {
			t.Error("the tallies differ")
		}
	},
})

var _ = tried(fault{
	"truncated file", "the file of a shard cut at a hundred places, then merged, surveyed and resumed", "refused with its name; not merged, not replaced without `--force`",
	func(t *testing.T) {
		damagedFile(t, func(text []byte, i int) []byte { return text[:len(text)*i/100] })
	},
})

var _ = tried(fault{
	"flipped bit", "one bit changed at a hundred places of the file of a shard, then the same", "the same",
	func(t *testing.T) {
		damagedFile(t, func(text []byte, i int) []byte {
			text = bytes.Clone(text)
			text[len(text)*i/100] ^= 1 << (i % 7)
			return text
		})
	},
})

// damagedFile tries a hundred damages.
func damagedFile(t *testing.T, damage func(text []byte, i int) []byte) {
	dir := faultyFolder(t)
	cut(t, dir, "3", "1", "2", "3")
	path := filepath.Join(dir, "parts/shard-0002-of-0003.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		bad := damage(text, i)
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, usage, []string{"merge", "parts"}, "simrun: error: parts/shard-0002-of-0003.json ", "1,000 of 3,000 trials are missing: shard 2 of 3")
		if got := shard.Survey(filepath.Join(dir, "parts"), 3); got[1].Condition != shard.Broken || got[0].Condition != shard.Complete {
			t.Errorf("surveyed as %v", got[1].Condition)
		}
		code, _, said := call(dir, "run", faulty, "--trials", "3000", "--shard", "2/3", "--output", "parts", "--resume")
		if code != usage || !strings.Contains(said, "parts/shard-0002-of-0003.json") {
			t.Errorf("resumed with exit code %d: %s", code, said)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, bad) {
			t.Fatal("the file was replaced")
		}
	}
	if err := os.WriteFile(path, damage(text, 60), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, err := call(dir, "run", faulty, "--trials", "3000", "--shard", "2/3", "--output", "parts", "--resume", "--force"); code != done {
		t.Error(err)
	}
	if code, _, err := call(dir, "merge", "parts", "--quiet"); code != done {
		t.Error(err)
	}
}

var _ = tried(fault{
	"overlap", "shard 2 of 3 merged with shard 2 of 2", "refused with both names and the trials",
	func(t *testing.T) {
		dir := faultyFolder(t)
		cut(t, dir, "3", "2")
		cut(t, dir, "2", "2")
		refused(t, dir, usage, []string{"merge", "parts"}, "parts/shard-0002-of-0003.json has trials 1,500 to 1,999, which parts/shard-0002-of-0002.json has too")
	},
})

var _ = tried(fault{
	"shard computed twice", "run again after it was complete, and merged together with a copy", "the file keeps its bytes; the copy is counted once",
	func(t *testing.T) {
		dir := faultyFolder(t)
		cut(t, dir, "2", "1", "2")
		path := filepath.Join(dir, "parts/shard-0001-of-0002.json")
		before, _ := os.ReadFile(path)
		cut(t, dir, "2", "1")
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("the file has changed")
		}
		if err := os.WriteFile(filepath.Join(dir, "copy.json"), before, 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, said := call(dir, "merge", "copy.json", "parts", "--output", "out"); code != done || !strings.Contains(said, "is counted once") {
			t.Errorf("exit code %d: %s", code, said)
		}
		if n := loaded(t, filepath.Join(dir, "out/result.json")).Simulation.Trials; n != 3000 {
			t.Errorf("%d trials", n)
		}
	},
})

var _ = tried(fault{
	"missing shards", "4 of 9 shards merged", "refused with exit code 2, the missing ones named, and the command that computes the first; `--partial` merges what there is",
	func(t *testing.T) {
		dir := faultyFolder(t)
		cut(t, dir, "9", "1", "3", "4", "8")
		refused(t, dir, failed, []string{"merge", "parts"},
			"are missing: shards 2, 5–7, 9 of 9\n", "simrun run survival.toml --trials 3000 --shard 2/9 --resume --output parts computes the first")
		if code, _, err := call(dir, "merge", "parts", "--partial", "--quiet"); code != done {
			t.Error(err)
		}
	},
})

var _ = tried(fault{
	"other scenario, seed, engine or platform", "a shard of another seed; one whose semantics, random numbers or class of platforms were changed, with a checksum that fits", "refused with its name and what differs, by merge and by `--resume`",
	func(t *testing.T) {
		for _, c := range []struct {
			change func(r *shard.Result)
			says   string
		}{
			{func(r *shard.Result) { r.Engine.Semantics++ }, "is of another engine (semantics): 2, not 1"},
			{func(r *shard.Result) { r.Engine.RNG = "dice" }, "is of another engine (rng): dice, not "},
			{func(r *shard.Result) { r.Engine.Platform = "linux/arm64 arm64" }, "is of another class of platforms: arm64, not portable"},
			{func(r *shard.Result) { r.Scenario.Fingerprint = "sha256:0123456789" }, "is of another scenario or seed (fingerprint): 01234567, not "},
			{func(r *shard.Result) { r.State = nil }, "was written by a version that could not continue or merge it"},
			{func(r *shard.Result) { r.Digest = shard.Digest(nil) }, "is damaged: its tallies are not those of its digest"},
			{func(r *shard.Result) { r.Simulation.Ranges[0][0]++; r.Simulation.Trials-- }, "is damaged: its tallies are of 1000 trials, not of 999"},
		} {
			dir := faultyFolder(t)
			cut(t, dir, "3", "1", "2", "3")
			rewritten(t, filepath.Join(dir, "parts/shard-0002-of-0003.json"), c.change)
			refused(t, dir, usage, []string{"merge", "parts"}, "simrun: error: parts/shard-0002-of-0003.json "+c.says)
			code, _, said := call(dir, "run", faulty, "--trials", "3000", "--shard", "2/3", "--output", "parts", "--resume")
			if code == done || !strings.Contains(said, c.says) {
				t.Errorf("resumed with exit code %d: %s, want %q", code, said, c.says)
			}
		}
	},
})
