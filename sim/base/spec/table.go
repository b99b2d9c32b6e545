package spec

import (
	"fmt"
	"reflect"
)

// tableReader reads one table into one or more structs: the struct itself, and the kind that
// shares its table.
type tableReader struct {
	n       *Node
	p       *Problems
	targets []reflect.Value
	kind    reflect.Value   // pointer to the kind's struct; invalid: none
	concept *registry       // of the kind; nil: the table chooses none
	name    string          // of the kind; empty: not known, so unknown keys may be its own
	meant   map[string]bool // keys that were misspelled, and so are not missing
}

// add makes the fields of a struct readable.
func (t *tableReader) add(v reflect.Value) { t.targets = append(t.targets, v) }

// addKind makes the fields of the kind that the table chooses readable.
func (t *tableReader) addKind(target chooser) {
	t.concept = target.registry()
	name, value, ok := t.choice(t.concept, target)
	if !ok {
		return
	}
	target.choose(name, value)
	t.kind, t.name = value, name
	t.add(value.Elem())
}

// choice returns a fresh value of the kind that the table names, or else the default.
func (t *tableReader) choice(concept *registry, target chooser) (string, reflect.Value, bool) {
	names := concept.names()
	n := t.n.Field("kind")
	if n == nil {
		name, value := target.chosen()
		if name != "" {
			return name, deepCopy(value.Elem()), true
		}
		missingKind(t.n, concept, t.p)
		return "", reflect.Value{}, false
	}
	name, ok := n.AsText()
	if !ok {
		t.p.At("kind").Report("one of: "+listed(names), "found %s, wanted text", n.words())
		return "", reflect.Value{}, false
	}
	value, ok := concept.fresh(name)
	if !ok {
		t.p.At("kind").Report(suggest(name, names, "one of"), "there is no %s %s", concept.concept, abridge(quoteText(name)))
	}
	return name, value, ok
}

// missingKind reports a table that should say its kind.
func missingKind(n *Node, concept *registry, p *Problems) {
	hint := "one of: " + listed(concept.names())
	for _, key := range n.keys {
		if nearest(key, []string{"kind"}) != "" {
			hint = fmt.Sprintf("did you mean kind instead of %s?", quoteKey(key))
		}
	}
	p.At("kind").Add("missing: every "+concept.concept+" says its kind", hint)
}

// read reads every key of the table, and reports the required ones that are missing.
func (t *tableReader) read() {
	for _, key := range t.n.keys {
		if key == "kind" && t.concept != nil {
			continue
		}
		target, f := t.find(key)
		if f == nil {
			if t.concept == nil || t.name != "" {
				t.unknown(key)
			}
			continue
		}
		decodeValue(t.n.fields[key], target.FieldByIndex(f.index), f.rules, t.p.At(key))
	}
	for _, target := range t.targets {
		for _, f := range planOf(target.Type()).fields {
			if !t.n.Has(f.key) && !t.meant[f.key] {
				f.reportMissing(t.p.At(f.key))
			}
		}
	}
}

// reportMissing reports an absent key that is required, or the required keys of an absent
// table that is not optional. Optional tables are pointers.
func (f *field) reportMissing(p *Problems) {
	if f.required {
		p.Add("missing", "give "+shapeOf(f.typ, f.rules).article())
		return
	}
	if f.typ.Kind() != reflect.Struct || decodesItself(f.typ) {
		return
	}
	for _, below := range planOf(f.typ).fields {
		below.reportMissing(p.At(below.key))
	}
}

// find returns the field for a key and the struct it is in.
func (t *tableReader) find(key string) (reflect.Value, *field) {
	for _, target := range t.targets {
		if f := planOf(target.Type()).byKey[key]; f != nil {
			return target, f
		}
	}
	return reflect.Value{}, nil
}

// unknown reports a key that nothing reads.
func (t *tableReader) unknown(key string) {
	var known []string
	for _, target := range t.targets {
		known = append(known, planOf(target.Type()).keys()...)
	}
	fact, also := "unknown key", ""
	if t.concept != nil {
		known = append(known, "kind")
		fact = fmt.Sprintf("unknown key of %s %q", t.concept.concept, t.name)
		also = t.concept.having(key)
	}
	hint := suggest(key, known, "known keys")
	if near := nearest(key, known); near != "" {
		if t.meant == nil {
			t.meant = map[string]bool{}
		}
		t.meant[near] = true
	} else if also != "" {
		hint += "; it is a key of " + also
	}
	t.p.At(key).Add(fact, hint)
}

// having returns the names of the kinds that have a key.
func (r *registry) having(key string) string {
	var having []string
	for name, prototype := range r.prototypes {
		if planOf(prototype.Type().Elem()).byKey[key] != nil {
			having = append(having, name)
		}
	}
	return listed(having)
}
