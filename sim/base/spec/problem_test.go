package spec

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// section is one named piece of an archive in testdata.
type section struct{ name, text string }

// readSections splits text at lines of the form "-- name --"; what stands before the first is
// returned as head.
func readSections(text string) (head string, sections []section) {
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		if name, end := strings.CutSuffix(name, " --"); ok && end {
			sections = append(sections, section{name: name})
			continue
		}
		if len(sections) == 0 {
			head += line
			continue
		}
		sections[len(sections)-1].text += line
	}
	return head, sections
}

// TestProblems decodes every broken file of testdata/problems.txt and compares what is said
// about it, to the letter.
func TestProblems(t *testing.T) {
	const path = "testdata/problems.txt"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	written, sections := readSections(string(text))
	for i := 0; i+1 < len(sections); i += 2 {
		file, want := sections[i], sections[i+1]
		name := strings.TrimSuffix(file.name, ".toml")
		t.Run(name, func(t *testing.T) {
			if want.name != name+".want" {
				t.Fatalf("%s is followed by %s", file.name, want.name)
			}
			_, problems := readDocument(file.text)
			got := (&Error{Problems: problems}).Error() + "\n"
			if len(problems) == 0 {
				t.Error("no problem found")
			}
			written += "-- " + file.name + " --\n" + file.text + "-- " + want.name + " --\n" + got
			if diff := cmp.Diff(want.text, got); diff != "" && !rewriteGolden {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if len(sections) < 2*40 {
		t.Errorf("only %d sections", len(sections))
	}
	if rewriteGolden {
		if err := os.WriteFile(path, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// rewriteGolden asks for golden files to be written from what the program says.
var rewriteGolden = os.Getenv("SPEC_GOLDEN") == "write"

func TestErrorPrintsFifty(t *testing.T) {
	p := NewProblems()
	for i := 1; i <= 52; i++ {
		p.At("looks").Index(i).At("a b").Report("", "fact %d", i)
	}
	lines := strings.Split(p.Err().Error(), "\n")
	if len(lines) != 51 || lines[50] != "… and 2 more" || lines[0] != `looks.1."a b": fact 1` {
		t.Errorf("%d lines, first %q, last %q", len(lines), lines[0], lines[len(lines)-1])
	}
	if p.Len() != 52 || len(p.List()) != 52 {
		t.Errorf("%d problems, want 52", p.Len())
	}
	if err := NewProblems().Err(); err != nil {
		t.Errorf("no problems give %v", err)
	}
}

func TestProblemsShareOneList(t *testing.T) {
	p := NewProblems()
	p.At("a").Under("b.c").Index(2).Add("wrong", "right")
	p.At("").Add("here", "")
	want := "a.b.c.2: wrong\n  hint: right\nhere"
	if got := fmt.Sprint(p.Err()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Of many problems a thousand are kept, and all are counted.
func TestProblemsAreCountedBeyondAThousand(t *testing.T) {
	p := NewProblems()
	for i := 1; i <= 1500; i++ {
		if p.Full() != (i > maxProblems) {
			t.Fatalf("full after %d problems", i-1)
		}
		p.Index(i).Add("wrong", "")
	}
	var e *Error
	if err := p.Err(); !errors.As(err, &e) || len(e.Problems) != 1000 || e.Further != 500 || p.Len() != 1500 {
		t.Errorf("%d problems kept of %d, and %d more", len(e.Problems), p.Len(), e.Further)
	}
	if lines := strings.Split(e.Error(), "\n"); lines[len(lines)-1] != "… and 1450 more" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
}
