package report

import (
	"strings"

	"simrun/sim/base/spec"
)

// Concept lists the kinds of a concept, each with the first sentence of its
// documentation.
func Concept(c *spec.Concept) *Table {
	t := &Table{Title: c.Name, Columns: []string{""}, Left: true}
	for i := range c.Kinds {
		t.Add(c.Kinds[i].Name, sentence(c.Kinds[i].Doc))
	}
	return t
}

// sentence is the first sentence of a comment, on one line.
func sentence(doc string) string {
	doc, _, _ = strings.Cut(doc, "\n\n")
	doc = strings.Join(strings.Fields(doc), " ")
	if head, _, ok := strings.Cut(doc, ". "); ok {
		return head + "."
	}
	return doc
}

// Kind is the documentation of one kind: its comment, then its keys with
// defaults and limits.
func Kind(concept string, k *spec.Description) *Document {
	d := &Document{Title: concept + " " + k.Name}
	d.Add(k.Doc)
	t := &Table{Title: "key", Columns: []string{"type", "default", "limits"}, Left: true}
	var docs []string
	for _, f := range k.Fields {
		otherwise := f.Default
		if f.Required {
			otherwise = "required"
		}
		t.Add(f.Key, f.Type, otherwise, f.Range)
		if f.Doc != "" {
			docs = append(docs, f.Key+": "+f.Doc)
		}
	}
	d.AddTable(t)
	d.Add(strings.Join(docs, "\n"))
	return d
}
