package boundary

import (
	"math"
	"sync"
)

// A rule is a Gauss–Legendre quadrature rule on (−1, 1); nodes ascend.
type rule struct {
	nodes, weights []float64
}

// rules holds one rule for each order that a grid may use: 16, 24, …, 64.
// It is computed once for all recursions, before the first trial.
var rules = sync.OnceValue(func() []rule {
	all := make([]rule, 0, (highestOrder-lowestOrder)/orderStep+1)
	for n := lowestOrder; n <= highestOrder; n += orderStep {
		all = append(all, gaussLegendre(n))
	}
	return all
})

const (
	lowestOrder  = 16
	highestOrder = 64
	orderStep    = 8
)

// gaussLegendre returns the rule with n nodes, n even: Newton's iteration on
// the Legendre polynomial from Tricomi's approximation of its roots.
func gaussLegendre(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	for i := range n / 2 {
		x := cosine(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		slope := 0.0
		for range 8 {
			var value float64
			value, slope = legendre(n, x)
			x -= value / slope
		}
		_, slope = legendre(n, x)
		w := 2 / (float64((1-x)*(1+x)) * float64(slope*slope))
		r.nodes[i], r.nodes[n-1-i] = -x, x
		r.weights[i], r.weights[n-1-i] = w, w
	}
	return r
}

// legendre returns the Legendre polynomial of degree n at x and its derivative.
func legendre(n int, x float64) (value, slope float64) {
	previous, value := 1.0, x
	for k := 2; k <= n; k++ {
		m := float64(k)
		next := (float64(float64((2*m-1)*x)*value) - float64((m-1)*previous)) / m
		previous, value = value, next
	}
	slope = float64(n) * (float64(x*value) - previous) / (float64(x*x) - 1)
	return value, slope
}

// cosine returns cos x for 0 ≤ x ≤ π/2 by its power series; it starts
// Newton's iteration, so its last bits do not matter, only that they are the
// same everywhere.
func cosine(x float64) float64 {
	square, term, sum := x*x, 1.0, 1.0
	for k := 1; k <= 12; k++ {
		term = -term * square / float64(2*k*(2*k-1))
		sum += term
	}
	return sum
}
