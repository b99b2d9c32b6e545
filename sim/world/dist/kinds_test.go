package dist

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// ulp is the distance from 1 to the next number.
const ulp = 0x1p-52

func TestEveryKindHasCases(t *testing.T) {
	for _, kind := range Kinds.Names() {
		if r := references(t, kind); len(r.Cases) == 0 || len(r.Bad) == 0 {
			t.Errorf("%s: %d cases and %d mistakes, want some of each", kind, len(r.Cases), len(r.Bad))
		}
	}
}

func TestReferenceValues(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, c refCase) {
		check := func(what string, at, got, want float64) {
			if math.Abs(got-want) > max(c.Error, 1e-12)*math.Abs(want) {
				t.Errorf("%s(%v) = %v, want %v", what, at, got, want)
			}
		}
		if c.Mean != nil {
			check("mean", 0, d.Mean(), *c.Mean)
		}
		if c.Variance != nil {
			check("variance", 0, Variance(d), *c.Variance)
		}
		for _, q := range c.Quantile {
			check("quantile", q[0], d.Quantile(q[0]), q[1])
		}
		for _, p := range c.CDF {
			check("CDF", p[0], d.CDF(p[0]), p[1])
		}
		for _, h := range c.Hazard {
			check("hazard", h[0], d.(Lifetime).Hazard(h[0]), h[1])
		}
	})
}

// grid is n uniform numbers as patients get them, and some in the far tails.
func grid(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 2))
	u := []float64{0x1p-1000, 1e-100, 1e-20, 0x1p-53, 3 * 0x1p-53, 1 - 3*0x1p-53, 1 - 0x1p-53}
	for range n {
		u = append(u, float64(r.Uint64()>>11|1)*0x1p-53)
	}
	return u
}

func TestQuantileInvertsCDF(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, c refCase) {
		for _, u := range grid(2000) {
			x := d.Quantile(u)
			if Discreteness(d) {
				if d.CDF(x) < u*(1-c.wobble) || d.CDF(x-1e-8*max(1, math.Abs(x))) >= u*(1+c.wobble) {
					t.Fatalf("%v is not the smallest x with CDF(x) ≥ %v", x, u)
				}
				continue
			}
			if math.IsInf(x, 1) {
				continue // a share that never has the event
			}
			// The CDF is good to 1e-13; within that, its quantile is x again.
			v := d.CDF(x)
			low, high := d.Quantile(v*(1-1e-13)), d.Quantile(min(v*(1+1e-13), 1))
			if slack := 1e-13 * math.Abs(x); !(low <= x+slack && x-slack <= high) {
				t.Fatalf("quantile(CDF(%v)) lies between %v and %v", x, low, high)
			}
		}
	})
}

func TestQuantileIsMonotone(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, c refCase) {
		us := grid(8000)
		slices.Sort(us)
		last := math.Inf(-1)
		for _, u := range us {
			// The neighbors on the grid of uniforms, and the nearest floats.
			for _, v := range []float64{u, math.Nextafter(u, 1), math.Nextafter(math.Nextafter(u, 1), 1), u + 0x1p-52} {
				x := d.Quantile(v)
				if v < 1 && v >= u && x < last-c.wobble*math.Abs(last) {
					t.Fatalf("quantile(%v) = %v, after %v", v, x, last)
				}
				last = max(last, x)
			}
			last = d.Quantile(u)
		}
	})
}

func TestEndsOfTheLaw(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		lo, hi := Support(d)
		if math.IsNaN(lo) || math.IsNaN(hi) || lo > d.Quantile(0.01) || hi < d.Quantile(0.99) {
			t.Errorf("support from %v to %v", lo, hi)
		}
		if f := d.CDF(math.Inf(-1)); f != 0 {
			t.Errorf("CDF(−Inf) = %v", f)
		}
		if f := d.CDF(math.Inf(1)); f != 1 && !math.IsInf(d.Quantile(math.Nextafter(f, 2)), 1) {
			t.Errorf("CDF(+Inf) = %v", f)
		}
		if f := d.CDF(hi); f != 1 && !math.IsInf(hi, 1) {
			t.Errorf("CDF(%v) = %v at the upper end", hi, f)
		}
	})
}

