package num

import (
	"bufio"
	"hash/fnv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestNormalBoxReference compares with testdata/box.txt, which testdata/box.R wrote.
func TestNormalBoxReference(t *testing.T) {
	file, err := os.Open("testdata/box.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	worst, n := [boxMost + 1]float64{}, 0
	for scan := bufio.NewScanner(file); scan.Scan(); {
		if strings.HasPrefix(scan.Text(), "#") {
			continue
		}
		var v []float64
		for _, s := range strings.Fields(scan.Text()) {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, x)
		}
		k, v := int(v[0]), v[1:]
		in, out := NormalBox(v[:k], v[k:2*k], v[2*k:2*k+k*k])
		want, allowed := v[len(v)-1], 1e-9
		if k > 3 {
			allowed = 1e-6
		}
		e := max(math.Abs(in-want), math.Abs(out-(1-want)))
		worst[k] = max(worst[k], e)
		if !(e <= allowed) {
			t.Errorf("%s: inside %.12g, outside %.12g", scan.Text(), in, out)
		}
		n++
	}
	t.Logf("%d values, largest errors by dimension %.2g", n, worst[1:])
	if n < 100 {
		t.Errorf("%d values only", n)
	}
}

// flemingHarrington is the correlation of weighted log-rank statistics when the
// pooled survival curve falls evenly from 1 to end.
func flemingHarrington(end float64, weights ...[2]float64) []float64 {
	k := len(weights)
	v, r := make([]float64, k*k), make([]float64, k*k)
	for step := range 400 {
		s := 1 - (1-end)*float64(step)/400
		for i, a := range weights {
			for j, b := range weights {
				v[i*k+j] += math.Pow(s, a[0]+b[0]) * math.Pow(1-s, a[1]+b[1])
			}
		}
	}
	for i := range k {
		for j := range k {
			r[i*k+j] = v[i*k+j] / math.Sqrt(v[i*k+i]*v[j*k+j])
		}
	}
	return r
}

// limits are k times the same limits.
func limits(k int, lower, upper float64) (lo, up []float64) {
	for range k {
		lo, up = append(lo, lower), append(up, upper)
	}
	return lo, up
}

// refined runs f with finer rules of integration.
func refined(f func()) {
	edges, normal := edgeRules, trapezoid
	fine := legendreRule(60)
	edgeRules = [3][]ruleNode{fine, fine, fine}
	trapezoid = newTrapezoid(40)
	f()
	edgeRules, trapezoid = edges, normal
}

// TestNormalBoxRules compares the rules with finer ones, for weighted log-rank
// statistics, whose matrices are singular or nearly so.
func TestNormalBoxRules(t *testing.T) {
	sets := [][][2]float64{
		{{0, 0}, {0, 1}},
		{{0, 0}, {0, 0}},
		{{0, 0}, {0, 1}, {1, 0}},
		{{0, 0}, {0, 1}, {1, 1}},
		{{0.5, 0}, {0, 2}, {0.3, 0.7}},
		{{0, 0}, {0, 1}, {1, 0}, {1, 1}},
		{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}, {2, 0}},
	}
	for _, weights := range sets {
		for _, end := range []float64{0.02, 0.3, 0.6, 0.95} {
			for _, c := range []float64{-3, -1, 0.01, 0.4, 1, 2, 3, 5} {
				r := flemingHarrington(end, weights...)
				for _, lower := range []float64{math.Inf(-1), -c} {
					lo, up := limits(len(weights), lower, c)
					in, out := NormalBox(lo, up, r)
					var fineIn, fineOut float64
					refined(func() { fineIn, fineOut = NormalBox(lo, up, r) })
					if !(math.Abs(in-fineIn) <= 1e-10) || !(math.Abs(out-fineOut) <= 1e-10) {
						t.Errorf("%v to %v, limits %v to %v: inside %.12g, by finer rules %.12g", weights, end, lower, c, in, fineIn)
					}
					small, fineSmall := min(in, out), min(fineIn, fineOut)
					if math.Abs(c) >= 1 && !(math.Abs(small-fineSmall) <= 1e-6*fineSmall) {
						t.Errorf("%v to %v, limits %v to %v: smaller part %.12g, by finer rules %.12g", weights, end, lower, c, small, fineSmall)
					}
				}
			}
		}
	}
}

