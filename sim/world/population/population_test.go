package population

import (
	"math"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// deviations is how many standard errors an estimate may lie from the truth at a
// rate of false alarms of 1e-7.
const deviations = 5.33

// draw fills n draws of k independent columns.
func draw(n, k int) [][]float64 {
	var columns [][]float64
	for i := range k {
		var s rng.Stream
		s.Seek(5, 0, rng.NewSlot("column "+string(rune('a'+i))))
		column := make([]float64, n)
		s.Fill(column, 0)
		columns = append(columns, column)
	}
	return columns
}

var matrices = map[string][][]float64{
	"one":         {{1}},
	"independent": {{1, 0}, {0, 1}},
	"autoregressive": {
		{1, 0.6, 0.36, 0.216}, {0.6, 1, 0.6, 0.36}, {0.36, 0.6, 1, 0.6}, {0.216, 0.36, 0.6, 1},
	},
	"any": {{1, -0.3, 0.5}, {-0.3, 1, 0.2}, {0.5, 0.2, 1}},
}

// Mixed columns are standard normal with the correlations of the matrix: the
// products of pairs have variance 1 + ρ².
func TestMixCorrelates(t *testing.T) {
	const n = 400_000
	for name, matrix := range matrices {
		joint, ok := NewJoint(matrix)
		if !ok {
			t.Fatalf("%s is not positive definite", name)
		}
		columns := draw(n, len(matrix))
		joint.Mix(columns)
		for i := range matrix {
			mean := 0.0
			for _, z := range columns[i] {
				mean += z / n
			}
			if math.Abs(mean) > deviations/math.Sqrt(n) {
				t.Errorf("%s: column %d has mean %v", name, i, mean)
			}
			for j := range i + 1 {
				sum := 0.0
				for k, z := range columns[i] {
					sum += z * columns[j][k] / n
				}
				rho := matrix[i][j]
				if math.Abs(sum-rho) > deviations*math.Sqrt((1+rho*rho)/n) {
					t.Errorf("%s: correlation %d, %d is %v, want %v", name, i, j, sum, rho)
				}
			}
		}
	}
}

// The coefficients reproduce the matrix exactly, and an autoregression depends on
// the column before only.
func TestJointReproducesTheMatrix(t *testing.T) {
	for name, matrix := range matrices {
		joint, _ := NewJoint(matrix)
		// Each column as a combination of independent parts.
		var rows [][]float64
		for k, s := range joint.steps {
			row := make([]float64, len(matrix))
			row[k] = s.own
			for _, term := range s.terms {
				for i := range row {
					row[i] += term.factor * rows[term.column][i]
				}
			}
			rows = append(rows, row)
			if name == "autoregressive" && len(s.terms) != min(k, 1) {
				t.Errorf("column %d has %d terms", k, len(s.terms))
			}
		}
		for i := range rows {
			for j := range rows {
				sum := 0.0
				for m := range rows[i] {
					sum += rows[i][m] * rows[j][m]
				}
				if math.Abs(sum-matrix[i][j]) > 1e-14 {
					t.Errorf("%s: (%d, %d) is %v, want %v", name, i, j, sum, matrix[i][j])
				}
			}
		}
	}
}

func TestNotPositiveDefinite(t *testing.T) {
	for _, matrix := range [][][]float64{
		{{1, 1}, {1, 1}},
		{{1, 0.9, -0.9}, {0.9, 1, 0.9}, {-0.9, 0.9, 1}},
	} {
		if _, ok := NewJoint(matrix); ok {
			t.Errorf("%v passes", matrix)
		}
	}
}

// Uniforms are those that the deviates are the quantiles of, and never 0 or 1.
func TestUniforms(t *testing.T) {
	z := []float64{-40, -3, 0, 1.5, 40}
	u := slices.Clone(z)
	Uniforms(u)
	if !slices.IsSorted(u) || u[0] <= 0 || u[4] >= 1 {
		t.Errorf("%v", u)
	}
	for i := 1; i < 4; i++ {
		if d := math.Abs(num.NormalQuantile(u[i]) - z[i]); d > 1e-12 {
			t.Errorf("%v goes to %v", z[i], num.NormalQuantile(u[i]))
		}
	}
}

func decode(t *testing.T, text string, into any) []spec.Problem {
	t.Helper()
	node, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p := spec.NewProblems()
	spec.Decode(node, into, p)
	return p.List()
}

const people = `
age    = { kind = "normal", mean = 40, sd = 10 }
old    = { kind = "cut", of = "age", at = [30, 50.5] }
source = { kind = "categorical", levels = { umbilical = 0.78, marrow = 0.21, own = 0.01 } }
`

func bind(t *testing.T, text string) []Variable {
	t.Helper()
	var of spec.Table[Covariate]
	if list := decode(t, text, &of); len(list) > 0 {
		t.Fatal(list)
	}
	p := spec.NewProblems()
	vars := Bind(of, p)
	if p.Len() > 0 {
		t.Fatal(p.Err())
	}
	return vars
}

// A cut has the categories of the number that it cuts, whose law is as declared;
// the canonical form reads back.
func TestPopulation(t *testing.T) {
	vars := bind(t, people)
	if want := []string{"below_30", "from_30_to_50.5", "from_50.5"}; !slices.Equal(vars[1].Labels, want) {
		t.Errorf("labels %v", vars[1].Labels)
	}
	const n = 100_000
	c := cohort.New(n, 1, nil)
	columns := draw(n, 3)
	for i := range vars {
		c.AddCovariate(len(vars[i].Labels))
		if vars[i].Laws == nil {
			m := vars[i].Maker(nil)
			m.Make(c.Covariates[i].Value, c.Covariates, false)
			continue
		}
		vars[i].Laws.Prepare(nil)
		m := vars[i].Maker(vars[i].Laws.ByArm[0])
		copy(c.Covariates[i].Value, columns[i])
		m.Make(c.Covariates[i].Value, c.Covariates, false)
	}
	share := func(k int, level float64) float64 {
		count := 0.0
		for _, v := range c.Covariates[k].Value {
			if v == level {
				count++
			}
		}
		return count / n
	}
	for _, want := range []struct {
		k     int
		level float64
		p     float64
	}{
		{1, 0, num.NormalCDF(-1)}, {1, 1, num.NormalCDF(1.05) - num.NormalCDF(-1)}, {2, 0, 0.78}, {2, 2, 0.01},
	} {
		if got := share(want.k, want.level); math.Abs(got-want.p) > deviations*math.Sqrt(want.p*(1-want.p)/n) {
			t.Errorf("category %v of %s: %v, want %v", want.level, vars[want.k].Name, got, want.p)
		}
	}
	for i, age := range c.Covariates[0].Value {
		if level := c.Covariates[1].Value[i]; (age >= 30) != (level >= 1) || (age >= 50.5) != (level == 2) {
			t.Fatalf("age %v is in category %v", age, level)
		}
	}
	var of spec.Table[Covariate]
	decode(t, people, &of)
	var again spec.Table[Covariate]
	if list := decode(t, spec.Encode(of).TOML(), &again); len(list) > 0 || spec.Encode(of).TOML() != spec.Encode(again).TOML() {
		t.Errorf("does not read back: %v", list)
	}
}

// The predictor is the sum of slopes times numbers and of coefficients by category,
// those of an interaction in its arm only.
func TestPredictor(t *testing.T) {
	vars := bind(t, people)
	var e Effects
	if list := decode(t, `
effects.age = 0.5
effects.source = { marrow = 2 }
interactions.b.age = 0.25
interactions.b.source = { own = -1 }
`, &e); len(list) > 0 {
		t.Fatal(list)
	}
	p := spec.NewProblems()
	predictor := e.Bind(vars, []string{"a", "b"}, p)
	if p.Len() > 0 {
		t.Fatal(p.Err())
	}
	of := []cohort.Covariate{{Value: []float64{10, 20, 30, 40}}, {Levels: 3, Value: make([]float64, 4)}, {Levels: 3, Value: []float64{0, 1, 2, 1}}}
	arm := []uint8{0, 0, 1, 1}
	want := []float64{5, 12, 15 + 7.5 - 1, 20 + 2 + 10}
	lp := make([]float64, 4)
	if predictor.Fill(lp, of, arm, 0); !slices.Equal(lp, want) {
		t.Errorf("%v, want %v", lp, want)
	}
	part := make([]float64, 2)
	if predictor.Fill(part, of, arm, 1); !slices.Equal(part, want[1:3]) {
		t.Errorf("%v, want %v", part, want[1:3])
	}
	if n := testing.AllocsPerRun(10, func() { predictor.Fill(lp, of, arm, 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	none := Effects{}
	if none.Bind(vars, nil, p) != nil {
		t.Error("a predictor of nothing")
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, path, fact string }{
		{`x = { kind = "cut", of = "y", at = [1] }`, "x.of", "y"},
		{`x = { kind = "cut", of = "x", at = [1] }`, "x.of", "later"},
		{"c = { kind = \"categorical\", levels = { a = 1, b = 1 } }\nx = { kind = \"cut\", of = \"c\", at = [1] }", "x.of", "categories"},
		{`x = { kind = "cut", of = "y", at = [] }`, "x.at", "empty"},
		{`x = { kind = "cut", of = "y", at = [2, 1] }`, "x.at.2", "above"},
		{`x = { kind = "cutt" }`, "x.kind", "cutt"},
	} {
		var of spec.Table[Covariate]
		list := decode(t, c.text, &of)
		if len(list) == 0 {
			p := spec.NewProblems()
			Bind(of, p)
			list = p.List()
		}
		if len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Fact+list[0].Hint, c.fact) || list[0].Hint == "" {
			t.Errorf("%s:\n got %v\nwant %s: … %s …", c.text, list, c.path, c.fact)
		}
	}
	vars := bind(t, people)
	for _, c := range []struct{ text, path string }{
		{"effects.agee = 1", "effects.agee"},
		{"effects.age = { young = 1 }", "effects.age"},
		{"effects.source = 1", "effects.source"},
		{"effects.source = { marow = 1 }", "effects.source.marow"},
		{"interactions.c.age = 1", "interactions.c"},
	} {
		var e Effects
		decode(t, c.text, &e)
		p := spec.NewProblems()
		e.Bind(vars, []string{"a", "b"}, p)
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || list[0].Hint == "" {
			t.Errorf("%s: %v, want one problem at %s", c.text, list, c.path)
		}
	}
}

func TestCorrelationProblems(t *testing.T) {
	for _, c := range []struct{ text, path string }{
		{`of = ["a"]` + "\nrho = 0.5", "of"},
		{`of = ["a", "a"]` + "\nrho = 0.5", "of.2"},
		{`of = ["a", "b"]`, ""},
		{`of = ["a", "b"]` + "\nrho = 0.5\nmatrix = [[1, 0], [0, 1]]", ""},
		{`of = ["a", "b"]` + "\nmatrix = [[1, 0]]", "matrix"},
		{`of = ["a", "b"]` + "\nmatrix = [[1, 0.2], [0.3, 1]]", "matrix.2.1"},
		{`of = ["a", "b"]` + "\nmatrix = [[0.9, 0.2], [0.2, 1]]", "matrix.1.1"},
		{`of = ["a", "b"]` + "\nmatrix = [[1], [0.2, 1]]", "matrix.1"},
	} {
		var of Correlation
		if list := decode(t, c.text, &of); len(list) != 1 || list[0].Path != c.path || list[0].Hint == "" {
			t.Errorf("%s: %v, want one problem at %q", c.text, list, c.path)
		}
	}
}
