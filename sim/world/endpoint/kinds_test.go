package endpoint

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/correlation"
	"simrun/sim/world/dist"
)

// falseAlarm is the rate at which a right program fails a test that draws.
const falseAlarm = 1e-7

// example is an endpoint of a kind and a law for each of three arms, and laws
// that it refuses.
type example struct {
	model   Drawn
	shape   cohort.Shape
	laws    []dist.Dist
	refuses []dist.Dist
	later   [][]dist.Dist // laws of the further columns
}

// columns are the laws by column and arm.
func (e *example) columns() [][]dist.Dist { return append([][]dist.Dist{e.laws}, e.later...) }

// recorded is the law of what a column shows in an arm.
func (e *example) recorded(column, arm int) dist.Dist {
	var laws []dist.Dist
	for _, c := range e.columns() {
		laws = append(laws, c[arm])
	}
	if r, ok := e.model.(Recorded); ok {
		return r.Recorded(column, laws)
	}
	return laws[column]
}

func number(x float64) *spec.Number { n := spec.Const(x); return &n }

// examples has some of every kind; a kind without one fails the tests.
var examples = map[string][]example{
	"binary": {{
		model: &Binary{Common: Common{Delay: 0.5}, Due: Due{At: 12}},
		shape: cohort.Shape{Type: cohort.Binary, At: 12, Delay: 0.5},
		laws:  []dist.Dist{bernoulli(0.28), bernoulli(0.325), bernoulli(0.9)},
		refuses: []dist.Dist{
			normal(0.5, 0.1), &dist.Uniform{Min: *number(0), Max: *number(1)},
			&dist.Exponential{Rate: number(1)}, &dist.Constant{Value: *number(2)}, &dist.Constant{Value: *number(0.5)},
		},
	}, {
		model: &Binary{},
		shape: cohort.Shape{Type: cohort.Binary},
		laws:  []dist.Dist{bernoulli(0), bernoulli(1), &dist.Constant{Value: *number(1)}},
	}},
	"continuous": {{
		model: &Continuous{Common: Common{Delay: 1}, Due: Due{At: 3}},
		shape: cohort.Shape{Type: cohort.Continuous, At: 3, Delay: 1},
		laws:  []dist.Dist{normal(0, 1), normal(0.4, 2), &dist.Uniform{Min: *number(-1), Max: *number(1)}},
	}, {
		model: &Continuous{},
		shape: cohort.Shape{Type: cohort.Continuous},
		laws:  []dist.Dist{bernoulli(0.3), &dist.Constant{Value: *number(-3)}, &dist.Lognormal{MeanLog: number(0), SDLog: number(1)}},
	}},
	"ordinal": {{
		model:   &Ordinal{Response: graded(), Common: Common{Delay: 1}, Due: Due{At: 3}},
		shape:   cohort.Shape{Type: cohort.Ordinal, At: 3, Delay: 1, Levels: 3},
		laws:    []dist.Dist{grades(3, 2, 1), grades(1, 1, 1), grades(0, 1, 0)},
		refuses: []dist.Dist{normal(0, 1), grades(1, 1), bernoulli(0.5)},
	}},
	"count": {{
		model: &Count{Exposure: 1, Common: Common{Delay: 1}},
		shape: cohort.Shape{Type: cohort.Count, At: 1, Delay: 1},
		laws: []dist.Dist{
			&dist.Poisson{Rate: *number(0.7)}, &dist.NegativeBinomial{Expected: *number(3), Dispersion: *number(0.5)},
			&dist.ZeroInflated{Zero: *number(0.3), Of: spec.Of[dist.Dist]{Name: "poisson", Value: &dist.Poisson{Rate: *number(2)}}},
		},
		refuses: []dist.Dist{
			normal(0, 1), bernoulli(0.5),
			&dist.ZeroInflated{Zero: *number(0.3), Of: spec.Of[dist.Dist]{Name: "exponential", Value: &dist.Exponential{Rate: number(2)}}},
		},
	}},
	"longitudinal": {{
		model: &Longitudinal{
			Common: Common{Delay: 0.25}, Visits: []float64{0, 1, 3}, Marginal: "normal", SD: spec.All(Series{*number(1)}),
			Mean: spec.All(Profile{Series: Series{*number(0)}}), Correlations: ar1(0.5),
		},
		shape: cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{0, 1, 3}, Delay: 0.25},
		laws:  []dist.Dist{normal(10, 3), normal(10, 3), normal(10, 3)},
		later: [][]dist.Dist{
			{&dist.Lognormal{MeanLog: number(0), SDLog: number(1)}, &dist.Lognormal{MeanLog: number(1), SDLog: number(0.5)}, &dist.Lognormal{MeanLog: number(2), SDLog: number(1)}},
			{normal(8, 2), &dist.Gamma{Expected: number(5), SD: number(2)}, normal(7, 4)},
		},
	}, {
		model: &Longitudinal{
			Visits: []float64{0.5, 6}, Marginal: "normal", SD: spec.All(Series{*number(1)}), Bounds: []float64{0, 20}, Round: ptr(0.5),
			Mean: spec.All(Profile{Series: Series{*number(0)}}), Correlations: ar1(-0.3),
		},
		shape: cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{0.5, 6}},
		laws:  []dist.Dist{normal(3, 3), normal(15, 8), normal(0, 4)},
		later: [][]dist.Dist{{normal(1, 1), normal(19, 1), &dist.Gamma{Expected: number(5), SD: number(5)}}},
	}},
	"survival": {{
		model: &Survival{Common: Common{Delay: 2}},
		shape: cohort.Shape{Type: cohort.Survival, Delay: 2},
		laws: []dist.Dist{
			&dist.Exponential{Median: number(12)}, &dist.Weibull{Shape: *number(1.5), Scale: number(20)},
			&dist.PiecewiseExponential{From: []float64{0, 6}, Rate: []spec.Number{*number(0.1), *number(0)}},
		},
		refuses: []dist.Dist{normal(10, 5), &dist.Constant{Value: *number(-1)}, &dist.Uniform{Min: *number(-0.5), Max: *number(1)}},
	}, {
		model: &Survival{},
		shape: cohort.Shape{Type: cohort.Survival},
		laws:  []dist.Dist{&dist.Constant{Value: *number(4)}, &dist.Uniform{Min: *number(1), Max: *number(2)}, bernoulli(0.5)},
	}},
}

