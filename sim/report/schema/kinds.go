package schema

import "simrun/sim/base/spec"

// What is chosen by kind = "…" is judged by a chain of if and then, so that a
// mistake is said of the kind that was meant, not of all kinds; the kinds stand
// once more below an anyOf that is always true, since editors look for keys there.

// kind is a reference to the definition of a concept.
func (w *writer) kind(concept string) object {
	if _, ok := w.definitions[concept]; !ok {
		w.definitions[concept] = nil // a concept may hold itself
		w.definitions[concept] = w.choice(concept, concept, nil)
	}
	return object{"$ref": "#/$defs/" + concept}
}

// optionalKind is the schema of a table that is of a default kind when it does
// not say its kind.
func (w *writer) optionalKind(concept, standard string) object {
	chosen := w.kind(concept)
	return object{
		"anyOf": []any{true, chosen},
		"if":    requires("kind"),
		"then":  chosen,
		"else":  object{"$ref": "#/$defs/" + concept + "." + standard},
	}
}

// plainOrShared is the schema of a table, among whose keys may stand those of a
// kind.
func (w *writer) plainOrShared(s *spec.Shape, key string) object {
	if concept := s.Shared(); concept != "" {
		return w.choice(concept, key, s.Fields())
	}
	return w.table(s.Fields())
}

// choice is the schema of a table that says its kind, each kind being a definition
// below a name. Further fields stand in the same table.
func (w *writer) choice(concept, below string, further []spec.FieldDescription) object {
	names, listed, judged := []any{}, []any{true}, []any{}
	for _, k := range w.concepts[concept].Kinds {
		one := w.define(below+"."+k.Name, w.one(&k, further))
		is := requires("kind")
		is["properties"] = object{"kind": object{"const": k.Name}}
		names = append(names, k.Name)
		listed = append(listed, one)
		judged = append(judged, object{"if": is, "then": one})
	}
	return object{
		"description": "One " + concept + ", chosen by its kind.",
		"type":        "object",
		"properties":  object{"kind": object{"enum": names}},
		"required":    []any{"kind"},
		"anyOf":       listed,
		"allOf":       judged,
	}
}

// one is the schema of a table of one kind.
func (w *writer) one(k *spec.Description, further []spec.FieldDescription) object {
	o := w.table(append(append([]spec.FieldDescription(nil), further...), k.Fields...))
	o["properties"].(object)["kind"] = object{"const": k.Name, "description": k.Doc}
	o["description"] = k.Doc
	return o
}
