package analysis

import (
	"math"

	"simrun/sim/base/num"
)

// student turns t statistics into normal deviates, z = Φ⁻¹(F(t)) with F
// Student's distribution function, for one number of degrees of freedom:
// num.StudentZ at a sixth of its price.
//
// The ratio z/t is a smooth even function of t, with singularities at t² = −df
// and nowhere near the real axis. On 0 ≤ t² ≤ df it is replaced by the polynomial
// in t² through its values at 16 Chebyshev points, in Newton's form; the error is
// below 10⁻¹³ of z. Beyond, num.StudentZ itself serves. So z is a pure function
// of t and df, whatever was asked before.
type student struct {
	df float64
	c  [studentNodes]float64
}

const (
	studentNodes = 16
	studentMost  = 2048 // from so many degrees of freedom on, summing the data costs more
)

// studentOrder visits the nodes from side to side, so that Newton's form does
// not lose precision.
var studentOrder = [studentNodes]int{0, 15, 7, 11, 3, 13, 5, 9, 1, 14, 6, 10, 2, 12, 4, 8}

// chebyshev holds the zeros of the Chebyshev polynomial T₁₆ in that order.
var chebyshev = newChebyshev()

// newChebyshev finds cos((2j + 1)·π/32) by halving an angle and then going on
// in steps of it.
func newChebyshev() (y [studentNodes]float64) {
	c := 0.0 // cos(π/2), then of π/4, π/8, π/16, π/32
	for range 4 {
		c = math.Sqrt((1 + c) / 2)
	}
	var cos [2 * studentNodes]float64 // of k·π/32
	cos[0], cos[1] = 1, c
	for k := 2; k < len(cos); k++ {
		cos[k] = float64(2*c*cos[k-1]) - cos[k-2]
	}
	for i, j := range studentOrder {
		y[i] = cos[2*j+1]
	}
	return y
}

// fit finds the polynomial for df degrees of freedom.
func (s *student) fit(df float64) {
	s.df = df // the nodes are y = 2·t²/df − 1
	for i, y := range chebyshev {
		t := math.Sqrt(0.5 * df * (1 + y))
		s.c[i] = num.StudentZ(t, df) / t
	}
	differences(&s.c)
}

// differences turns values at the Chebyshev points into divided differences, the
// coefficients of Newton's form.
func differences(c *[studentNodes]float64) {
	for k := 1; k < studentNodes; k++ {
		for i := studentNodes - 1; i >= k; i-- {
			c[i] = (c[i] - c[i-1]) / (chebyshev[i] - chebyshev[i-k])
		}
	}
}

// newton is the polynomial with the given divided differences.
func newton(c *[studentNodes]float64, y float64) float64 {
	sum := c[studentNodes-1]
	for i := studentNodes - 2; i >= 0; i-- {
		sum = c[i] + float64(sum*(y-chebyshev[i]))
	}
	return sum
}

// z is the normal deviate of t.
func (s *student) z(t float64) float64 {
	y := float64(2*t*t/s.df) - 1
	if y > 1 {
		return num.StudentZ(t, s.df)
	}
	return float64(t * newton(&s.c, y))
}