func ptr[T any](x T) *T { return &x }

func ar1(rho float64) spec.Of[correlation.Pattern] {
	return spec.Of[correlation.Pattern]{Name: "ar1", Value: &correlation.AR1{Rho: rho}}
}

func grades(weights ...float64) *dist.Categorical {
	c := &dist.Categorical{}
	for i, w := range weights {
		c.Levels = append(c.Levels, spec.Named[spec.Number]{Name: string(rune('a' + i)), Value: *number(w)})
	}
	return c
}

// graded is a response of three categories.
func graded() Response {
	var r Response
	r.Response.One = &dist.Response{Law: spec.Of[dist.Dist]{Name: "categorical", Value: grades(3, 2, 1)}}
	return r
}

// staying are patients in the given arms who never leave.
func staying(arm []uint8) *Patients {
	leave := make([]float64, len(arm))
	for i := range leave {
		leave[i] = math.Inf(1)
	}
	return &Patients{Arm: arm, Leave: leave}
}

func bernoulli(p float64) dist.Dist { return &dist.Bernoulli{P: *number(p)} }

func normal(mean, sd float64) dist.Dist {
	return &dist.Normal{Expected: *number(mean), SD: *number(sd)}
}

// each runs a test for every example of every kind, with its laws prepared.
func each(t *testing.T, test func(t *testing.T, e *example)) {
	for _, name := range Kinds.Names() {
		if m, _ := Kinds.New(name); isDerived(m) {
			continue
		}
		if len(examples[name]) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, e := range examples[name] {
			for _, law := range slices.Concat(append(e.columns(), e.refuses)...) {
				law.Prepare(nil)
			}
			t.Run(name, func(t *testing.T) { test(t, &e) })
		}
	}
}

// isDerived reports whether an endpoint follows from others.
func isDerived(m Model) bool {
	_, ok := m.(Derived)
	return ok
}

