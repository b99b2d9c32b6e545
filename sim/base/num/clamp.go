package num

import "golang.org/x/exp/constraints"

// Clamp returns x limited to [lo, hi]: lo if x < lo, hi if x > hi, else x (a
// NaN stays). It panics if lo > hi.
func Clamp[T constraints.Ordered](x, lo, hi T) T {
	if lo > hi {
		panic("num: Clamp with lo > hi")
	}
	if x < lo {
		return lo
	}
	if x > hi {
		return hi
	}
	return x
}
