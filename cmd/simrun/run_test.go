package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/study/engine"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// scene is a folder with one scenario, and an environment in it whose clock can
// do things.
type scene struct {
	environment
	folder   string
	out, err bytes.Buffer
}

// newScene returns a scene with the scenario binary.toml.
func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{folder: t.TempDir()}
	text, err := os.ReadFile("testdata/scenarios/binary.toml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.folder, "binary.toml"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	s.environment = testEnvironment(s.folder, &s.out, &s.err)
	return s
}

// at calls do at the n-th look at the clock, from 1; each takes the given time.
func (s *scene) at(n int, each time.Duration, do func()) {
	calls := 0
	s.now = func() time.Time {
		if calls++; calls == n {
			do()
		}
		return noon.Add(time.Duration(calls) * each)
	}
}

func (s *scene) run(ctx context.Context, args ...string) int { return simrun(ctx, s.environment, args) }

// says checks that text has all the given parts.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("does not say %q:\n%s", p, text)
		}
	}
}

func TestInterruptedRunWritesWhatItHas(t *testing.T) {
	s := newScene(t)
	ctx, cancel := context.WithCancel(context.Background())
	// The clock is looked at before the run, at its start, and after each block.
	s.at(5, 0, cancel)
	code := s.run(ctx, "run", "binary.toml", "--trials", "50000", "--workers", "1", "--output", "out", "--set", "title=It's partial")
	if code != failed {
		t.Errorf("exit code %d", code)
	}
	r, err := shard.Load(filepath.Join(s.folder, "out/result.json"))
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Simulation.Trials; n != 3*engine.Block || len(r.Simulation.Ranges) != 1 || r.Simulation.Ranges[0] != [2]int64{0, n} {
		t.Errorf("%d trials, ranges %v", n, r.Simulation.Ranges)
	}
	says(t, s.err.String(), "simrun: error: interrupted after 3,072 trials\n",
		`simrun run binary.toml --set 'title=It'\''s partial' --trials 50000 --workers 1 --output out`)
	says(t, s.out.String(), "3,072 trials from seed 2012")
}

func TestInterruptedSweepNamesAllOfItsCommand(t *testing.T) {
	s := newScene(t)
	ctx, cancel := context.WithCancel(context.Background())
	s.at(4, 0, cancel)
	code := s.run(ctx, "binary.toml", "--workers", "1", "--vary", "enrollment.size=58,116", "--vary", "analyses.primary.alpha=0.05,0.1",
		"--one-at-a-time", "--against", "enrollment.size=116", "--precision", "0.0001", "--trials", "1e6", "--format", "csv")
	if code != failed {
		t.Errorf("exit code %d", code)
	}
	says(t, s.err.String(), "simrun run binary.toml --vary enrollment.size=58,116 --vary analyses.primary.alpha=0.05,0.1 --one-at-a-time "+
		"--against enrollment.size=116 --precision 0.0001 --trials 1e6 --workers 1 --format csv")
}

