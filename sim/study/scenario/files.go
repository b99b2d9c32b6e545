package scenario

import (
	"slices"

	"simrun/sim/base/spec"
)

// Named are the names of the files in the text, whether or not they are there; none of a
// text that is no TOML.
func (f Source) Named() []string {
	n, err := spec.Parse(f.Text)
	if err != nil {
		return nil
	}
	return distinct(namedFiles(n, nil))
}

// Files are the names of the files that the scenario draws from, each once, in
// alphabetical order.
func (s *Scenario) Files() []string {
	n := spec.Encode(s)
	n.Remove("expect") // which may speak of what another point of a sweep has
	return distinct(namedFiles(n, nil))
}

// distinct is a list in order, each once.
func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// namedFiles appends the files that the laws in a tree name, those of draws too.
func namedFiles(n *spec.Node, names []string) []string {
	if kind, _ := n.Field("kind").AsText(); kind == "empirical" {
		if name, ok := n.Field("file").AsText(); ok {
			names = append(names, name)
		}
	}
	for _, key := range n.Keys() {
		names = namedFiles(n.Field(key), names)
	}
	for _, item := range n.Items() {
		names = namedFiles(item, names)
	}
	return names
}

// hash is that of the content of a file. The file has been read when the scenario was.
func (s *Scenario) hash(name string) string {
	file, err := s.files.File(name)
	if err != nil {
		panic("scenario: " + err.Error())
	}
	return "sha256:" + file.Sum()
}
