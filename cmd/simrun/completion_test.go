package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMain lets the shell of TestBashCompletes call this test program as simrun.
func TestMain(m *testing.M) {
	if os.Getenv("SIMRUN_TEST_AS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// bash completes a line as readline does: the words of the line and the script's
// function fill COMPREPLY. The function that the package bash-completion has is
// replaced by one that is enough here.
const bash = `
_get_comp_words_by_ref() {
	cur=${COMP_WORDS[COMP_CWORD]}
	prev=${COMP_WORDS[COMP_CWORD-1]}
	words=("${COMP_WORDS[@]}")
	cword=$COMP_CWORD
}
compopt() { :; }
eval "$(simrun completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
COMP_TYPE=9
__start_simrun
printf '%s\n' "${COMPREPLY[@]}"
`

// TestBashCompletes runs the script for bash in bash.
func TestBashCompletes(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		skip(t, "there is no bash")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"binary.toml", "boundary.toml", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bin := t.TempDir()
	if err := os.Symlink(program, filepath.Join(bin, "simrun")); err != nil {
		skip(t, "there are no links: "+err.Error())
	}
	for line, want := range map[string][]string{
		"simrun ver":                         {"verify", "version"},
		"simrun run b":                       {"binary.toml", "boundary.toml"},
		"simrun bi":                          {"binary.toml"},
		"simrun run binary.toml --format c":  {"csv"},
		"simrun run --one":                   {"--one-at-a-time"},
		"simrun kinds trig":                  {"trigger"},
		"simrun kinds trigger ev":            {"events"},
		"simrun completion ":                 {"bash", "fish", "powershell", "zsh"},
		"simrun run binary.toml ":            {},
		"simrun replay binary.toml --trial ": {},
	} {
		words := strings.Split(line, " ")
		c := exec.Command(shell, append([]string{"--norc", "--noprofile", "-c", bash, "bash"}, words...)...)
		c.Dir = dir
		c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SIMRUN_TEST_AS_PROGRAM=1")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var got []string
		for _, l := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			if word, _, _ := strings.Cut(l, " "); word != "" {
				got = append(got, word)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q is completed to %q, not %q", line, got, want)
		}
	}
}

// skip skips a test whose means are missing, unless everything is to be tested.
func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SIMRUN_TEST_ALL") == "1" {
		t.Fatal("SIMRUN_TEST_ALL=1, but ", why)
	}
	t.Skip(why)
}
