package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestClusterScripts runs the scripts in testdata/cluster, in which simrun is a
// process of its own and sbatch, squeue, scontrol and scancel may be what the script
// says: PATH has bin first and then nothing but a shell.
func TestClusterScripts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		skip(t, "there is no sh")
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/cluster", UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			bin := filepath.Join(e.WorkDir, "bin")
			if err := os.MkdirAll(bin, 0o777); err != nil {
				return err
			}
			text, err := os.ReadFile("testdata/scenarios/binary.toml")
			if err == nil {
				err = os.WriteFile(filepath.Join(e.WorkDir, "binary.toml"), text, 0o644)
			}
			for name, to := range map[string]string{"simrun": self, "sh": sh} {
				if err == nil {
					err = os.Symlink(to, filepath.Join(bin, name))
				}
			}
			e.Setenv("PATH", bin)
			e.Setenv("SIMRUN_TEST_AS_PROGRAM", "1")
			e.Setenv("SIMRUN", self)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"program": func(ts *testscript.TestScript, _ bool, names []string) {
				for _, name := range names {
					ts.Check(os.WriteFile(ts.MkAbs("bin/"+name), []byte("#!/bin/sh\n"+ts.ReadFile(name)), 0o755))
				}
			},
		},
	})
}

// TestGNUParallel runs the two lines that simrun help clusters gives for GNU
// parallel.
func TestGNUParallel(t *testing.T) {
	if _, err := exec.LookPath("parallel"); err != nil {
		skip(t, "there is no GNU parallel; Debian has it in parallel")
	}
	_, chapter, _ := strings.Cut(clusters, "\nGNU parallel\n\n")
	lines, _, _ := strings.Cut(chapter, "\n\n")
	if strings.Count(lines, "simrun") != 2 {
		t.Fatalf("the lines are %q", lines)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "simrun")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scenario.toml"), []byte(plainScenario(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("bash", "-e", "-c", lines)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SIMRUN_TEST_AS_PROGRAM=1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if code, _, err := call(dir, "run", "scenario.toml", "--output", "whole", "--quiet"); code != done {
		t.Fatal(err)
	}
	one, many := loaded(t, filepath.Join(dir, "whole/result.json")), loaded(t, filepath.Join(dir, "out/result.json"))
	if one.Digest != many.Digest || one.Digest == "" {
		t.Errorf("digest %s, and that of one run is %s", many.Digest, one.Digest)
	}
}

// TestTaskOfAnArrayIsAShard runs shards by the index in the environment.
func TestTaskOfAnArrayIsAShard(t *testing.T) {
	s := newScene(t)
	for _, i := range []string{"0", "1", "2"} {
		s.lookup = func(name string) (string, bool) { return i, name == "JOB_COMPLETION_INDEX" }
		if code := s.run(t.Context(), "run", "binary.toml", "--shard", "task/3", "--output", "out", "--quiet"); code != done {
			t.Fatal(s.err.String())
		}
	}
	if code := s.run(t.Context(), "merge", "out"); code != done {
		t.Error(s.err.String())
	}
	s.lookup = func(string) (string, bool) { return "", false }
	if code := s.run(t.Context(), "run", "binary.toml", "--shard", "task/3"); code != usage {
		t.Errorf("exit code %d", code)
	}
	says(t, s.err.String(), "simrun: error: --shard task/3: this is no task of an array job: none of SLURM_ARRAY_TASK_ID,",
		"simrun: hint: outside of an array job name the shard, as in --shard 3/16")
}
