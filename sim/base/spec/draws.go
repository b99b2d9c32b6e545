package spec

import "reflect"

// Draws returns the draws in a decoded value, each once, in the order of its fields.
func Draws(v any) []*Draw {
	var all []*Draw
	seen := map[*Draw]bool{}
	eachDraw(reflect.ValueOf(v), func(d *Draw) {
		if !seen[d] {
			seen[d] = true
			all = append(all, d)
		}
	})
	return all
}

// eachDraw visits the draws in a value.
func eachDraw(v reflect.Value, visit func(*Draw)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if d, ok := v.Interface().(*Draw); ok {
			visit(d)
			return
		}
		eachDraw(v.Elem(), visit)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			eachDraw(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachDraw(v.Field(i), visit)
			}
		}
	}
}

// Admits reports whether the number may have every value of a law with the given support, and
// the interval it must lie in. Ends that the law does not attain may be ends that the number
// may not have.
func (d *Draw) Admits(lo, hi float64, attained bool) (interval string, ok bool) {
	r := d.limits
	if r == nil || !r.ranged {
		return "", true
	}
	if attained {
		return r.text, r.admits(lo) && r.admits(hi)
	}
	return r.text, lo >= r.lo && hi <= r.hi
}
