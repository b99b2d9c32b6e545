package html_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim"
	"simrun/sim/report/html"
	"simrun/sim/study/shard"
)

// searched are the sizings that have been made, by their range.
var searched = map[string]*shard.Sizing{}

// search is a sizing of the one-armed trial, with another range when one is given.
func search(t *testing.T, lo string) *shard.Sizing {
	t.Helper()
	if searched[lo] == nil {
		searched[lo] = size(t, lo)
	}
	s := *searched[lo]
	return &s
}

// size makes a sizing.
func size(t *testing.T, lo string) *shard.Sizing {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "one.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if lo == "" {
		lo = "[20, 200]"
	}
	goal := "\n[search]\nrange = " + lo + "\nprecision = 0.02\ngoal = { at_least = 0.9 }\n"
	s, err := sim.Size(context.Background(), string(text)+goal, sim.Request{}, sim.Options{Name: "one", Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// writeSizing is the page of a search.
func writeSizing(t *testing.T, s *shard.Sizing) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.WriteSizing(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSizingPage(t *testing.T) {
	s := search(t, "")
	page := writeSizing(t, s)
	root := parse(t, page)
	checkTables(t, root)
	checkFigures(t, root, checkIDs(t, root))
	if m := outside.FindString(page); m != "" {
		t.Errorf("the page has %s", m)
	}
	if page != writeSizing(t, s) {
		t.Error("the same sizing gives other bytes")
	}
	for _, want := range []string{"Smallest enrollment.size", "Starting from theory: ", "Verified on a fresh seed", "The search", "patients"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	got := root.outline()
	file := filepath.Join("testdata", "size.outline")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got); -update rewrites it:\n%s", file, d)
	}
}

// A search without an answer, and one without its scenario, have pages too.
func TestSizingPagesWithLess(t *testing.T) {
	s := search(t, "[5, 20]")
	if page := writeSizing(t, s); s.Reached || !strings.Contains(page, "No enrollment.size that was allowed reaches") {
		t.Errorf("reached %v, or the page does not say it", s.Reached)
	}
	s = search(t, "")
	s.Scenario.Canonical = ""
	if page := writeSizing(t, s); !strings.Contains(page, "The design is left out") || strings.Contains(page, `id="design"`) {
		t.Error("a page without a scenario does not say so")
	}
}
