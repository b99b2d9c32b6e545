package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrokenScenarios checks what is said of scenarios with one mistake each,
// and that run, check and verify all refuse them without writing anything.
func TestBrokenScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.toml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
				t.Fatal(err)
			}
			code, out, said := call(dir, "run", name)
			if code != usage || out != "" {
				t.Errorf("run: exit code %d, stdout %q", code, out)
			}
			golden(t, strings.TrimSuffix(file, ".toml")+".stderr", said)
			for _, verb := range []string{"check", "verify"} {
				code, out, again := call(dir, verb, name)
				if code != usage || out != "" || again != said {
					t.Errorf("%s: exit code %d, stdout %q, stderr\n%s", verb, code, out, again)
				}
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != 1 {
				t.Errorf("the folder has %v, %v", left, err)
			}
		})
	}
}

// TestBrokenScenariosHaveOneProblem guards the collection: each file shows one
// mistake.
func TestBrokenScenariosHaveOneProblem(t *testing.T) {
	files, _ := filepath.Glob("testdata/broken/*.stderr")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "simrun: error: "); n != 1 {
			t.Errorf("%s has %d problems", file, n)
		}
	}
}
