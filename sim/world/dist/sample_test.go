package dist

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"

	"simrun/sim/base/rng"
)

// falseAlarm is the probability with which a test of a sample fails by chance,
// had the seed not been fixed.
const falseAlarm = 1e-7

// sample draws n values as a trial does.
func sample(d Dist, n int) []float64 {
	var s rng.Stream
	s.Seek(2012, 0, rng.NewSlot("test"))
	x := make([]float64, n)
	s.Fill(x, 0)
	for i := range x {
		x[i] = d.Quantile(x[i])
	}
	return x
}

func TestSampleFollowsTheLaw(t *testing.T) {
	const n = 100_000
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		t.Parallel()
		x := sample(d, n)
		mean := 0.0
		for _, v := range x {
			mean += v / n
		}
		variance := Variance(d)
		limit := distuv.UnitNormal.Quantile(1-falseAlarm/2) * math.Sqrt(variance/n)
		if diff := math.Abs(mean - d.Mean()); variance < 1e6 && diff > limit+1e-9*math.Abs(mean) {
			t.Errorf("mean of the sample %v, of the law %v", mean, d.Mean())
		}
		slices.Sort(x)
		if Discreteness(d) {
			chiSquare(t, d, x)
		} else {
			kolmogorovSmirnov(t, d, x)
		}
	})
}

// kolmogorovSmirnov compares the empirical CDF, by the asymptotic tail
// 2·exp(−2·n·D²).
func kolmogorovSmirnov(t *testing.T, d Dist, sorted []float64) {
	n, distance := float64(len(sorted)), 0.0
	for i, x := range sorted {
		f := d.CDF(x)
		if math.IsInf(x, 1) {
			f = d.CDF(math.MaxFloat64)
			distance = max(distance, math.Abs(f-float64(i)/n))
			break
		}
		distance = max(distance, f-float64(i)/n, float64(i+1)/n-f)
	}
	if limit := math.Sqrt(math.Log(2/falseAlarm) / (2 * n)); distance > limit {
		t.Errorf("Kolmogorov–Smirnov distance %v, limit %v", distance, limit)
	}
}

// chiSquare compares the counts of the atoms, neighbors pooled until 10 are
// expected.
func chiSquare(t *testing.T, d Dist, sorted []float64) {
	n, statistic, cells := float64(len(sorted)), 0.0, 0
	below, from := 0.0, 0
	for i := range sorted {
		if i+1 < len(sorted) && sorted[i+1] == sorted[i] {
			continue
		}
		above := d.CDF(sorted[i])
		expected := (above - below) * n
		if expected < 10 || (1-above)*n < 10 && i+1 < len(sorted) {
			continue
		}
		observed := float64(i + 1 - from)
		statistic += (observed - expected) * (observed - expected) / expected
		cells++
		below, from = above, i+1
	}
	if math.Abs(below-1) > 10/n {
		t.Errorf("the last cell ends at %v", below)
	}
	if cells < 2 {
		return
	}
	if p := (distuv.ChiSquared{K: float64(cells - 1)}).Survival(statistic); p < falseAlarm {
		t.Errorf("χ² = %v in %d cells, p = %v", statistic, cells, p)
	}
}

// TestMomentsAreIntegrals checks mean and variance by
// E X = a + ∫(1 − F) above a − ∫F below, and E(X − m)² alike.
func TestMomentsAreIntegrals(t *testing.T) {
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		mean, variance := d.Mean(), Variance(d)
		if math.IsInf(mean, 1) {
			if f := d.CDF(math.Inf(1)); f == 1 && d.Quantile(1-0x1p-53) < 1e12 {
				t.Errorf("infinite mean")
			}
			return
		}
		if got := mean + momentAround(d, mean, 0); math.Abs(got-mean) > 1e-9*max(math.Abs(mean), math.Sqrt(variance)) {
			t.Errorf("mean %v, by quadrature %v", mean, got)
		}
		if got := momentAround(d, mean, 1); !math.IsInf(variance, 1) && math.Abs(got-variance) > 1e-8*variance {
			t.Errorf("variance %v, by quadrature %v", variance, got)
		}
	})
}

