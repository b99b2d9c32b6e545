package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A scenario on standard input names files of the working folder, or of that of
// --data.
func TestStandardInputNamesFiles(t *testing.T) {
	dir, none := t.TempDir(), t.TempDir()
	table, err := os.ReadFile("../../scenarios/tutorial/8-empirical.csv")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../scenarios/tutorial/8-empirical.toml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "8-empirical.csv"), table, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		folder, data string
		code         int
	}{{dir, "", done}, {none, "", usage}, {none, dir, done}, {dir, none, usage}} {
		var out, said bytes.Buffer
		env := testEnvironment(c.folder, &out, &said)
		env.in = bytes.NewReader(text)
		words := []string{"run", "-", "--trials", "100", "--quiet", "--output", t.TempDir()}
		if c.data != "" {
			words = append(words, "--data", c.data)
		}
		if code := simrun(context.Background(), env, words); code != c.code {
			t.Errorf("%v: exit code %d: %s", c, code, said.String())
		}
		if c.code == usage && !strings.Contains(said.String(), `population.age.file: there is no file "8-empirical.csv"`) {
			t.Error(said.String())
		}
	}
}
