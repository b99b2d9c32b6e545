package spec

import (
	"fmt"
	"reflect"
)

// The decoder and the encoder meet Of, Table and Keyed as reflected values, and reach them
// through the interfaces of this file. self tells such a type from a struct that only embeds
// one and so has its methods.

// builtin returns an addressable value as one of those interfaces.
func builtin[I interface{ self() reflect.Type }](v reflect.Value) (I, bool) {
	b, ok := v.Addr().Interface().(I)
	return b, ok && b.self() == v.Type()
}

// chooser is implemented by Of, to reach it without its type parameter.
type chooser interface {
	self() reflect.Type
	registry() *registry
	chosen() (name string, value reflect.Value)
	choose(name string, value reflect.Value)
}

func (o *Of[T]) self() reflect.Type { return reflect.TypeFor[Of[T]]() }

func (o *Of[T]) registry() *registry { return registryOf(reflect.TypeFor[T]()) }

func (o *Of[T]) chosen() (string, reflect.Value) {
	return o.Name, reflect.ValueOf(&o.Value).Elem()
}

func (o *Of[T]) choose(name string, value reflect.Value) {
	kind, ok := value.Interface().(T)
	if !ok {
		panic(fmt.Sprintf("spec: %v is no %v", value.Type(), reflect.TypeFor[T]()))
	}
	o.Name, o.Value = name, kind
}

// tabular is implemented by Table, to reach it without its type parameter.
type tabular interface {
	self() reflect.Type
	element() reflect.Type
	clear()
	add(name string, value reflect.Value)
	length() int
	entry(i int) (name string, value reflect.Value)
}

func (t *Table[T]) self() reflect.Type    { return reflect.TypeFor[Table[T]]() }
func (t *Table[T]) element() reflect.Type { return reflect.TypeFor[T]() }
func (t *Table[T]) clear()                { *t = nil }
func (t *Table[T]) length() int           { return len(*t) }

func (t *Table[T]) add(name string, value reflect.Value) {
	*t = append(*t, Named[T]{Name: name, Value: value.Interface().(T)})
}

func (t *Table[T]) entry(i int) (string, reflect.Value) {
	return (*t)[i].Name, reflect.ValueOf(&(*t)[i].Value).Elem()
}

// keyed is implemented by Keyed, to reach it without its type parameter.
type keyed interface {
	self() reflect.Type
	one() reflect.Value // the pointer One, settable
	each() tabular
}

func (k *Keyed[T]) self() reflect.Type { return reflect.TypeFor[Keyed[T]]() }
func (k *Keyed[T]) one() reflect.Value { return reflect.ValueOf(&k.One).Elem() }
func (k *Keyed[T]) each() tabular      { return &k.Each }
