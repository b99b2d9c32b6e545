package spec

import (
	"fmt"
	"reflect"
)

// Decode reads a tree into what v points to, a struct with tags or any other supported type.
// It is strict: every key must be known, every value of the right type and within its range.
// Each mistake becomes a problem and decoding goes on, so that all are found at once. Fields
// whose keys are absent keep their values. The Check of a kind, or of any struct that has one,
// is called only when nothing was wrong with the table itself. p stands at n.
func Decode(n *Node, v any, p *Problems) {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		panic(fmt.Sprintf("spec: Decode into %T, want a pointer", v))
	}
	decodeValue(n, target.Elem(), nil, p)
}

// decodeValue reads n into v, which is settable.
func decodeValue(n *Node, v reflect.Value, r *rules, p *Problems) {
	switch target := v.Addr().Interface().(type) {
	case Decoder:
		target.DecodeSpec(n, p)
		return
	case *Number:
		decodeNumber(n, target, r, p)
		return
	}
	if kind, ok := builtin[chooser](v); ok {
		decodeKind(n, kind, p)
		return
	}
	if table, ok := builtin[tabular](v); ok {
		decodeNamed(n, table, r, p)
		return
	}
	if k, ok := builtin[keyed](v); ok {
		decodeKeyed(n, k, r, p)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		element := fresh(v.Type().Elem())
		decodeValue(n, element, r, p)
		v.Set(element.Addr())
	case reflect.Struct:
		decodeStruct(n, v, p)
	case reflect.Slice:
		decodeSlice(n, v, r, p)
	case reflect.Array:
		decodeArray(n, v, r, p)
	default:
		decodeScalar(n, v, r, p)
	}
}

// decodeStruct reads a table into a struct and checks it.
func decodeStruct(n *Node, v reflect.Value, p *Problems) {
	before := p.Len()
	if !n.IsTable() {
		p.Report("", "found %s, wanted a table", n.words())
		return
	}
	t := tableReader{n: n, p: p}
	t.add(v)
	if shared := planOf(v.Type()).shared; shared != nil {
		t.addKind(v.FieldByIndex(shared).Addr().Interface().(chooser))
	}
	t.read()
	if kind := t.kind; kind.IsValid() && p.Len() == before {
		kind.Interface().(Kind).Check(p)
	}
	check(v, before, p)
}

// check calls the Check of a struct that has one, unless something was wrong before.
func check(v reflect.Value, before int, p *Problems) {
	if checker, ok := v.Addr().Interface().(Kind); ok && p.Len() == before {
		checker.Check(p)
	}
}

// decodeKind reads a table that says its kind into an Of.
func decodeKind(n *Node, target chooser, p *Problems) {
	before := p.Len()
	concept := target.registry()
	if !n.IsTable() {
		hint := fmt.Sprintf("write { kind = \"…\" } with one of: %s", listed(concept.names()))
		if name, ok := n.AsText(); ok && concept.prototypes[name].IsValid() {
			hint = fmt.Sprintf("write { kind = %s }", quoteText(name))
		}
		p.Report(hint, "found %s, wanted a %s", n.words(), concept.concept)
		return
	}
	t := tableReader{n: n, p: p}
	if t.addKind(target); t.kind.IsValid() {
		t.read()
	}
	if t.kind.IsValid() && p.Len() == before {
		t.kind.Interface().(Kind).Check(p)
	}
}
