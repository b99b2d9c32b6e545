package sim_test

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"testing"
	"time"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/base/data"
	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
)

// What one input of a fuzz target may cost, far above what any input of its
// size needs and far below what harms a machine.
const (
	fuzzTime   = time.Minute
	fuzzMemory = 1 << 30 // bytes allocated
	fuzzText   = 1 << 16 // bytes of an input; longer ones are left out
)

// shipped are the texts of the scenarios in the program, in order of their names.
func shipped(t testing.TB) []string {
	var texts []string
	err := fs.WalkDir(scenarios.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".toml" {
			return err
		}
		text, err := fs.ReadFile(scenarios.Files, name)
		texts = append(texts, string(text))
		return err
	})
	if err != nil || len(texts) == 0 {
		t.Fatal(len(texts), err)
	}
	return texts
}

// FuzzLoad reads any text as a scenario.
func FuzzLoad(f *testing.F) {
	for _, text := range shipped(f) {
		f.Add(bare(f, text))
	}
	f.Fuzz(func(t *testing.T, text string) { loadAny(t, text, sim.Request{}) })
}

// bare is a scenario without what is only read by people, so that the fuzzer
// changes what matters.
func bare(t testing.TB, text string) string {
	root, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"title", "notes", "source", "expect"} {
		root.Remove(path)
	}
	return root.TOML()
}

// FuzzRequest changes one value of a shipped scenario as --set does, and varies
// another as --vary does: mistakes in values lie deeper than those in the text.
func FuzzRequest(f *testing.F) {
	texts, seen := shipped(f), map[string]bool{}
	for which, text := range texts {
		root, err := spec.Parse(text)
		if err != nil {
			f.Fatal(err)
		}
		for _, l := range leavesOf(root) {
			// Many scenarios have the same paths; plain tests take a fifth of them.
			if !seen[l.Path()] && (fuzzing() || len(seen)%5 == 0) {
				f.Add(uint8(which), l.Path(), line(l), "enrollment.size", "20:60:20")
			}
			seen[l.Path()] = true
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, path, value, vary, values string) {
		r := sim.Request{Set: []scenario.Override{{Path: path, Value: value}}}
		if path == "" {
			r.Set = nil
		}
		if vary != "" {
			r.Vary = []scenario.Vary{{Path: vary, Values: values}}
		}
		if len(path)+len(value)+len(vary)+len(values) > fuzzText {
			t.Skip()
		}
		loadAny(t, texts[int(which)%len(texts)], r)
	})
}

// fuzzing reports whether a fuzzer is to run, rather than the tests.
func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

// leavesOf are the values below a node.
func leavesOf(n *spec.Node) []*spec.Node {
	if !n.IsTable() && !n.IsArray() {
		return []*spec.Node{n}
	}
	var all []*spec.Node
	for _, key := range n.Keys() {
		all = append(all, leavesOf(n.Field(key))...)
	}
	for _, item := range n.Items() {
		all = append(all, leavesOf(item)...)
	}
	return all
}

// line is a value as --set takes it.
func line(n *spec.Node) string {
	s := scenario.Setting{Path: "x", Value: n}.String()
	return s[len("x="):]
}

// loadAny compiles a scenario: it must not panic, hang, or use memory without
// bound. What compiles has the same fingerprint when it is printed and read
// again, and conducts trials without a panic.
func loadAny(t *testing.T, text string, r sim.Request) {
	if len(text) > fuzzText {
		t.Skip()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	alarm := time.AfterFunc(fuzzTime, func() { panic("sim: an input takes too long") })
	defer alarm.Stop()
	r.Files = data.NewFolder(scenarios.Beside("tutorial/8-empirical.toml"))
	s, err := sim.LoadStudy(text, r)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > fuzzMemory {
		t.Fatalf("%d bytes are allocated", n)
	}
	if err != nil {
		if e := (*spec.Error)(nil); !errors.As(err, &e) || len(e.Problems) == 0 || err.Error() == "" {
			t.Fatalf("the error is %#v", err)
		}
		return
	}
	for i := range min(3, len(s.Points)) {
		p := s.Points[i].Plan
		printed := p.Scenario.Canonical().TOML()
		again, err := sim.LoadFrom(scenario.Source{Text: printed, Files: r.Files})
		if err != nil {
			t.Fatalf("%v: read back from\n%s", err, printed)
		}
		if again.Fingerprint != p.Fingerprint || again.Scenario.Canonical().TOML() != printed {
			t.Fatalf("read back from\n%s\nas\n%s", printed, again.Scenario.Canonical().TOML())
		}
	}
	runAny(t, s)
}

// runAny runs two trials of a study that is small.
func runAny(t *testing.T, s *sim.Study) {
	if len(s.Points) > 4 || slices.ContainsFunc(s.Points, func(p sim.Point) bool { return p.Plan.Protocol.Allocation.Size > 1000 }) {
		return
	}
	for _, p := range s.Points {
		p.Plan.Scenario.Simulation.Trials, p.Plan.Scenario.Simulation.Precision = 2, 0
	}
	r, err := sim.RunStudy(context.Background(), s, sim.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Text(); err != nil {
		t.Fatal(err)
	}
}