// column is the stream of a column of the endpoint in a trial.
func column(trial int64, k int) *rng.Stream {
	s := new(rng.Stream)
	s.Seek(1, trial, rng.NewSlot("endpoints.x"+strings.Repeat("x", k)))
	return s
}

// realize lets n patients in the given arms happen, in ranges that end at cuts, and
// returns the columns.
func realize(e *example, arm []uint8, cuts ...int) [][]float64 {
	o := &cohort.New(len(arm), len(e.laws), []cohort.Shape{e.shape}).Outcomes[0]
	r, lo := e.model.New(e.columns()), 0
	for _, hi := range append(cuts, len(arm)) {
		fill(o, 3, lo, hi)
		r.Realize(o, staying(arm), Range{lo, hi})
		lo = hi
	}
	return o.Columns
}

// fill draws the uniforms of a range.
func fill(o *cohort.Outcome, trial int64, lo, hi int) {
	for k := range o.Columns {
		column(trial, k).Fill(o.Columns[k][lo:hi], lo)
	}
}

// equal compares columns.
func equal(a, b [][]float64) bool { return slices.EqualFunc(a, b, slices.Equal[[]float64]) }

// arms are n patients in turn in each of three arms, or all in one.
func arms(n int, one int) []uint8 {
	a := make([]uint8, n)
	for i := range a {
		if a[i] = uint8(one); one < 0 {
			a[i] = uint8(i % 3)
		}
	}
	return a
}

func TestParts(t *testing.T) {
	each(t, func(t *testing.T, e *example) {
		common, shape := e.model.Parts()
		if !reflect.DeepEqual(shape, e.shape) || common.Delay != shape.Delay {
			t.Errorf("%+v, want %+v", shape, e.shape)
		}
		p := spec.NewProblems()
		if e.model.Check(p); p.Len() > 0 {
			t.Error(p.Err())
		}
	})
}

// TestAnySplit realizes patients in two and three ranges, and wants the values
// of one.
func TestAnySplit(t *testing.T) {
	const n = 600 // more than two blocks of a stream
	each(t, func(t *testing.T, e *example) {
		arm := arms(n, -1)
		whole := realize(e, arm)
		for cut := 0; cut <= n; cut++ {
			if !equal(realize(e, arm, cut), whole) {
				t.Fatalf("values depend on the cut at %d", cut)
			}
		}
		for cut := 0; cut < n; cut += 37 {
			if !equal(realize(e, arm, cut, (cut+n)/2), whole) {
				t.Fatalf("values depend on the cuts at %d and %d", cut, (cut+n)/2)
			}
		}
	})
}

// TestOnlyTheRange leaves other patients alone.
func TestOnlyTheRange(t *testing.T) {
	each(t, func(t *testing.T, e *example) {
		o := &cohort.New(50, 3, []cohort.Shape{e.shape}).Outcomes[0]
		for _, values := range o.Columns {
			for i := range values {
				values[i] = -77
			}
		}
		fill(o, 0, 20, 30)
		e.model.New(e.columns()).Realize(o, staying(arms(50, -1)), Range{20, 30})
		for k, values := range o.Columns {
			for i, v := range values {
				if (v == -77) == (20 <= i && i < 30) {
					t.Fatalf("patient %d has %v in column %d", i, v, k)
				}
			}
		}
	})
}

// TestSameUniform wants the value of each patient to be that of the patient's
// own uniform under the law of the arm: so a patient would have had, in another
// arm, the value at the same quantile.
func TestSameUniform(t *testing.T) {
	const n = 700
	each(t, func(t *testing.T, e *example) {
		mixed := realize(e, arms(n, -1))
		for arm := range e.laws {
			columns := realize(e, arms(n, arm))
			for k, values := range columns {
				u := make([]float64, n)
				column(3, k).Fill(u, 0)
				law := e.recorded(k, arm)
				for i, v := range values {
					want := law.Quantile(u[i])
					if e.shape.Type == cohort.Survival {
						life, _ := dist.AsLifetime(law)
						want = life.Time(-num.Log(1 - u[i]))
					}
					if v != want {
						t.Fatalf("patient %d has %v in arm %d, want %v", i, v, arm, want)
					}
					if i%3 == arm && mixed[k][i] != v {
						t.Fatalf("patient %d has %v, but %v when all are in arm %d", i, mixed[k][i], v, arm)
					}
				}
			}
		}
	})
}

