package scenarios_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/base/data"
	"simrun/sim/study/engine"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
)

var update = flag.Bool("update", false, "rewrite results/digests.txt and testdata")

// digestTrials is how many trials of every scenario the digests are of.
const digestTrials = 1000

const digestFile = "../results/digests.txt"

// each visits the shipped scenarios in order of their names.
func each(t *testing.T, visit func(t *testing.T, name, text string)) {
	t.Helper()
	n := 0
	err := fs.WalkDir(scenarios.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".toml" {
			return err
		}
		text, err := fs.ReadFile(scenarios.Files, name)
		if err != nil {
			return err
		}
		n++
		t.Run(strings.TrimSuffix(name, ".toml"), func(t *testing.T) { visit(t, name, string(text)) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 10 {
		t.Fatalf("found only %d scenarios", n)
	}
}

func TestScenariosArePlainTOML(t *testing.T) {
	each(t, func(t *testing.T, _, text string) {
		var v map[string]any
		if err := toml.Unmarshal([]byte(text), &v); err != nil {
			t.Errorf("a second parser refuses it: %v", err)
		}
	})
}

// load compiles a scenario that names no files for a number of trials.
func load(t *testing.T, text string, trials int) *plan.Plan { return loadBeside(t, "", text, trials) }

// loadBeside compiles the scenario of a name, with the files beside it.
func loadBeside(t *testing.T, name, text string, trials int) *plan.Plan {
	t.Helper()
	from := scenario.Source{Text: text, Files: data.NewFolder(scenarios.Beside(name))}
	p, err := sim.LoadFrom(from, scenario.Override{Path: "simulation.trials", Value: fmt.Sprint(trials)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func digest(t *testing.T, p *plan.Plan, workers int) string {
	t.Helper()
	r, err := sim.Run(context.Background(), p, sim.Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return r.Digest
}

// A worker that has conducted other trials before remembers nothing of them: one that
// conducts three blocks, the last of them a short one, gives the bits of three that
// conduct a block each. Package engine has more workers and more blocks.
func TestWorkersChangeNoBit(t *testing.T) {
	each(t, func(t *testing.T, name, text string) {
		p := loadBeside(t, name, text, 2*engine.Block+100)
		if one, three := digest(t, p, 1), digest(t, p, 3); three != one {
			t.Errorf("three workers give %s, one gives %s", three, one)
		}
	})
}

// The first trials of every scenario give the same bits as ever. A change of a
// digest raises sim.Semantics and gets a line in results/README.md.
func TestDigestsStay(t *testing.T) {
	var got strings.Builder
	fmt.Fprintf(&got, "# Digests of the first %d trials of every shipped scenario, semantics %d.\n", digestTrials, sim.Semantics)
	each(t, func(t *testing.T, name, text string) {
		fmt.Fprintf(&got, "%s %s\n", digest(t, loadBeside(t, name, text, digestTrials), 1), name)
	})
	if *update {
		if err := os.WriteFile(digestFile, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(digestFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("digests changed (−want +got):\n%s", diff)
	}
}
