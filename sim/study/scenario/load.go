package scenario

import "simrun/sim/base/spec"

// Override is one --set: a dotted path and a value in TOML, or bare text.
type Override struct{ Path, Value string }

// Load reads a scenario from TOML text after changing what the overrides name.
// The error is a *spec.Error with everything that is wrong.
func Load(text string, overrides ...Override) (*Scenario, error) {
	root, err := spec.Parse(text)
	if err != nil {
		return nil, err
	}
	for _, o := range overrides {
		if err := root.Set(o.Path, o.Value); err != nil {
			return nil, err
		}
	}
	p := spec.NewProblems()
	s := spec.Default[Scenario]()
	spec.Decode(root, &s, p)
	if err := p.Err(); err != nil {
		return nil, err
	}
	return &s, nil
}

// Canonical is the scenario as a tree with every default written out.
func (s *Scenario) Canonical() *spec.Node { return spec.Encode(s) }

// Fingerprint identifies what is simulated: the canonical form without what only
// describes the scenario, judges it, or says how long it is run.
func (s *Scenario) Fingerprint() string {
	n := s.Canonical()
	for _, path := range []string{"title", "notes", "source", "time_unit", "simulation.trials", "expect"} {
		n.Remove(path)
	}
	for _, arm := range s.Arms.Names() {
		n.Remove("arms." + arm + ".label")
	}
	return spec.Fingerprint(n)
}
