package spec

import (
	"fmt"
	"io/fs"
	"reflect"
	"sort"
	"sync"
)

// Kind is anything chosen by kind = "…". Check reports what is wrong with its fields taken
// together; single fields have been checked against their types, ranges and choices before.
type Kind interface{ Check(p *Problems) }

// Kinds is the registry of all kinds of one concept; T is the interface they implement. Kinds
// add themselves while the program initializes; afterward it is only read and safe for
// concurrent use.
type Kinds[T Kind] struct{ r *registry }

// registry is Kinds without its type parameter, so that the decoder can find it by type.
type registry struct {
	concept    string
	iface      reflect.Type
	prototypes map[string]reflect.Value // pointers to structs that hold the defaults
}

var (
	registriesLock sync.RWMutex
	registries     = map[reflect.Type]*registry{}
)

// NewKinds makes the registry of a concept, such as "distribution". From sources, the embedded
// *.go files of the package that declares the kinds, the sentences of [Concepts] are read when
// they are asked for; it may be nil. It panics on a second registry for the same T.
func NewKinds[T Kind](concept string, sources fs.FS) *Kinds[T] {
	r := &registry{
		concept:    concept,
		iface:      reflect.TypeFor[T](),
		prototypes: map[string]reflect.Value{},
	}
	document(r.iface.PkgPath(), sources)
	registriesLock.Lock()
	defer registriesLock.Unlock()
	if registries[r.iface] != nil {
		panic(fmt.Sprintf("spec: second registry for %v", r.iface))
	}
	registries[r.iface] = r
	return &Kinds[T]{r: r}
}

// Add registers a kind under its name. The prototype is a pointer to a struct that holds the
// defaults; it is never handed out, only copied. Add panics on a name used before and on a
// prototype whose tags are malformed. Its result lets a package-level variable call it:
//
//	var _ = Kinds.Add("weibull", &Weibull{})
func (k *Kinds[T]) Add(name string, prototype T) struct{} {
	v := reflect.ValueOf(prototype)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("spec: the prototype of %s %q is not a pointer to a struct", k.r.concept, name))
	}
	if _, taken := k.r.prototypes[name]; taken {
		panic(fmt.Sprintf("spec: %s %q added twice", k.r.concept, name))
	}
	if !isName(name) {
		panic(fmt.Sprintf("spec: %q cannot name a %s", name, k.r.concept))
	}
	planOf(v.Type().Elem())
	k.r.prototypes[name] = v
	return struct{}{}
}

// Concept returns the word for what the kinds are kinds of.
func (k *Kinds[T]) Concept() string { return k.r.concept }

// Names returns the names of all kinds, sorted.
func (k *Kinds[T]) Names() []string { return k.r.names() }

// New returns a deep copy of the prototype of a kind, and whether there is one.
func (k *Kinds[T]) New(name string) (T, bool) {
	v, ok := k.r.fresh(name)
	if !ok {
		var none T
		return none, false
	}
	return v.Interface().(T), true
}

// Of returns a kind with its defaults as a value, for use as the default of a field. It panics
// on an unknown name.
func (k *Kinds[T]) Of(name string) Of[T] {
	v, ok := k.New(name)
	if !ok {
		panic(fmt.Sprintf("spec: no %s %q", k.r.concept, name))
	}
	return Of[T]{Name: name, Value: v}
}

func (r *registry) names() []string {
	names := make([]string, 0, len(r.prototypes))
	for name := range r.prototypes {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// fresh returns a deep copy of a prototype.
func (r *registry) fresh(name string) (reflect.Value, bool) {
	v, ok := r.prototypes[name]
	if !ok {
		return reflect.Value{}, false
	}
	return deepCopy(v), true
}

// registryOf returns the registry whose kinds implement the interface; without one it panics,
// since a field of such a type could never be decoded.
func registryOf(iface reflect.Type) *registry {
	registriesLock.RLock()
	defer registriesLock.RUnlock()
	r := registries[iface]
	if r == nil {
		panic(fmt.Sprintf("spec: no kinds are registered for %v", iface))
	}
	return r
}

// allRegistries returns every registry, sorted by concept.
func allRegistries() []*registry {
	registriesLock.RLock()
	defer registriesLock.RUnlock()
	all := make([]*registry, 0, len(registries))
	for _, r := range registries {
		all = append(all, r)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].concept != all[j].concept {
			return all[i].concept < all[j].concept
		}
		return all[i].iface.String() < all[j].iface.String()
	})
	return all
}

// deepCopy copies what pointers, slices and interfaces point to. Unexported fields are copied
// as they are: a prototype's must not point to what a kind changes.
func deepCopy(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(deepCopy(v.Elem()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(deepCopy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			copyElements(out, v)
		}
	case reflect.Array:
		copyElements(out, v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(deepCopy(v.Field(i)))
			}
		}
	}
	return out
}

func copyElements(out, v reflect.Value) {
	for i := range v.Len() {
		out.Index(i).Set(deepCopy(v.Index(i)))
	}
}
