package schema

import (
	"fmt"
	"math"
	"reflect"

	"simrun/sim/base/spec"
)

// name is the pattern of names that a user gives.
const name = "^[A-Za-z][A-Za-z0-9_]*$"

// writer turns shapes into schemas. A concept, and each of its kinds, becomes a
// definition when it is first met.
type writer struct {
	concepts    map[string]spec.Concept
	definitions object
}

// table is the schema of a table with the given keys and no others.
func (w *writer) table(fields []spec.FieldDescription) object {
	properties, required := object{}, []any{}
	for i := range fields {
		f := &fields[i]
		properties[f.Key] = w.field(f)
		if f.Required {
			required = append(required, f.Key)
		}
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// field is the schema of one key.
func (w *writer) field(f *spec.FieldDescription) object {
	var o object
	standard := (*spec.Node)(nil)
	if f.Default != "" {
		standard, _ = spec.ParseValue(f.Default)
	}
	if kind, ok := standard.Field("kind").AsText(); ok && f.Shape.What == spec.ShapeKind {
		o = w.optionalKind(f.Shape.Concept, kind)
	} else {
		o = w.shape(f.Shape, f.Key)
	}
	if f.Doc != "" {
		o["description"] = f.Doc
	}
	if standard != nil {
		o["default"] = standard.Plain()
	}
	return o
}

// shape is the schema of what a field accepts; key is that of the field, after
// which parts of the schema that are used more than once are named.
func (w *writer) shape(s *spec.Shape, key string) object {
	switch s.What {
	case spec.ShapeNumber, spec.ShapeInteger:
		return w.number(s)
	case spec.ShapeText:
		return text(s)
	case spec.ShapeBool:
		return object{"type": "boolean"}
	case spec.ShapeList:
		return w.list(s, key)
	case spec.ShapeNamed:
		return named(w.shape(s.Element, key))
	case spec.ShapeKeyed:
		return w.keyed(s, key)
	case spec.ShapeKind:
		return w.kind(s.Concept)
	case spec.ShapeTable:
		return w.plainOrShared(s, key)
	case spec.ShapePaths:
		return object{"type": "object"}
	}
	return w.either(s, key)
}

// number is the schema of a number, which may also be drawn. Limits and keys stand
// side by side: each is about values of its own type only.
func (w *writer) number(s *spec.Shape) object {
	o := object{"type": s.What}
	if s.Natural {
		o["minimum"] = 0
	}
	if lo, hi, loOpen, hiOpen, ok := s.Interval(); ok {
		limit(o, lo, loOpen, "minimum", "exclusiveMinimum")
		limit(o, hi, hiOpen, "maximum", "exclusiveMaximum")
	}
	if s.Drawn {
		o["type"] = []any{s.What, "object"}
		o["properties"] = object{"draw": w.kind("distribution")}
		o["required"] = []any{"draw"}
		o["additionalProperties"] = false
	}
	return o
}

// limit puts one end of an interval into a schema, unless it is infinite.
func limit(o object, x float64, open bool, closedKey, openKey string) {
	switch {
	case math.IsInf(x, 0):
	case open:
		o[openKey] = x
	default:
		o[closedKey] = x
	}
}

// text is the schema of a string.
func text(s *spec.Shape) object {
	if len(s.Choices) == 0 {
		return object{"type": "string"}
	}
	var choices []any
	for _, c := range s.Choices {
		choices = append(choices, c)
	}
	return object{"enum": choices}
}

// list is the schema of a list.
func (w *writer) list(s *spec.Shape, key string) object {
	o := object{"type": "array", "items": w.shape(s.Element, key)}
	if s.Length > 0 {
		o["minItems"], o["maxItems"] = s.Length, s.Length
	}
	return o
}

// named is the schema of a table whose keys are names.
func named(element object) object {
	return object{"type": "object", "patternProperties": object{name: element}, "additionalProperties": false}
}

// keyed is the schema of one value, or a table of them by name: a table with one
// of three keys is a value.
func (w *writer) keyed(s *spec.Shape, key string) object {
	one := w.define(key, w.shape(s.Element, key))
	each := named(one)
	each["minProperties"] = 1
	each = w.define(key+".by_name", each)
	return object{
		"anyOf": []any{true, one, each},
		"if": object{"type": "object", "not": object{"anyOf": []any{
			requires("kind"), requires("relative_to"), requires("draw"),
		}}},
		"then": each,
		"else": one,
	}
}

// define makes a schema a definition, unless it is only a reference, and returns a
// reference to it. A name that another definition has gets a number.
func (w *writer) define(name string, o object) object {
	if _, ok := o["$ref"]; ok {
		return o
	}
	for i, free := 2, name; ; i++ {
		known, taken := w.definitions[free]
		if !taken {
			w.definitions[free] = o
		}
		if !taken || reflect.DeepEqual(known, o) {
			return object{"$ref": "#/$defs/" + free}
		}
		free = fmt.Sprint(name, ".", i)
	}
}

// requires is the schema of tables that have keys.
func requires(keys ...any) object { return object{"required": keys} }

// either is the schema of a type that reads itself.
func (w *writer) either(s *spec.Shape, key string) object {
	shapes := s.Either()
	if len(shapes) == 0 {
		return object{}
	}
	out := w.shape(shapes[0], key)
	for _, other := range shapes[1:] {
		next := w.shape(other, key)
		keys, _ := next["required"].([]any)
		switch {
		case other.What == spec.ShapeTable && len(keys) > 0:
			branch := requires(keys...)
			branch["type"] = "object"
			out, next = w.define(key+".plain", out), w.define(key+".other", next)
			out = object{"anyOf": []any{true, out, next}, "if": branch, "then": next, "else": out}
		default:
			out = beside(out, next)
		}
	}
	return out
}

// beside is the schema of what one of two schemas accepts. Two that are about
// values of different types, with keywords of their own, become one, so that what
// is wrong can be said in detail.
func beside(a, b object) object {
	out := object{}
	for _, o := range []object{a, b} {
		for key, value := range o {
			if _, taken := out[key]; taken && key != "type" || key == "$ref" || key == "anyOf" || key == "if" {
				return object{"anyOf": []any{a, b}}
			}
			out[key] = value
		}
	}
	if a["type"] == nil || b["type"] == nil {
		return object{"anyOf": []any{a, b}}
	}
	out["type"] = append(types(a), types(b)...)
	return out
}

// types are the types that a schema names.
func types(o object) []any {
	if list, ok := o["type"].([]any); ok {
		return list
	}
	return []any{o["type"]}
}