// momentAround is E (X − m) for power 0, E (X − m)² for power 1.
func momentAround(d Dist, m float64, power int) float64 {
	sum := 0.0
	if Discreteness(d) {
		atoms(d, func(x, mass float64) { sum += math.Pow(x-m, float64(power+1)) * mass })
		return sum
	}
	weight := func(x float64) float64 { return math.Pow(2*(x-m), float64(power)) }
	// Ranges that shrink toward both ends, and split at quantiles.
	edges, end := []float64{m}, 36.0
	switch d.(type) {
	case tailed, Lifetime:
		end = 600
	}
	for h := end; h > 1e-14; h -= min(1, h/4) {
		edges = append(edges, survivalQuantile(d, math.Exp(-h)), d.Quantile(math.Exp(-h)))
	}
	edges = append(edges, kinks(d)...)
	slices.Sort(edges)
	for i := 1; i < len(edges); i++ {
		lo, hi := edges[i-1], edges[i]
		if math.IsInf(lo, 0) || math.IsInf(hi, 0) || !(lo < hi) {
			continue
		}
		sum += quad.Fixed(func(x float64) float64 {
			if x > m {
				return weight(x) * survival(d, x)
			}
			return -weight(x) * d.CDF(x)
		}, lo, hi, 40, nil, 0)
	}
	return sum
}

// kinks are the times at which a law is known to bend.
func kinks(d Dist) (x []float64) {
	v := reflect.ValueOf(d).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Name == "From" {
			x = append(x, v.Field(i).Interface().([]float64)...)
		}
	}
	return x
}

// TestDocs requires of every kind a doc comment with a formula and a citation
// that doc.go resolves.
func TestDocs(t *testing.T) {
	docs := typeDocs(t)
	references, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	formula, citation := regexp.MustCompile(`(?m)^\t.*=`), regexp.MustCompile(`\[([a-z]+\d{4})[,\]]`)
	for _, kind := range Kinds.Names() {
		d, _ := Kinds.New(kind)
		doc := docs[reflect.TypeOf(d).Elem().Name()]
		if !formula.MatchString(doc) {
			t.Errorf("%s: no formula in its doc", kind)
		}
		keys := citation.FindAllStringSubmatch(doc, -1)
		if len(keys) == 0 {
			t.Errorf("%s: no citation in its doc", kind)
		}
		for _, key := range keys {
			if !strings.Contains(string(references), fmt.Sprintf("//\t[%s]", key[1])) {
				t.Errorf("%s: no reference for [%s]", kind, key[1])
			}
		}
	}
}

// typeDocs are the doc comments of all types of the package.
func typeDocs(t *testing.T) map[string]string {
	docs := map[string]string{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				docs[g.Specs[0].(*ast.TypeSpec).Name.Name] = g.Doc.Text()
			}
		}
	}
	return docs
}

// BenchmarkQuantile is the cost of one value of the first case of each kind.
func BenchmarkQuantile(b *testing.B) {
	for _, kind := range Kinds.Names() {
		d := Clone(references(b, kind).Cases[0].Law.Value)
		d.Prepare(nil)
		u := grid(1 << 12)[7:]
		b.Run(kind, func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				sum += d.Quantile(u[i&(1<<12-1)])
			}
			sink = sum
		})
	}
}

// BenchmarkRelative is the cost of one value relative to another arm's law.
func BenchmarkRelative(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"hazard_ratio", `relative_to = "a", hazard_ratio = 0.7`},
		{"piecewise", `relative_to = "a", from = [0, 6], hazard_ratio = [1, 0.58]`},
		{"scale", `relative_to = "a", scale = 1.5`},
	} {
		l := resolve(b, "response.a = { kind = \"exponential\", rate = 0.1 }\nresponse.b = { "+c.text+" }\nresponse.c = { kind = \"constant\", value = 1 }")
		u := grid(1 << 12)[7:]
		b.Run(c.name, func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				sum += l.ByArm[1].Quantile(u[i&(1<<12-1)])
			}
			sink = sum
		})
	}
}

var sink float64
