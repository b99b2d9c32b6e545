package scenario

import (
	"errors"
	"slices"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
)

// Override is one --set: a dotted path and a value in TOML, or bare text.
type Override struct{ Path, Value string }

// Source is what a scenario is read from.
type Source struct {
	// Text is TOML.
	Text string
	// Files are what the text may name; nil: it may name none.
	Files *data.Folder
}

// Load reads a scenario that names no files from TOML text, as Source.Load does.
func Load(text string, overrides ...Override) (*Scenario, error) {
	return Source{Text: text}.Load(overrides...)
}

// Load reads a scenario after changing what the overrides name; it leaves a sweep
// alone. The error is a *spec.Error with everything that is wrong.
func (f Source) Load(overrides ...Override) (*Scenario, error) {
	root, err := f.parse(overrides)
	if err != nil {
		return nil, err
	}
	root.Remove("sweep")
	return Decode(root)
}

// Decode reads a scenario from its tree, to which the files are attached that it names.
// The error is a *spec.Error.
func Decode(root *spec.Node) (*Scenario, error) {
	p := spec.NewProblems()
	spec.CheckNumbers(root, p)
	s := spec.Default[Scenario]()
	spec.Decode(root, &s, p)
	if err := p.Err(); err != nil {
		return nil, err
	}
	s.files, _ = root.Attached().(*data.Folder)
	return &s, nil
}

// parse reads the tree of a scenario and changes what the overrides name.
func (f Source) parse(overrides []Override) (*spec.Node, error) {
	root, err := spec.Parse(f.Text)
	if err != nil {
		return nil, err
	}
	if f.Files != nil {
		root.Attach(f.Files)
	}
	var wrong spec.Error
	for _, o := range overrides {
		var e *spec.Error
		if err := root.Set(o.Path, o.Value); errors.As(err, &e) {
			wrong.Problems = append(wrong.Problems, e.Problems...)
		}
	}
	if len(wrong.Problems) > 0 {
		return nil, &wrong
	}
	return root, nil
}

// Canonical is the scenario as a tree with every default written out. The files that it
// names are attached to it, so that it can be decoded.
func (s *Scenario) Canonical() *spec.Node {
	n := spec.Encode(s)
	if s.files != nil {
		n.Attach(s.files)
	}
	return n
}

// Fingerprint identifies what is simulated: the canonical form, with the hashes of the
// files it names, without what only describes the scenario, judges it, or says how long
// it is run.
func (s *Scenario) Fingerprint() string { return spec.Fingerprint(s.essence()) }

// World identifies the patients: scenarios of equal worlds have the same virtual
// patients, trial by trial, whatever is done with them.
func (s *Scenario) World() string {
	n := s.essence()
	for _, path := range []string{"analyses", "design", "looks"} {
		n.Remove(path)
	}
	return spec.Fingerprint(n)
}

// Nature identifies what happens to patients who are there from the start to the end:
// scenarios of equal natures differ by how many there are, who leaves, and what is done
// with them.
func (s *Scenario) Nature() string {
	n := s.essence()
	for _, path := range []string{"analyses", "design", "looks", "enrollment", "dropout"} {
		n.Remove(path)
	}
	for _, name := range s.Endpoints.Names() {
		n.Remove("endpoints." + name + ".missing")
	}
	return spec.Fingerprint(n)
}

// essence is the canonical form of what is simulated.
func (s *Scenario) essence() *spec.Node {
	n := s.Canonical()
	for _, path := range []string{"title", "notes", "source", "time_unit", "simulation.trials", "simulation.precision", "expect", "search"} {
		n.Remove(path)
	}
	for _, arm := range s.Arms.Names() {
		n.Remove("arms." + arm + ".label")
	}
	out := spec.NewTable()
	for _, key := range n.Keys() {
		out.Put(key, sorted(n.Field(key), slices.Contains(ordered, key)))
	}
	if names := s.Files(); len(names) > 0 {
		hashes := spec.NewTable()
		for _, name := range names {
			hashes.Put(name, spec.NewText(s.hash(name)))
		}
		out.Put("files", hashes)
	}
	return out
}

// ordered are the sections whose order in the file decides something: that of
// the arms how patients are assigned, that of the others what is tallied first.
var ordered = []string{"arms", "endpoints", "analyses"}

// sorted is a tree with the keys of its tables in alphabetical order, those of
// the tree itself unless they are to be kept.
func sorted(n *spec.Node, keep bool) *spec.Node {
	switch n.Form() {
	case spec.FormTable:
		keys := slices.Clone(n.Keys())
		if !keep {
			slices.Sort(keys)
		}
		t := spec.NewTable()
		for _, key := range keys {
			t.Put(key, sorted(n.Field(key), false))
		}
		return t
	case spec.FormArray:
		a := spec.NewArray()
		for _, item := range n.Items() {
			a.Append(sorted(item, false))
		}
		return a
	}
	return n.Clone()
}
