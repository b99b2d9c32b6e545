package spec

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// field is one entry that a struct reads from its table.
type field struct {
	key      string
	index    []int // for reflect.Value.FieldByIndex, through anonymous structs
	owner    reflect.Type
	name     string // in Go
	typ      reflect.Type
	required bool
	later    bool
	rules    *rules // nil: none
}

// plan is what a struct type reads: its fields in order, and at most one Of that shares its
// table.
type plan struct {
	fields []field
	byKey  map[string]*field
	shared []int // index of the shared Of; nil: none
}

// rules are the limits a tag puts on a value, or on each element of a list.
type rules struct {
	ranged         bool
	lo, hi         float64
	loOpen, hiOpen bool
	text           string // the range as written
	choices        []string
}

var plans sync.Map // reflect.Type → *plan

// planOf returns the plan of a struct type. It panics on malformed tags: these are bugs.
func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	p := &plan{byKey: map[string]*field{}}
	p.collect(t, nil)
	for i := range p.fields {
		f := &p.fields[i]
		if p.byKey[f.key] != nil {
			panic(fmt.Sprintf("spec: %v has two fields for key %q", t, f.key))
		}
		p.byKey[f.key] = f
	}
	plans.Store(t, p)
	return p
}

// collect appends the fields of a struct, those of anonymous structs in their place.
func (p *plan) collect(t reflect.Type, index []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(append([]int(nil), index...), i)
		key, options, _ := strings.Cut(sf.Tag.Get("toml"), ",")
		switch {
		case key == "-" || !sf.IsExported() && !sf.Anonymous:
			continue
		case isShared(sf, key, options):
			if p.shared != nil {
				panic(fmt.Sprintf("spec: %v shares its table with two kinds", t))
			}
			p.shared = at
		case key == "" && sf.Anonymous && sf.Type.Kind() == reflect.Struct:
			p.collect(sf.Type, at)
		case key != "":
			p.fields = append(p.fields, newField(t, sf, at))
		}
	}
}

// isShared reports whether a field is an Of whose kind and keys stand in the struct's own table.
func isShared(sf reflect.StructField, key, options string) bool {
	if key != "" || !(sf.Anonymous || options == "inline") {
		return false
	}
	_, ok := builtin[chooser](reflect.New(sf.Type).Elem())
	return ok
}

func newField(owner reflect.Type, sf reflect.StructField, index []int) field {
	key, options, _ := strings.Cut(sf.Tag.Get("toml"), ",")
	f := field{key: key, index: index, owner: owner, name: sf.Name, typ: sf.Type}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "":
		case "required":
			f.required = true
		case "later":
			f.later = true
		default:
			panic(fmt.Sprintf("spec: %v.%s: unknown tag option %q", owner, sf.Name, option))
		}
	}
	limits, choices := sf.Tag.Get("range"), strings.Fields(sf.Tag.Get("choices"))
	if limits != "" || len(choices) > 0 {
		f.rules = &rules{choices: choices}
		if limits != "" && !f.rules.parseRange(limits) {
			panic(fmt.Sprintf("spec: %v.%s: malformed range %q", owner, sf.Name, limits))
		}
	}
	return f
}

// parseRange reads an interval such as (0,inf) or [0,1].
func (r *rules) parseRange(text string) bool {
	if len(text) < 2 {
		return false
	}
	open, end := text[0], text[len(text)-1]
	low, high, comma := strings.Cut(text[1:len(text)-1], ",")
	lo, err1 := strconv.ParseFloat(strings.TrimSpace(low), 64)
	hi, err2 := strconv.ParseFloat(strings.TrimSpace(high), 64)
	r.ranged, r.lo, r.hi = true, lo, hi
	r.loOpen, r.hiOpen = open == '(', end == ')'
	r.text = string(open) + strings.TrimSpace(low) + ", " + strings.TrimSpace(high) + string(end)
	return comma && err1 == nil && err2 == nil && lo < hi &&
		strings.IndexByte("([", open) >= 0 && strings.IndexByte(")]", end) >= 0
}

// admits reports whether x lies in the range.
func (r *rules) admits(x float64) bool {
	if !r.ranged {
		return true
	}
	above := x > r.lo || x == r.lo && !r.loOpen
	below := x < r.hi || x == r.hi && !r.hiOpen
	return above && below && !math.IsInf(x, 0)
}

// keys returns the keys of all fields in order.
func (p *plan) keys() []string {
	keys := make([]string, len(p.fields))
	for i := range p.fields {
		keys[i] = p.fields[i].key
	}
	return keys
}

// freshen sets a value made anew to its defaults, those of its fields first.
func freshen(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Struct && !decodesItself(v.Type()) {
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).Kind() == reflect.Struct {
				freshen(v.Field(i))
			}
		}
	}
	if v.CanAddr() && v.Addr().CanInterface() {
		if d, ok := v.Addr().Interface().(Defaulter); ok {
			d.SetDefaults()
		}
	}
	return v
}

// Default returns a T with its defaults: zero, changed by the SetDefaults of T and of the
// structs in it.
func Default[T any]() T { return fresh(reflect.TypeFor[T]()).Interface().(T) }

// fresh returns a new settable value of a type, with its defaults.
func fresh(t reflect.Type) reflect.Value { return freshen(reflect.New(t).Elem()) }

// decodesItself reports whether values of a type do not go through a plan.
func decodesItself(t reflect.Type) bool {
	switch reflect.New(t).Interface().(type) {
	case Decoder, *Number:
		return true
	}
	b, ok := reflect.New(t).Interface().(interface{ self() reflect.Type })
	return ok && b.self() == t
}