func TestInterruptedRunKeepsALargerResult(t *testing.T) {
	s := newScene(t)
	if code := s.run(context.Background(), "run", "binary.toml", "--trials", "4000", "--output", "out"); code != done {
		t.Fatal(code, s.err.String())
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.at(3, 0, cancel)
	if code := s.run(ctx, "run", "binary.toml", "--trials", "50000", "--workers", "1", "--output", "out"); code != failed {
		t.Errorf("exit code %d", code)
	}
	if r, err := shard.Load(filepath.Join(s.folder, "out/result.json")); err != nil || r.Simulation.Trials != 4000 {
		t.Errorf("%v %v", r, err)
	}
	says(t, s.err.String(), "out/result.json has 4,000 trials and is not replaced by 1,024")
}

func TestRunInterruptedAtOnceWritesNothing(t *testing.T) {
	s := newScene(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code := s.run(ctx, "run", "binary.toml"); code != failed || s.out.Len() > 0 {
		t.Errorf("exit code %d, %s", code, s.out.String())
	}
	if _, err := os.Stat(filepath.Join(s.folder, "results")); err == nil {
		t.Error("results were written")
	}
}

func TestResultIsPrintedWhenItCannotBeWritten(t *testing.T) {
	s := newScene(t)
	// The folder becomes a file while the trials run: before, at the start, at
	// the end.
	s.at(3, 0, func() { os.WriteFile(filepath.Join(s.folder, "out"), []byte("x"), 0o644) })
	code := s.run(context.Background(), "run", "binary.toml", "--quiet", "--output", "out", "--format", "json")
	if code != failed {
		t.Errorf("exit code %d", code)
	}
	if _, err := shard.Read(s.out.Bytes()); err != nil {
		t.Errorf("stdout is no result: %v", err)
	}
	says(t, s.err.String(), "simrun: error: cannot write out/result.json: not a directory")
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestFailingOutputIsAnError(t *testing.T) {
	for _, args := range [][]string{
		{"run", "binary.toml", "--output", "out"},
		{"check", "binary.toml"},
		{"verify", "binary.toml"},
		{"kinds"},
		{"version"},
		{"check", "--print", "binary.toml"},
	} {
		s := newScene(t)
		s.environment.out = full{}
		if code := s.run(context.Background(), args...); code != failed {
			t.Errorf("%v: exit code %d", args, code)
		}
		says(t, s.err.String(), "no space left on device")
	}
}

func TestProgressIsALineEveryTenSeconds(t *testing.T) {
	s := newScene(t)
	s.at(0, 4*time.Second, nil)
	if code := s.run(context.Background(), "run", "binary.toml", "--trials", "10240", "--workers", "1", "--output", "out"); code != done {
		t.Fatal(code, s.err.String())
	}
	line := regexp.MustCompile(`(?m)^simrun: [0-9,]+ of 10,240 trials \([0-9]+ %\), [0-9,.]+/s, [0-9ms]+ left, power [0-9.]+ % ± [0-9.]+$`)
	// Ten blocks at 4 seconds each: every third block is a line.
	if n := len(line.FindAllString(s.err.String(), -1)); n != 3 {
		t.Errorf("%d lines:\n%s", n, s.err.String())
	}
}

func TestProgressOnATerminalIsABar(t *testing.T) {
	s := newScene(t)
	s.width = 100
	s.at(0, time.Second, nil)
	if code := s.run(context.Background(), "run", "binary.toml", "--trials", "10240", "--workers", "1", "--output", "out"); code != done {
		t.Fatal(code, s.err.String())
	}
	if strings.Contains(s.err.String(), " of 10,240 trials") {
		t.Errorf("a line was printed:\n%s", s.err.String())
	}
	if strings.Contains(s.out.String(), "\x1b") {
		t.Errorf("stdout has control characters")
	}
}

func TestScenarioFromStandardInput(t *testing.T) {
	s := newScene(t)
	f, err := os.Open("testdata/scenarios/binary.toml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s.in = f
	if code := s.run(context.Background(), "run", "-", "--trials", "1000"); code != done {
		t.Fatal(code, s.err.String())
	}
	says(t, s.err.String(), "result written to results/stdin/")
}

// plainScenario is the text of binary.toml.
func plainScenario(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/scenarios/binary.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBugInATrialNamesTheReplay(t *testing.T) {
	o := &overrides{set: []string{"arms.a.label=one two", "enrollment.size=3"}, seed: "7", trials: "100"}
	text := strings.Replace(plainScenario(t), "p = 0.28 }", "p = { draw = { kind = \"beta\", a = 2, b = 6 } } }", 1)
	s, err := sim.LoadStudy(text, sim.Request{Vary: []scenario.Vary{{Path: "enrollment.size", Values: "50,60"}}})
	if err != nil {
		t.Fatal(err)
	}
	say := func(plan int) *mistake {
		var m *mistake
		if !errors.As(broken("my file.toml", o, s, &engine.Panic{Trial: 12345, Plan: plan, Value: "boundary: no root"}), &m) || m.code != failed || len(m.said) != 1 {
			t.Fatalf("%+v", m)
		}
		return m
	}
	says(t, say(1).said[0].hint, "--seed 7 --set enrollment.size=60")
	says(t, say(3).said[0].hint, "--set enrollment.size=60 --set endpoints.remission.response.single.p=0.25")
	m := say(0)
	says(t, m.said[0].fact, "trial 12345 failed: boundary: no root")
	says(t, m.said[0].hint, "simrun replay 'my file.toml' --trial 12345 --set 'arms.a.label=one two' --set enrollment.size=3 --seed 7 --set enrollment.size=50")
}

// A few hundred trials say nothing about the answers, only that every built-in
// scenario with an expectation is run and judged.
func TestVerifyWithoutFilesRunsAllBuiltIn(t *testing.T) {
	s := newScene(t)
	code := s.run(context.Background(), "verify", "--trials", "300", "--quiet")
	if code != done && code != missed {
		t.Fatalf("exit code %d: %s", code, s.err.String())
	}
	err := fs.WalkDir(scenarios.Files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".toml") {
			return err
		}
		text, err := fs.ReadFile(scenarios.Files, path)
		if strings.Contains(string(text), "\n[[expect]]\n") {
			says(t, s.out.String(), strings.TrimSuffix(path, ".toml")+"\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
