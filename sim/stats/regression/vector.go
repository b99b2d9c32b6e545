package regression

// sum is the sum of a column, in four lanes, so that one addition need not wait for
// the one before.
func sum(a []float64) float64 {
	var s, t, u, v float64
	for ; len(a) >= 4; a = a[4:] {
		s += a[0]
		t += a[1]
		u += a[2]
		v += a[3]
	}
	for _, x := range a {
		s += x
	}
	return (s + t) + (u + v)
}

// product is the sum of products of two columns.
func product(a, b []float64) float64 {
	b = b[:len(a)]
	var s, t, u, v float64
	i := 0
	for ; i < len(a)-3; i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s += float64(x[0] * y[0])
		t += float64(x[1] * y[1])
		u += float64(x[2] * y[2])
		v += float64(x[3] * y[3])
	}
	for ; i < len(a); i++ {
		s += float64(a[i] * b[i])
	}
	return (s + t) + (u + v)
}

// multiply makes into the products of two columns.
func multiply(into, a, b []float64) {
	a, b = a[:len(into)], b[:len(into)]
	for i := range into {
		into[i] = a[i] * b[i]
	}
}

// advance adds length·step to the parameters.
func advance(at, step []float64, length float64) {
	step = step[:len(at)]
	for i := range at {
		at[i] += float64(length * step[i])
	}
}

// finite reports whether no element is infinite or not a number.
func finite(x []float64) bool {
	s := 0.0
	for _, v := range x {
		s += v - v
	}
	return s == 0
}
