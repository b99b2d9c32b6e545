package correlation

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// example is a pattern as a file gives it, and its matrix at visits 0, 1, 3 and 7,
// by hand: below the diagonal, row by row.
var examples = map[string]struct {
	text  string
	below [6]float64
}{
	"ar1":               {"rho = 0.5", [6]float64{0.5, 0.25, 0.5, 0.125, 0.25, 0.5}},
	"exponential":       {"rho = 0.64\nper = 2", [6]float64{0.8, 0.512, 0.64, math.Pow(0.8, 7), math.Pow(0.8, 6), 0.4096}},
	"compound_symmetry": {"rho = -0.25", [6]float64{-0.25, -0.25, -0.25, -0.25, -0.25, -0.25}},
	"toeplitz":          {"rho = [0.6, 0.3, 0.1]", [6]float64{0.6, 0.3, 0.6, 0.1, 0.3, 0.6}},
	"unstructured": {
		"matrix = [[1, 0.1, 0.2, 0.3], [0.1, 1, 0.4, 0.5], [0.2, 0.4, 1, 0.6], [0.3, 0.5, 0.6, 1]]",
		[6]float64{0.1, 0.2, 0.4, 0.3, 0.5, 0.6},
	},
	// cov = 4 + 0.5·2·1·(s + t) + s·t, var + 1: 4 + 1 = 5; 4 + 2 + 1 + 1 = 8; 4 + 6 + 9 + 1 = 20; 4 + 14 + 49 + 1 = 68.
	"random_effects": {"intercept_sd = 2\nslope_sd = 1\ncorrelation = 0.5\nresidual_sd = 1", [6]float64{
		5 / math.Sqrt(5*8), 7 / math.Sqrt(5*20), 11 / math.Sqrt(8*20),
		11 / math.Sqrt(5*68), 19 / math.Sqrt(8*68), 35 / math.Sqrt(20*68),
	}},
}

var visits = []float64{0, 1, 3, 7}

// read decodes a pattern.
func read(t *testing.T, kind, text string) (Pattern, *spec.Problems) {
	t.Helper()
	node, err := spec.Parse("[x]\nkind = \"" + kind + "\"\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	var c spec.Of[Pattern]
	p := spec.NewProblems()
	spec.Decode(node.Field("x"), &c, p.At("x"))
	return c.Value, p
}

func TestMatrices(t *testing.T) {
	for _, kind := range Kinds.Names() {
		e, ok := examples[kind]
		if !ok {
			t.Errorf("%s has no example", kind)
			continue
		}
		c, p := read(t, kind, e.text)
		m := c.Matrix(visits, p)
		if p.Len() > 0 {
			t.Fatal(p.Err())
		}
		at := 0
		for i := range visits {
			for j := range i {
				if math.Abs(m[i][j]-e.below[at]) > 1e-14 || m[j][i] != m[i][j] {
					t.Errorf("%s: correlation of visits %d and %d is %v and %v, want %v", kind, i, j, m[i][j], m[j][i], e.below[at])
				}
				at++
			}
			if m[i][i] != 1 {
				t.Errorf("%s: diagonal is %v", kind, m[i][i])
			}
		}
	}
}

// TestSpread compares the standard deviations with the sum of the parts.
func TestSpread(t *testing.T) {
	c, _ := read(t, "random_effects", examples["random_effects"].text)
	for i, sd := range c.(Spreading).SD(visits) {
		if want := []float64{5, 8, 20, 68}[i]; math.Abs(sd*sd-want) > 1e-12 {
			t.Errorf("variance at visit %d is %v, want %v", i, sd*sd, want)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ kind, text, path, fact string }{
		{"ar1", "rho = 1", "x.rho", "wanted"},
		{"exponential", "rho = 0.5", "x.per", "missing"},
		{"toeplitz", "rho = [0.5]", "x.rho", "1 correlations for 4 visits"},
		{"unstructured", "matrix = [[1, 0.5], [0.5, 1]]", "x.matrix", "2 rows for 4 visits"},
		{"unstructured", "matrix = [[1, 0.5], [0.4, 1]]", "x.matrix.2.1", "across"},
		{"unstructured", "matrix = [[1, 0.5], [0.5, 0.9]]", "x.matrix.2.2", "is 0.9"},
		{"unstructured", "matrix = [[1, 0.5], [0.5]]", "x.matrix.2", "1 numbers"},
		{"random_effects", "intercept_sd = 1\nresidual_sd = 0", "x.residual_sd", "wanted"},
	} {
		pattern, p := read(t, c.kind, c.text)
		if p.Len() == 0 && pattern.Matrix(visits, p.At("x")) != nil {
			t.Errorf("%s: %s has a matrix", c.kind, c.text)
		}
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Fact, c.fact) {
			t.Errorf("%s: %s: %v, want %s: … %s …", c.kind, c.text, list, c.path, c.fact)
		}
	}
}