func TestHazardInvertsTime(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		l, ok := d.(Lifetime)
		if _, isTime := AsLifetime(d); !ok || !isTime || Discreteness(d) {
			t.Skip("not a law of a time")
		}
		for h := 1e-12; h < 1000; h *= 1.37 {
			x := l.Time(h)
			if math.IsInf(x, 1) {
				if sure := l.Hazard(math.MaxFloat64); sure > h {
					t.Errorf("no time for hazard %v of %v", h, sure)
				}
				continue
			}
			// A last digit of x either way, since x may be a sum.
			if low, high := l.Hazard(x*(1-4*ulp)), l.Hazard(x*(1+4*ulp)); low > h*(1+1e-12) || high < h*(1-1e-12) {
				t.Errorf("hazard(time(%v)) lies between %v and %v", h, low, high)
			}
			if u := -math.Expm1(-h); u < 0.9 {
				if q := l.Quantile(u); math.Abs(q-x) > 1e-12*x/u {
					t.Errorf("quantile(%v) = %v, time(%v) = %v", u, q, h, x)
				}
			}
			if h < 30 {
				if f := l.CDF(x); math.Abs(f+math.Expm1(-h)) > 1e-12 {
					t.Errorf("CDF(time(%v)) = %v", h, f)
				}
			}
		}
		if l.Hazard(0) != 0 || l.Hazard(-1) != 0 || l.Time(0) < 0 {
			t.Errorf("hazard(0) = %v, hazard(−1) = %v, time(0) = %v", l.Hazard(0), l.Hazard(-1), l.Time(0))
		}
	})
}

func TestQuantileDoesNotAllocate(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		sum := 0.0
		if n := testing.AllocsPerRun(100, func() { sum += d.Quantile(0.3) + d.CDF(0.5) }); n != 0 {
			t.Errorf("%v allocations in Quantile and CDF", n)
		}
		if n := testing.AllocsPerRun(100, func() { d.Prepare(nil) }); n != 0 {
			t.Errorf("%v allocations in a second Prepare", n)
		}
	})
}

func TestTextRoundTrip(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, c refCase) {
		text := label(c.Law)
		tree, err := spec.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		tree.Attach(files)
		p := spec.NewProblems()
		var again spec.Of[Dist]
		if spec.Decode(tree, &again, p); p.Err() != nil {
			t.Fatalf("%s\n%v", text, p.Err())
		}
		if got := label(again); got != text {
			t.Errorf("%s became %s", text, got)
		}
		again.Value.Prepare(nil)
		if got, want := again.Value.Quantile(0.37), d.Quantile(0.37); got != want {
			t.Errorf("quantile %v, before %v", got, want)
		}
	})
}

// TestPrepareForgets draws every number of a law in turn: preparing it for
// another value and then for its own gives the law that it was.
func TestPrepareForgets(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, c refCase) {
		for i := range numbers(reflect.ValueOf(&c.Law).Elem(), nil) {
			drawn := Clone(c.Law.Value)
			number := numbers(reflect.ValueOf(&drawn).Elem(), nil)[i]
			value := number.Value
			*number = spec.Number{Draw: &spec.Draw{Law: spec.NewTable()}}
			drawn.Prepare([]float64{value * 0.99})
			other := Clone(drawn)
			other.Prepare([]float64{value * 0.98})
			drawn.Prepare([]float64{value})
			other.Prepare([]float64{value * 0.97})
			for _, u := range []float64{0.003, 0.2, 0.7, 0.999} {
				if got, want := drawn.Quantile(u), d.Quantile(u); got != want {
					t.Errorf("number %d: quantile(%v) = %v after another draw, want %v", i, u, got, want)
				}
				if got, want := drawn.CDF(d.Quantile(u)), d.CDF(d.Quantile(u)); got != want {
					t.Errorf("number %d: CDF = %v after another draw, want %v", i, got, want)
				}
			}
		}
	})
}

// numbers are the addresses of all numbers that a law declares.
func numbers(v reflect.Value, found []*spec.Number) []*spec.Number {
	if v.CanAddr() {
		if n, ok := v.Addr().Interface().(*spec.Number); ok {
			return append(found, n)
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			found = numbers(v.Elem(), found)
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = numbers(v.Index(i), found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = numbers(v.Field(i), found)
			}
		}
	}
	return found
}

func TestMistakesAreReported(t *testing.T) {
	for _, kind := range Kinds.Names() {
		for _, bad := range references(t, kind).Bad {
			p := spec.NewProblems()
			var of spec.Of[Dist]
			spec.Decode(bad.Law.Node, &of, p)
			if p.Len() == 0 {
				t.Errorf("%s: nothing wrong with %s", kind, bad.Law.TOML())
			} else if !strings.Contains(p.Err().Error(), bad.Problem) {
				t.Errorf("%s: %s: %v, want %q", kind, bad.Law.TOML(), p.Err(), bad.Problem)
			}
		}
	}
}
