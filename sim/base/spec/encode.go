package spec

import (
	"fmt"
	"math"
	"reflect"
)

// Encode returns the canonical tree of a value that Decode could have read: every default
// written out, keys in the order of the struct's fields, kind first. Left out are unset
// optional values (nil pointers, unset kinds, and empty text, lists and tables whose default
// is empty too) and keys marked "later" that equal their default. Decode reads the tree back
// to the same value.
func Encode(v any) *Node {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	if value.Kind() == reflect.Pointer {
		panic(fmt.Sprintf("spec: Encode of a nil %T", v))
	}
	settable := reflect.New(value.Type()).Elem()
	settable.Set(value)
	if n := encodeValue(settable, fresh(value.Type())); n != nil {
		return n
	}
	return NewTable()
}

// encodeValue returns the node of an addressable value, or nil to leave it out; def is the
// default of the same type.
func encodeValue(v, def reflect.Value) *Node {
	if e, ok := v.Addr().Interface().(Encoder); ok {
		return e.EncodeSpec()
	}
	if number, ok := v.Addr().Interface().(*Number); ok {
		return encodeNumber(*number)
	}
	if kind, ok := builtin[chooser](v); ok {
		return encodeKind(kind)
	}
	if table, ok := builtin[tabular](v); ok {
		return encodeNamed(table)
	}
	if keyed, ok := builtin[keyed](v); ok {
		return encodeKeyed(keyed)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return present(v.Elem(), fresh(v.Type().Elem()))
	case reflect.Struct:
		return encodeStruct(v, def)
	case reflect.Slice, reflect.Array:
		return encodeList(v)
	}
	return encodeScalar(v)
}

// present encodes a value that must not be left out: an empty table stands for nothing.
func present(v, def reflect.Value) *Node {
	if n := encodeValue(v, def); n != nil {
		return n
	}
	return NewTable()
}

func encodeStruct(v, def reflect.Value) *Node {
	n := NewTable()
	if shared := planOf(v.Type()).shared; shared != nil {
		kind := v.FieldByIndex(shared).Addr().Interface().(chooser)
		if chosen := encodeKind(kind); chosen != nil {
			n = chosen
		}
	}
	encodeFields(n, v, def)
	return n
}

// encodeFields puts the fields of a struct into a table.
func encodeFields(n *Node, v, def reflect.Value) {
	for _, f := range planOf(v.Type()).fields {
		value, standard := v.FieldByIndex(f.index), def.FieldByIndex(f.index)
		if f.later && reflect.DeepEqual(value.Interface(), standard.Interface()) {
			continue
		}
		child := encodeValue(value, standard)
		if child == nil || !f.required && isVoid(child) && isVoid(encodeValue(standard, standard)) {
			continue
		}
		n.Put(f.key, child)
	}
}

// isVoid reports whether a node says nothing: none at all, or empty text, list or table.
func isVoid(n *Node) bool {
	return n == nil || n.form <= FormText && n.text == "" && len(n.keys) == 0 && len(n.items) == 0
}

func encodeKind(kind chooser) *Node {
	name, value := kind.chosen()
	if name == "" {
		return nil
	}
	standard, ok := kind.registry().prototypes[name]
	if !ok || standard.Type() != value.Elem().Type() {
		panic(fmt.Sprintf("spec: %v is not the %s %q", value.Elem().Type(), kind.registry().concept, name))
	}
	n := NewTable()
	n.Put("kind", NewText(name))
	encodeFields(n, value.Elem().Elem(), standard.Elem())
	return n
}

func encodeNamed(table tabular) *Node {
	n := NewTable()
	for i := range table.length() {
		name, value := table.entry(i)
		n.Put(name, present(value, fresh(value.Type())))
	}
	return n
}

func encodeKeyed(k keyed) *Node {
	if one := k.one(); !one.IsNil() {
		return encodeValue(one.Elem(), fresh(one.Type().Elem()))
	}
	if k.each().length() == 0 {
		return nil
	}
	return encodeNamed(k.each())
}

func encodeList(v reflect.Value) *Node {
	n := NewArray()
	for i := range v.Len() {
		n.Append(present(v.Index(i), fresh(v.Type().Elem())))
	}
	return n
}

func encodeNumber(number Number) *Node {
	if number.Draw == nil {
		return NewFloat(number.Value)
	}
	n := NewTable()
	n.Put("draw", number.Draw.Law.Clone())
	return n
}

func encodeScalar(v reflect.Value) *Node {
	switch v.Kind() {
	case reflect.String:
		return NewText(v.String())
	case reflect.Bool:
		return NewBool(v.Bool())
	case reflect.Float64:
		return NewFloat(v.Float())
	case reflect.Int, reflect.Int64:
		return NewInteger(v.Int())
	case reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			panic(fmt.Sprintf("spec: %d does not fit into an integer of TOML", v.Uint()))
		}
		return NewInteger(int64(v.Uint()))
	}
	panic(fmt.Sprintf("spec: cannot encode a %v", v.Type()))
}
