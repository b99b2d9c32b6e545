package main

import (
	"bytes"
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"simrun/scenarios"
	"simrun/sim/study/shard"
)

// TestManual runs every "$ simrun …" of the manual, in order, in a folder with
// the shipped scenarios, and compares what is printed with what the manual says.
// "…" stands for anything.
func TestManual(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	blocks := examples(file.Doc.Text())
	if len(blocks) < 6 {
		t.Fatalf("the manual has %d examples", len(blocks))
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, scenarios.Files); err != nil {
		t.Fatal(err)
	}
	runExamples(t, dir, blocks)
}

// TestReadme does the same for the fenced blocks of README.md, in a folder like a
// clone; the first scenario in it is there as relapse.toml.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, toml, _ := strings.Cut(string(text), "```toml\n")
	toml, _, _ = strings.Cut(toml, "```")
	if err := os.WriteFile(filepath.Join(dir, "relapse.toml"), []byte(toml), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "scenarios"), scenarios.Files); err != nil {
		t.Fatal(err)
	}
	runExamples(t, dir, examples(unfenced(string(text))))
	t.Run("R", func(t *testing.T) { otherLanguage(t, dir, string(text), "r", []string{"Rscript"}, "quit()", readR) })
	t.Run("Python", func(t *testing.T) {
		otherLanguage(t, dir, string(text), "python", []string{"python3", "/usr/bin/python3"}, "import pandas", readPython)
	})
}

// What the lines of README.md have to have found in the table, in their language.
const (
	readR = `dev.off(); stopifnot(nrow(power) == 4, power$hazard_ratio == c(1, .8, .6, .5), power$value == %v, file.info("Rplots.pdf")$size > 4000)`

	readPython = `assert list(wide["power"].iloc[:, 0].sort_index(ascending=False)) == %v, wide`
)

// otherLanguage runs the block of a language in README.md in a folder with the
// table that it reads, and checks what it has read. An interpreter serves if it can
// run the line probe.
func otherLanguage(t *testing.T, dir, readme, language string, interpreters []string, probe, check string) {
	lines := fenced(t, readme, language)
	run := interpreter(t, dir, language, interpreters, probe)
	r, err := shard.Load(filepath.Join(dir, "curve", "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var power []string
	for i := range r.Points {
		power = append(power, strconv.FormatFloat(powerAt(r, i).Value, 'g', -1, 64))
	}
	list := map[string]string{"r": "c(%s)", "python": "[%s]"}[language]
	lines += fmt.Sprintf(check, fmt.Sprintf(list, strings.Join(power, ", "))) + "\n"
	if out, err := run(lines); err != nil {
		t.Errorf("%v\n%s\nof\n%s", err, out, lines)
	}
}

// fenced is the block of a language.
func fenced(t *testing.T, markdown, language string) string {
	t.Helper()
	_, block, ok := strings.Cut(markdown, "\n```"+language+"\n")
	block, _, closed := strings.Cut(block, "```")
	if !ok || !closed {
		t.Fatalf("README.md has no lines in %s", language)
	}
	return block
}

// interpreter runs lines by the first program that can run the probe. Without one
// the test is skipped, unless SIMRUN_TEST_ALL=1 asks for everything.
func interpreter(t *testing.T, dir, language string, names []string, probe string) func(lines string) ([]byte, error) {
	t.Helper()
	file := filepath.Join(dir, "lines."+language)
	for _, name := range names {
		run := func(lines string) ([]byte, error) {
			if err := os.WriteFile(file, []byte(lines), 0o644); err != nil {
				return nil, err
			}
			c := exec.Command(name, file)
			c.Dir = dir
			return c.CombinedOutput()
		}
		if _, err := run(probe + "\n"); err == nil {
			return run
		}
	}
	if os.Getenv("SIMRUN_TEST_ALL") == "1" {
		t.Fatalf("SIMRUN_TEST_ALL=1 needs a program that runs %s: %s", language, probe)
	}
	t.Skipf("no program runs %s (%s): these lines of README.md are not tested; SIMRUN_TEST_ALL=1 would ask for them", language, probe)
	return nil
}

// unfenced indents the fenced blocks of Markdown, as Go comments do.
func unfenced(markdown string) string {
	var b strings.Builder
	for i, block := range strings.Split(markdown, "\n```") {
		if i%2 == 1 {
			_, block, _ = strings.Cut(block, "\n") // the language
			block = "\t" + strings.ReplaceAll(block, "\n", "\n\t")
		}
		b.WriteString(block + "\n.\n")
	}
	return b.String()
}

// example is a command line and what it prints.
type example struct{ command, want string }

// examples are the commands in the indented blocks of a text.
func examples(text string) []example {
	var all []example
	open := false
	for _, line := range strings.Split(text, "\n") {
		code, indented := strings.CutPrefix(line, "\t")
		switch {
		case strings.HasPrefix(code, "$ simrun") && indented:
			all = append(all, example{command: strings.TrimPrefix(code, "$ ")})
			open = true
		case open && (indented || line == ""):
			all[len(all)-1].want += code + "\n"
		default:
			open = false
		}
	}
	return all
}

// runExamples runs commands in a folder.
func runExamples(t *testing.T, dir string, all []example) {
	t.Helper()
	for _, e := range all {
		var out bytes.Buffer
		env := testEnvironment(dir, &out, &out)
		simrun(context.Background(), env, fields(e.command)[1:])
		got, want := strings.TrimSpace(portable(out.String())), strings.TrimSpace(e.want)
		if !pattern(want).MatchString(got) {
			t.Errorf("$ %s\nprints\n%s\nand the manual says\n%s", e.command, got, want)
		}
	}
}

// pattern matches a text in which "…" stands for anything, lines included.
func pattern(want string) *regexp.Regexp {
	return regexp.MustCompile("(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$")
}

// fields splits a command line into words, with single quotes as in a shell.
func fields(line string) []string {
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words[len(words)-1] += part
			continue
		}
		some := strings.Fields(part)
		if i > 0 && len(some) > 0 && !strings.HasPrefix(part, " ") {
			words[len(words)-1] += some[0]
			some = some[1:]
		}
		words = append(words, some...)
		if strings.HasSuffix(part, " ") {
			words = append(words, "")
		}
	}
	if n := len(words); n > 0 && words[n-1] == "" {
		words = words[:n-1]
	}
	return words
}

// TestManualKnowsAllVerbs guards against a verb without a chapter.
func TestManualKnowsAllVerbs(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	env := testEnvironment(t.TempDir(), &bytes.Buffer{}, &bytes.Buffer{})
	for _, verb := range verbs {
		name := verb(&env).Name()
		if !strings.Contains(string(text), "// # "+strings.ToUpper(name[:1])+name[1:]+"\n") {
			t.Errorf("the manual has no chapter on %s", name)
		}
		if _, err := os.Stat(name + ".go"); err != nil {
			t.Errorf("the verb %s has no file of its own", name)
		}
	}
}

// TestBuiltInScenariosAreTheFiles guards the embedding.
func TestBuiltInScenariosAreTheFiles(t *testing.T) {
	err := fs.WalkDir(os.DirFS("../../scenarios"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".toml" && filepath.Ext(path) != ".csv" {
			return err
		}
		if _, err := fs.Stat(scenarios.Files, path); err != nil {
			t.Errorf("%s is not built in", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
