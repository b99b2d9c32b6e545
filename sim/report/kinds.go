package report

import (
	"strings"

	"simrun/sim/base/spec"
)

// Concept lists the kinds of a concept, each with the first sentence of its
// documentation.
func Concept(c *spec.Concept) *Table {
	t := &Table{Title: c.Name, Columns: []string{""}, Left: 1}
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

// Kind is the documentation of one kind: its comment, then its keys with types,
// limits and defaults.
func Kind(concept string, k *spec.Description) *Document {
	d := &Document{Title: concept + " " + k.Name}
	for _, paragraph := range paragraphs(k.Doc) {
		d.Add(paragraph)
	}
	var keys []string
	for i := range k.Fields {
		keys = append(keys, field(&k.Fields[i]))
	}
	d.Add(strings.Join(keys, "\n"))
	return d
}

// field is one key: what it takes on the first line, then its comment, indented.
func field(f *spec.FieldDescription) string {
	said := f.Key + ": " + f.Type
	if f.Range != "" {
		said += " in " + f.Range
		if !strings.ContainsAny(f.Range[:1], "([") {
			said = f.Key + ": one of " + f.Range
		}
	}
	switch {
	case f.Required:
		said += "; required"
	case f.Default != "":
		said += "; default " + f.Default
	}
	if f.Doc != "" {
		said += "\n    " + f.Doc
	}
	return said
}

// paragraphs are those of a Go comment, each on one line; indented lines, such
// as formulas, stay as they are.
func paragraphs(doc string) []string {
	var out []string
	for _, block := range strings.Split(doc, "\n\n") {
		if strings.HasPrefix(block, "\t") || strings.HasPrefix(block, " ") {
			out = append(out, "    "+strings.ReplaceAll(block[1:], "\n\t", "\n    "))
			continue
		}
		out = append(out, strings.Join(strings.Fields(block), " "))
	}
	return out
}
