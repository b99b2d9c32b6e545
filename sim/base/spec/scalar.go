package spec

import (
	"fmt"
	"math"
	"reflect"
	"slices"
)

// decodeScalar reads text, a truth value or a number.
func decodeScalar(n *Node, v reflect.Value, r *rules, p *Problems) {
	switch v.Kind() {
	case reflect.String:
		decodeText(n, v, r, p)
	case reflect.Bool:
		if b, ok := n.AsBool(); ok {
			v.SetBool(b)
		} else {
			mismatch(n, v.Type(), r, p)
		}
	case reflect.Float64:
		if x, ok := readFloat(n, r, p); ok {
			v.SetFloat(x)
		}
	case reflect.Int, reflect.Int64:
		if i, ok := readInteger(n, v.Type(), r, p); ok {
			v.SetInt(i)
		}
	case reflect.Uint64:
		if i, ok := readInteger(n, v.Type(), r, p); ok {
			v.SetUint(uint64(i))
		}
	default:
		panic(fmt.Sprintf("spec: cannot decode into a %v", v.Type()))
	}
}

// mismatch reports a value of the wrong type.
func mismatch(n *Node, t reflect.Type, r *rules, p *Problems) {
	p.Report(mismatchHint(n, t), "found %s, wanted %s", n.words(), shapeOf(t, r).article())
}

// mismatchHint knows the slips between text and other scalars.
func mismatchHint(n *Node, t reflect.Type) string {
	text, isText := n.AsText()
	switch {
	case t.Kind() == reflect.String && !isText && !n.IsTable() && !n.IsArray():
		return "write " + quoteText(n.scalar())
	case isText && t.Kind() != reflect.String:
		value, err := ParseValue(text)
		if err == nil && (value.IsNumber() && t.Kind() != reflect.Bool || value.form == FormBool && t.Kind() == reflect.Bool) {
			return "write " + value.inline() + " without quotes"
		}
	}
	return ""
}

func decodeText(n *Node, v reflect.Value, r *rules, p *Problems) {
	text, ok := n.AsText()
	if !ok {
		mismatch(n, v.Type(), r, p)
		return
	}
	if r != nil && len(r.choices) > 0 && !slices.Contains(r.choices, text) {
		hint := ""
		if near := nearest(text, r.choices); near != "" {
			hint = "did you mean " + near + "?"
		}
		p.Report(hint, "found %s, wanted %s", n.words(), shapeOf(v.Type(), r).article())
		return
	}
	v.SetString(text)
}

// readFloat returns a finite number within its range.
func readFloat(n *Node, r *rules, p *Problems) (float64, bool) {
	x, ok := n.AsFloat()
	switch {
	case !n.IsNumber():
		mismatch(n, reflect.TypeFor[float64](), r, p)
		return 0, false
	case !ok:
		p.Report("", "found %s, wanted a finite number", n.scalar())
		return 0, false
	case r != nil && !r.admits(x):
		p.Report("", "found %s, wanted %s", n.scalar(), numberShape(r).article())
		return 0, false
	}
	return x, true
}

// readInteger returns a whole number within its range; a float will do when it is whole.
func readInteger(n *Node, t reflect.Type, r *rules, p *Problems) (int64, bool) {
	i, ok := n.integer, true
	if n.form == FormFloat {
		// 2^63 itself is the first float that no longer fits.
		ok = n.float == math.Trunc(n.float) && math.Abs(n.float) < 1<<63
		if ok {
			i = int64(n.float)
		}
	}
	switch {
	case !n.IsNumber():
		mismatch(n, t, r, p)
		return 0, false
	case !ok && n.float == math.Trunc(n.float) && !math.IsInf(n.float, 0):
		p.Report("", "found %s, wanted a whole number up to 9223372036854775807", n.scalar())
		return 0, false
	case !ok || t.Kind() == reflect.Uint64 && i < 0 || r != nil && !r.admits(float64(i)):
		p.Report("", "found %s, wanted %s", n.scalar(), shapeOf(t, r).article())
		return 0, false
	}
	if t.Kind() == reflect.Int && int64(int(i)) != i {
		p.Report("", "found %s, wanted a whole number up to %d", n.scalar(), math.MaxInt)
		return 0, false
	}
	return i, true
}