// TestNormalBoxClosedForms: orthants, independent variables, one common factor, and
// variables that repeat or oppose others.
func TestNormalBoxClosedForms(t *testing.T) {
	inf := math.Inf(1)
	check := func(name string, lower, upper, r []float64, want, allowed float64) {
		t.Helper()
		in, out := NormalBox(lower, upper, r)
		if !(math.Abs(in-want) <= allowed) || !(math.Abs(out-(1-want)) <= allowed) {
			t.Errorf("%s: inside %.14g, outside %.14g, want %.14g", name, in, out, want)
		}
	}
	for _, rho := range []float64{-0.999999, -0.7, 0, 0.3, 0.99, 1 - 1e-9, 1 - 1e-14} {
		allowed := 1e-9
		if 1-rho < 1e-12 {
			allowed = 1e-6
		}
		lo, up := limits(2, -inf, 0)
		check("two-dimensional orthant", lo, up, []float64{1, rho, rho, 1}, 0.25+math.Asin(rho)/(2*math.Pi), allowed)
	}
	a, b, c := 0.5, -0.3, 0.6
	lo, up := limits(3, 0, inf)
	check("orthant", lo, up, []float64{1, a, b, a, 1, c, b, c, 1}, 0.125+(math.Asin(a)+math.Asin(b)+math.Asin(c))/(4*math.Pi), 1e-10)

	identity := func(k int, rho float64) []float64 {
		r := make([]float64, k*k)
		for i := range r {
			r[i] = rho
			if i%(k+1) == 0 {
				r[i] = 1
			}
		}
		return r
	}
	for k := 1; k <= 4; k++ {
		lo, up := limits(k, -1.2, 2)
		check("independent", lo, up, identity(k, 0), math.Pow(NormalCDF(2)-NormalCDF(-1.2), float64(k)), []float64{0, 1e-12, 1e-10, 1e-9, 1e-6}[k])
		rho := 0.4
		want := Integrate(func(y float64) float64 {
			m, s := math.Sqrt(rho)*y, math.Sqrt(1-rho)
			return NormalPDF(y) * math.Pow(NormalCDF((2-m)/s)-NormalCDF((-1.2-m)/s), float64(k))
		}, -inf, inf, 1e-13)
		check("common factor", lo, up, identity(k, rho), want, []float64{0, 1e-12, 1e-10, 1e-9, 1e-6}[k])
	}

	check("all the same", []float64{-1, -2, -inf, -0.5, -3, -1}, []float64{2, 1, 3, inf, 1.5, 2}, identity(6, 1), NormalCDF(1)-NormalCDF(-0.5), 1e-12)
	check("opposite", []float64{-inf, -inf}, []float64{1, 2}, []float64{1, -1, -1, 1}, NormalCDF(1)-NormalCDF(-2), 1e-12)
	check("opposite, nothing", []float64{-inf, -inf}, []float64{-1, -2}, []float64{1, -1, -1, 1}, 0, 0)
	check("everything", []float64{-inf, -inf}, []float64{inf, inf}, identity(2, 0.3), 1, 0)
	check("nothing", []float64{-1, 2}, []float64{3, 2}, identity(2, 0.3), 0, 0)
	check("at infinity", []float64{-1, inf}, []float64{3, inf}, identity(2, 0.3), 0, 0)
}

