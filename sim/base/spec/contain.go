package spec

import (
	"math"
	"reflect"
)

// decodeSlice reads a list of any length.
func decodeSlice(n *Node, v reflect.Value, r *rules, p *Problems) {
	if !n.IsArray() {
		p.Add("found "+n.words()+", wanted "+shapeOf(v.Type(), r).article(), listHint(n, v.Type(), p))
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.items))
	for i, item := range n.items {
		element := fresh(v.Type().Elem())
		decodeValue(item, element, r, p.Index(i+1))
		out = reflect.Append(out, element)
	}
	v.Set(out)
}

// decodeArray reads a list whose length the type fixes.
func decodeArray(n *Node, v reflect.Value, r *rules, p *Problems) {
	if !n.IsArray() {
		p.Add("found "+n.words()+", wanted "+shapeOf(v.Type(), r).article(), listHint(n, v.Type(), p))
		return
	}
	if len(n.items) != v.Len() {
		p.Report("", "found a list of %d, wanted %s", len(n.items), shapeOf(v.Type(), r).article())
		return
	}
	for i, item := range n.items {
		element := fresh(v.Type().Elem())
		decodeValue(item, element, r, p.Index(i+1))
		v.Index(i).Set(element)
	}
}

// listHint says how to write the list that was meant.
func listHint(n *Node, t reflect.Type, p *Problems) string {
	switch {
	case n.IsTable() && t.Elem().Kind() == reflect.Struct:
		return "head each table with [[" + p.Path() + "]]"
	case !n.IsTable():
		return "write [" + n.inline() + "]"
	}
	return ""
}

// decodeNamed reads a table of named things in file order.
func decodeNamed(n *Node, target tabular, r *rules, p *Problems) {
	if !n.IsTable() {
		p.Report("", "found %s, wanted a table of named entries", n.words())
		return
	}
	target.clear()
	for _, key := range n.keys {
		below := p.At(key)
		if !isName(key) {
			below.Report("", "%s is not a name: a letter, then letters, digits and _", abridge(quoteText(key)))
			continue
		}
		if len(key) > maxName {
			p.Report("choose a shorter one", "the name %s has %d letters, more than the %d allowed", abridge(key), len(key), maxName)
			continue
		}
		element := fresh(target.element())
		decodeValue(n.fields[key], element, r, below)
		target.add(key, element)
	}
}

// decodeKeyed reads one value for all, or a table keyed by name.
func decodeKeyed(n *Node, target keyed, r *rules, p *Problems) {
	one := target.one()
	element := one.Type().Elem()
	if !n.IsTable() || isValueTable(n) {
		target.each().clear()
		decodeValue(n, one, r, p)
		return
	}
	one.SetZero()
	if len(n.keys) == 0 {
		p.Add("found an empty table, wanted a value, or values by name", "")
		return
	}
	if kinds := kindsOf(element); kinds != nil && !holdsTable(n) {
		missingKind(n, kinds, p)
		return
	}
	decodeNamed(n, target.each(), r, p)
}

// kindsOf returns the kinds that a value of the type chooses from: it is an Of, or a struct
// that shares its table with one. Nil: it chooses none.
func kindsOf(t reflect.Type) *registry {
	v := reflect.New(t).Elem()
	if kind, ok := builtin[chooser](v); ok {
		return kind.registry()
	}
	if t.Kind() != reflect.Struct || decodesItself(t) {
		return nil
	}
	if shared := planOf(t).shared; shared != nil {
		return v.FieldByIndex(shared).Addr().Interface().(chooser).registry()
	}
	return nil
}

// holdsTable reports whether any entry of a table is itself a table.
func holdsTable(n *Node) bool {
	for _, key := range n.keys {
		if n.fields[key].IsTable() {
			return true
		}
	}
	return false
}

// decodeNumber reads a constant, or { draw = … } with a law that is kept as it stands.
func decodeNumber(n *Node, target *Number, r *rules, p *Problems) {
	if !n.IsTable() {
		target.Draw = nil
		decodeScalar(n, reflect.ValueOf(&target.Value).Elem(), r, p)
		return
	}
	law := n.Field("draw")
	switch {
	case law == nil:
		p.Report("a number drawn once per trial is { draw = { kind = \"…\" } }", "found %s, wanted %s", n.words(), numberShape(r).article())
		return
	case len(n.keys) > 1:
		for _, key := range n.keys {
			if key != "draw" {
				p.At(key).Add("unknown key beside draw", "what belongs to the law stands inside draw = { … }")
			}
		}
		return
	case !law.IsTable():
		p.At("draw").Report("", "found %s, wanted a distribution", law.words())
		return
	}
	if !finite(law, p.At("draw")) {
		return
	}
	*target = Number{Draw: &Draw{Law: law.Clone(), Path: p.Path(), limits: r}}
}

// finite reports every nan and inf in a tree that is kept undecoded.
func finite(n *Node, p *Problems) bool {
	ok := true
	for _, key := range n.keys {
		ok = finite(n.fields[key], p.At(key)) && ok
	}
	for i, item := range n.items {
		ok = finite(item, p.Index(i+1)) && ok
	}
	if n.form == FormFloat && (math.IsNaN(n.float) || math.IsInf(n.float, 0)) {
		p.Report("", "found %s, wanted a finite number", n.scalar())
		return false
	}
	return ok
}
