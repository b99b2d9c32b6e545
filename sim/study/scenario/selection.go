package scenario

import (
	"strings"

	"simrun/sim/base/spec"
)

// Selection names points of a sweep by values that they set: a table of paths,
// quoted or dotted.
type Selection []Setting

// DecodeSpec reads the table.
func (s *Selection) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*s = nil
	if !n.IsTable() {
		p.Add("is not a table of paths and values", `write set = { "enrollment.size" = 100 }`)
		return
	}
	s.add(n, "")
}

// add collects the values below a table; a table with a kind is itself a value.
func (s *Selection) add(n *spec.Node, prefix string) {
	for _, key := range n.Keys() {
		path, child := key, n.Field(key)
		if prefix != "" {
			path = prefix + "." + key
		}
		if child.IsTable() && !child.Has("kind") {
			s.add(child, path)
			continue
		}
		*s = append(*s, Setting{path, child})
	}
}

// EncodeSpec is the inverse of DecodeSpec.
func (s *Selection) EncodeSpec() *spec.Node {
	if len(*s) == 0 {
		return nil
	}
	t := spec.NewTable()
	for _, set := range *s {
		t.Put(set.Path, set.Value.Clone())
	}
	return t
}

// DescribeSpec says what may be written.
func (*Selection) DescribeSpec() string { return "table of paths and values" }

// String is the selection as --set takes it.
func (s Selection) String() string {
	var all []string
	for _, set := range s {
		all = append(all, set.String())
	}
	return strings.Join(all, ", ")
}

// Selects reports whether a point that sets the given values is meant: whether it
// has all values of the selection.
func (s Selection) Selects(point []Setting) bool {
	for _, want := range s {
		found := false
		for _, set := range point {
			found = found || set.Path == want.Path && sameValue(set.Value, want.Value)
		}
		if !found {
			return false
		}
	}
	return true
}

// sameValue reports whether two values are equal; 1 and 1.0 are.
func sameValue(a, b *spec.Node) bool {
	x, ok := a.AsFloat()
	y, also := b.AsFloat()
	return ok && also && x == y || a.Equal(b)
}

// ParseSelection reads path=value, as --against takes it.
func ParseSelection(words []string, p *spec.Problems) Selection {
	var s Selection
	for _, w := range words {
		path, value, ok := strings.Cut(w, "=")
		node, err := spec.ParseValue(value)
		if !ok || err != nil {
			p.Report("write path=value", "%q names no point", w)
			continue
		}
		s = append(s, Setting{strings.TrimSpace(path), node})
	}
	return s
}