// TestNormalBoxTails: far out the smaller part keeps its digits, down to the smallest
// numbers.
func TestNormalBoxTails(t *testing.T) {
	r := flemingHarrington(0.3, [2]float64{0, 0}, [2]float64{0, 1}, [2]float64{1, 0}, [2]float64{1, 1})
	for c := 1.0; c < 37; c += 0.5 {
		lo, up := limits(4, math.Inf(-1), c)
		_, out := NormalBox(lo, up, r)
		one := NormalSurvival(c)
		if !(out >= one && out <= 4*one*(1+1e-9)) {
			t.Errorf("beyond %v: %v, for one of them %v", c, out, one)
		}
		lo, up = limits(4, math.Inf(-1), -c)
		if in, _ := NormalBox(lo, up, r); !(in <= NormalSurvival(c) && in >= 0) || c < 15 && in == 0 {
			t.Errorf("below −%v: %v", c, in)
		}
	}
}

func TestNormalBoxEdges(t *testing.T) {
	nan := math.NaN()
	one := []float64{1, 0.2, 0.2, 1}
	for _, c := range []struct{ lower, upper, r []float64 }{
		{[]float64{nan, 0}, []float64{1, 1}, one},
		{[]float64{0, 0}, []float64{1, nan}, one},
		{[]float64{2, 0}, []float64{1, nan}, one},
		{[]float64{0, 0}, []float64{1, 1}, []float64{1, nan, nan, 1}},
	} {
		if in, out := NormalBox(c.lower, c.upper, c.r); in == in || out == out {
			t.Errorf("%v: %v, %v", c, in, out)
		}
	}
	for _, k := range []int{0, 7} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for %d variables", k)
				}
			}()
			NormalBox(make([]float64, k), make([]float64, k), make([]float64, k*k))
		}()
	}
}

// TestNormalBoxBits holds every platform to the same bits, and to no allocation.
func TestNormalBoxBits(t *testing.T) {
	hash, random := fnv.New64a(), splitmix(11)
	for i := range 300 {
		k := 1 + int(random.next()%3)
		if i%50 == 0 {
			k = 4
		}
		var weights [][2]float64
		for range k {
			weights = append(weights, [2]float64{float64(random.next() % 3), float64(random.next() % 2)})
		}
		// Sums and products that no compiler fuses, unlike those of flemingHarrington.
		r := make([]float64, k*k)
		for i := range k {
			for j := range k {
				r[i*k+j] = 1 / (1 + float64(0.25*(math.Abs(weights[i][0]-weights[j][0])+math.Abs(weights[i][1]-weights[j][1]))))
			}
		}
		c := float64(4*random.uniform()) - 0.5
		lo, up := limits(k, math.Inf(-1), c)
		if random.next()%2 == 0 {
			lo, up = limits(k, -math.Abs(c), math.Abs(c))
		}
		var in, out float64
		if n := testing.AllocsPerRun(1, func() { in, out = NormalBox(lo, up, r) }); n != 0 {
			t.Fatalf("%v allocations", n)
		}
		for _, x := range [2]float64{in, out} {
			for s := range 8 {
				hash.Write([]byte{byte(math.Float64bits(x) >> (8 * s))})
			}
		}
	}
	const want = 0xfec68b0aecc25e61
	if got := hash.Sum64(); got != want {
		t.Errorf("the bits are %#x, want %#x", got, uint64(want))
	}
}

func BenchmarkNormalBox(b *testing.B) {
	for _, c := range []struct {
		name    string
		weights [][2]float64
	}{
		{"two", [][2]float64{{0, 0}, {0, 1}}},
		{"three", [][2]float64{{0, 0}, {0, 1}, {1, 1}}},
		{"four, rank 3", [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}},
		{"four", [][2]float64{{0, 0}, {0, 0.5}, {0.5, 0}, {0.5, 0.5}}},
		{"six", [][2]float64{{0, 0}, {0, 0.5}, {0.5, 0}, {0.5, 0.5}, {0, 1}, {1, 0}}},
	} {
		r := flemingHarrington(0.4, c.weights...)
		for name, lower := range map[string]float64{"one-sided": math.Inf(-1), "two-sided": -2.1} {
			lo, up := limits(len(c.weights), lower, 2.1)
			b.Run(c.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_, sink = NormalBox(lo, up, r)
				}
			})
		}
	}
}
