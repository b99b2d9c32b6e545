package schema

import (
	"bytes"
	"encoding/json"

	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
)

// object is a JSON object; it is written with its keys sorted.
type object = map[string]any

// Dialect is the draft of JSON Schema that the schema keeps to, its $schema.
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// Title is the title of the schema.
const Title = "simrun scenario"

// Text returns the schema of scenario files as indented JSON.
func Text() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it is for reading, too
	e.SetIndent("", " ")
	err := e.Encode(document())
	return b.Bytes(), err
}

// document is the schema of scenario files.
func document() object {
	root := spec.Describe(scenario.Scenario{})
	w := &writer{concepts: map[string]spec.Concept{}, definitions: object{}}
	for _, c := range spec.Concepts() {
		w.concepts[c.Name] = c
	}
	file := w.table(root.Fields)
	file["properties"].(object)["sweep"] = sweep()
	// Editors find the keys below anyOf, which is always true; the parts that
	// judge are below if, where editors do not look.
	return object{
		"$schema":     Dialect,
		"title":       Title,
		"description": root.Doc,
		"type":        "object",
		"anyOf":       []any{true, object{"$ref": "#/$defs/file"}},
		"if":          object{"required": []any{"sweep"}},
		"then":        object{"$ref": "#/$defs/swept/$defs/file"},
		"else":        object{"$ref": "#/$defs/file"},
		"$defs":       w.all(file),
	}
}

// all are the definitions: those of a plain file, and below swept those of a
// file whose sweep may give what is missing.
func (w *writer) all(file object) object {
	w.definitions["file"] = file
	w.definitions["values"] = object{
		"type": []any{"array", "object"}, "minItems": 1, "additionalProperties": object{"$ref": "#/$defs/values"},
	}
	w.definitions["swept"] = object{"$defs": w.lenient()}
	return w.definitions
}

// lenient are lenient copies of all definitions.
func (w *writer) lenient() object {
	out := object{}
	for name, definition := range w.definitions {
		out[name] = lenient(definition)
	}
	return out
}

// lenient is a copy of a schema that requires no keys, that lets either branch hold
// where keys decide between two, and that refers to its own definitions. It only
// judges: what editors show they find in the schema of a plain file.
func lenient(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = lenient(v[i])
		}
		return out
	case object:
		return lenientObject(v)
	}
	return v
}

func lenientObject(o object) object {
	out := object{}
	for key, child := range o {
		switch key {
		case "required", "description", "default":
		case "if":
			out[key] = child
		case "$ref":
			out[key] = "#/$defs/swept" + child.(string)[len("#"):]
		case "properties", "patternProperties":
			below := object{} // whose keys are not ours
			for name, property := range child.(object) {
				below[name] = lenient(property)
			}
			out[key] = below
		case "anyOf":
			if child.([]any)[0] != true {
				out[key] = lenient(child)
			}
		default:
			out[key] = lenient(child)
		}
	}
	if other, ok := out["else"]; ok {
		out["anyOf"] = []any{out["then"], other}
		delete(out, "if")
		delete(out, "then")
		delete(out, "else")
	}
	return out
}

// sweep is the schema of [sweep]: lists below dotted paths, quoted or not.
func sweep() object {
	values := object{"$ref": "#/$defs/values"}
	return object{
		"description": "Sweep varies values: each path has a list, and every combination is a point. Paths of one [[sweep.zip]] move together.",
		"type":        "object",
		"properties": object{"zip": object{
			"description": "Zip holds tables of paths that move together.",
			"type":        "array",
			"items":       object{"type": "object", "additionalProperties": values},
		}},
		"additionalProperties": values,
	}
}