// TestMarginals compares the empirical distribution of many patients with the
// law of each arm. By the inequality of Dvoretzky, Kiefer, Wolfowitz and
// Massart the largest distance exceeds ε with probability at most 2·exp(−2nε²),
// whatever the law.
func TestMarginals(t *testing.T) {
	const n = 100_000
	limit := math.Sqrt(math.Log(2/falseAlarm) / (2 * n))
	each(t, func(t *testing.T, e *example) {
		for arm := range e.laws {
			for k, values := range realize(e, arms(n, arm)) {
				if x, far := farthest(values, e.recorded(k, arm)); far > limit {
					t.Fatalf("arm %d, column %d: distance %v at %v, limit %v", arm, k, far, x, limit)
				}
			}
		}
	})
}

// farthest is the largest distance between an empirical distribution, of values that it
// sorts, and a law, and where it is.
func farthest(values []float64, law dist.Dist) (at, most float64) {
	n := len(values)
	slices.Sort(values)
	for i, x := range values {
		if math.IsInf(x, 1) {
			break // never: the mass that the CDF leaves out
		}
		// Steps of the empirical distribution: at the last of equal values, and before the first.
		if i == n-1 || values[i+1] != x {
			if d := math.Abs(float64(i+1)/float64(n) - law.CDF(x)); d > most {
				at, most = x, d
			}
		}
		if i == 0 || values[i-1] != x {
			if d := math.Abs(float64(i)/float64(n)-law.CDF(x-1e-9*(1+math.Abs(x)))) - 1e-6; d > most {
				at, most = x, d
			}
		}
	}
	return at, most
}

func TestNoAllocation(t *testing.T) {
	each(t, func(t *testing.T, e *example) {
		o := &cohort.New(300, 3, []cohort.Shape{e.shape}).Outcomes[0]
		r, p, s := e.model.New(e.columns()), staying(arms(300, -1)), column(0, 0)
		draw := func() {
			for _, values := range o.Columns {
				s.Fill(values, 0)
			}
			r.Realize(o, p, Range{0, 300})
		}
		if n := testing.AllocsPerRun(20, draw); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// TestAdmit wants the laws of the examples admitted and the others refused with
// a hint.
func TestAdmit(t *testing.T) {
	each(t, func(t *testing.T, e *example) {
		for _, law := range e.laws {
			p := spec.NewProblems()
			if e.model.Admit(law, p); p.Len() > 0 {
				t.Errorf("%+v: %v", law, p.Err())
			}
		}
		for _, law := range e.refuses {
			p := spec.NewProblems()
			if e.model.Admit(law, p); p.Len() != 1 || p.List()[0].Hint == "" {
				t.Errorf("%+v: %v, want one problem with a hint", law, p.List())
			}
		}
	})
}

// TestProblems gives bad endpoints as a file would.
func TestProblems(t *testing.T) {
	const response = "\nresponse = { kind = \"bernoulli\", p = 0.5 }"
	for _, c := range []struct{ text, path, fact string }{
		{"kind = \"binary\"" + response, "x.at", "missing"},
		{"kind = \"binary\"\nat = -1" + response, "x.at", "wanted"},
		{"kind = \"binary\"\nat = 1", "x.response", "missing"},
		{"kind = \"continuous\"\nat = 1\ndelay = -1" + response, "x.delay", "wanted"},
		{"kind = \"survival\"\nat = 1" + response, "x.at", ""},
	} {
		node, err := spec.Parse("[x]\n" + c.text)
		if err != nil {
			t.Fatal(err)
		}
		var m spec.Of[Model]
		p := spec.NewProblems()
		spec.Decode(node.Field("x"), &m, p.At("x"))
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Fact, c.fact) {
			t.Errorf("%s:\n got %v\nwant %s: … %s …", c.text, list, c.path, c.fact)
		}
	}
}
