package num

import (
	"math"
	"math/big"
	"testing"
)

// Slow twins of the elementary functions, with 200 bits.

const precision = 200

func bigOf(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

func bigNew() *big.Float { return new(big.Float).SetPrec(precision) }

// bigLn returns ln x for x > 0: after taking square roots until x is near 1,
// twice the series of the inverse hyperbolic tangent.
func bigLn(x *big.Float) *big.Float {
	x = bigNew().Set(x)
	roots := 0
	for math.Abs(asFloat(x)-1) > 0.01 {
		x.Sqrt(x)
		roots++
	}
	one := bigOf(1)
	v := bigNew().Quo(bigNew().Sub(x, one), bigNew().Add(x, one))
	sum, power, square := bigNew(), bigNew().Set(v), bigNew().Mul(v, v)
	for n := 1; n < 61; n += 2 {
		sum.Add(sum, bigNew().Quo(power, bigOf(float64(n))))
		power.Mul(power, square)
	}
	return sum.SetMantExp(sum, roots+1)
}

// bigExp returns eˣ by the series at x/2¹², squared twelve times.
func bigExp(x *big.Float) *big.Float {
	const halvings = 12
	x = bigNew().SetMantExp(x, -halvings)
	sum, term := bigOf(1), bigOf(1)
	for n := 1; n < 60; n++ {
		term.Quo(term.Mul(term, x), bigOf(float64(n)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigSurvival returns the upper tail of the standard normal law at x + gap,
// for |x| < 4, by the power series of the distribution function.
func bigSurvival(x, gap float64) *big.Float {
	at := bigNew().Add(bigOf(x), bigOf(gap))
	square := bigNew().Mul(at, at)
	sum, term := bigNew(), bigNew().Set(at)
	for k := 0; k < 120; k++ {
		sum.Add(sum, bigNew().Quo(term, bigOf(float64(2*k+1))))
		term.Quo(term.Mul(term, square), bigOf(float64(-2*(k+1))))
	}
	twoPi, _ := bigNew().SetString("6.28318530717958647692528676655900576839433879875021164194988918461563281257")
	sum.Quo(sum, bigNew().Sqrt(twoPi))
	return sum.Sub(bigOf(0.5), sum)
}

func asFloat(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

func TestLogTable(t *testing.T) {
	for i, cell := range logTable {
		e := bigNew().Add(bigOf(cell.hi), bigOf(cell.lo))
		e.Add(e, bigLn(bigOf(cell.inv)))
		if math.Abs(asFloat(e)) > 0x1p-96 {
			t.Errorf("cell %d is off by %g", i, asFloat(e))
		}
		if cell.inv*512 != math.Floor(cell.inv*512) || cell.hi*(1<<42) != math.Floor(cell.hi*(1<<42)) {
			t.Errorf("cell %d has too many digits", i)
		}
	}
}

func TestExpTable(t *testing.T) {
	root := bigOf(2)
	for range 7 {
		root.Sqrt(root)
	}
	want := bigOf(1)
	for j, cell := range expTable {
		got := bigNew().Add(bigOf(1), bigOf(cell.tail))
		got.Mul(got, bigOf(cell.base))
		if e := asFloat(got.Sub(got, want)); math.Abs(e) > 0x1p-104 {
			t.Errorf("cell %d is off by %g", j, e)
		}
		want.Mul(want, root)
	}
}

// units returns the error of got in units in the last place of want.
func units(got float64, want *big.Float) float64 {
	_, e := math.Frexp(asFloat(want))
	return math.Abs(math.Ldexp(asFloat(bigNew().Sub(bigOf(got), want)), 53-e))
}

func TestUnitsInTheLastPlace(t *testing.T) {
	random := splitmix(4)
	one := bigOf(1)
	for i := range 2000 {
		u := random.uniform()
		x := 0.5 + 1.5*u
		if i%2 == 0 {
			x = 1 + (u-0.5)/16
		}
		if e := units(Log(x), bigLn(bigOf(x))); e > 0.57 {
			t.Errorf("Log(%x): %.3f units", x, e)
		}
		x = 1.9*u - 0.95
		if e := units(Log1p(x), bigLn(bigNew().Add(bigOf(x), one))); e > 0.51 {
			t.Errorf("Log1p(%x): %.3f units", x, e)
		}
		x = 1400*u - 700
		if e := units(Exp(x), bigExp(bigOf(x))); e > 0.52 {
			t.Errorf("Exp(%x): %.3f units", x, e)
		}
		x = math.Ldexp(u-0.5, -int(random.next()%9)+2)
		if e := units(Expm1(x), bigNew().Sub(bigExp(bigOf(x)), one)); e > 0.55 {
			t.Errorf("Expm1(%x): %.3f units", x, e)
		}
	}
}

func TestExpSubnormal(t *testing.T) {
	for x := -745.1; x < -708; x += 0.37 {
		want := asFloat(bigExp(bigOf(x)))
		if e := math.Abs(Exp(x) - want); e > 5e-324 && e > want*0x1p-53*1.1 {
			t.Errorf("Exp(%g) = %g, want %g", x, Exp(x), want)
		}
	}
}

// splitmix is a small generator for test arguments.
type splitmixState uint64

func splitmix(seed uint64) *splitmixState { return (*splitmixState)(&seed) }

func (s *splitmixState) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform returns an odd multiple of 2^−53 in (0, 1).
func (s *splitmixState) uniform() float64 { return float64(s.next()>>11|1) * grid }
