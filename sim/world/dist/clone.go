package dist

import (
	"reflect"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
)

// Clone returns a copy of a law that shares nothing with it that Prepare
// rewrites, and that must be prepared before it is used. Draws, which keep their
// slots, and the data of files are shared, and read only.
func Clone(d Dist) Dist { return declared(reflect.ValueOf(d), nil).Interface().(Dist) }

// settled is a clone in which every draw has become a constant, prepared.
func settled(d Dist) Dist {
	d = declared(reflect.ValueOf(d), Typical).Interface().(Dist)
	d.Prepare(nil)
	return d
}

// declared copies what is written in a scenario, the exported fields, and
// leaves zero what Prepare derives. Draws are settled if a function is given.
func declared(v reflect.Value, settle func(spec.Number) float64) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		switch v.Interface().(type) {
		case *spec.Draw, *data.Column:
			return v
		}
		if v.IsNil() {
			return v
		}
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(declared(v.Elem(), settle))
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(declared(v.Elem(), settle))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			out.Index(i).Set(declared(v.Index(i), settle))
		}
	case reflect.Struct:
		if number, ok := v.Interface().(spec.Number); ok && settle != nil {
			return reflect.ValueOf(spec.Const(settle(number)))
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(declared(v.Field(i), settle))
			}
		}
	default:
		return v
	}
	return out
}
