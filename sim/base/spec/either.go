package spec

import (
	"fmt"
	"reflect"
)

// ShapePaths is a table from dotted paths, quoted or not, to values of any sort.
const ShapePaths = "paths"

// Alternator lets a [Decoder] say by shapes what it accepts, so that schemas can say it too. A
// table among them is meant when all of its required keys are there.
type Alternator interface{ ShapesSpec() []*Shape }

// ShapeOf returns the shape of a type. Limits are an interval for its numbers, written as in a
// range tag, such as "(0,inf)"; empty: none. It panics on malformed ones, which are a bug.
func ShapeOf[T any](limits string) *Shape {
	var r *rules
	if limits != "" {
		if r = new(rules); !r.parseRange(limits) {
			panic(fmt.Sprintf("spec: malformed range %q", limits))
		}
	}
	return shapeOf(reflect.TypeFor[T](), r)
}

// Either returns what a type that reads itself accepts, nil when it does not say so or the shape
// is none of such a type.
func (s *Shape) Either() []*Shape {
	if s.What != ShapeOther {
		return nil
	}
	a, ok := reflect.New(s.typ).Interface().(Alternator)
	if !ok {
		return nil
	}
	return a.ShapesSpec()
}

// Shared returns the concept of the kind whose keys stand among those of a table, empty when
// there is none.
func (s *Shape) Shared() string {
	if s.What != ShapeTable {
		return ""
	}
	at := planOf(s.typ).shared
	if at == nil {
		return ""
	}
	kind, _ := builtin[chooser](reflect.New(s.typ).Elem().FieldByIndex(at))
	return kind.registry().concept
}
