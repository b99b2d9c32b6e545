package design

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// falseAlarm is the rate at which a right program fails a test that draws.
const falseAlarm = 1e-7

// maximum is the planned information at the last look.
const maximum = 100

// thirds are the planned fractions of three looks.
var thirds = []float64{1.0 / 3, 2.0 / 3, 1}

// efficacies are examples of every rule for bounds at three looks of a test at
// level alpha; a rule without one fails the tests.
func efficacies(name string, alpha float64) []boundary.Efficacy {
	return map[string][]boundary.Efficacy{
		"obrien_fleming":        {&boundary.OBrienFleming{}},
		"pocock":                {&boundary.Pocock{}},
		"hwang_shih_decani":     {&boundary.HwangShihDeCani{Gamma: -2}},
		"kim_demets":            {&boundary.KimDeMets{Rho: 2}},
		"user":                  {&boundary.User{Spent: []float64{alpha / 5, alpha / 2, alpha}}},
		"obrien_fleming_bounds": {&boundary.OBrienFlemingBounds{}},
		"pocock_bounds":         {&boundary.PocockBounds{}},
		"wang_tsiatis_bounds":   {&boundary.WangTsiatisBounds{Delta: 0.25}},
		"haybittle_peto":        {&boundary.HaybittlePeto{Z: boundary.PerLook{3}}},
		"fixed_bounds":          {&boundary.FixedBounds{Z: boundary.PerLook{2.5}}, &boundary.FixedBounds{Z: boundary.PerLook{3, 2.5, 2}}},
	}[name]
}

// sequential is a design with one rule for every analysis.
func sequential(e boundary.Efficacy) *GroupSequential {
	return &GroupSequential{Information: "observed", Efficacy: spec.All(spec.Of[boundary.Efficacy]{Name: "rule", Value: e})}
}

// obrienFleming is the design of most tests here.
func obrienFleming() *GroupSequential { return sequential(&boundary.OBrienFleming{}) }

// futile adds a futility rule for every deciding analysis.
func futile(g *GroupSequential, rule boundary.Efficacy, binding bool) *GroupSequential {
	g.Futility = spec.All(boundary.Futility{Of: spec.Of[boundary.Efficacy]{Name: "rule", Value: rule}, Beta: 0.2, Binding: binding})
	return g
}

// comparison is one that every look analyzes, with the planned fractions.
func comparison(analysis int, a analysis.Alternative, alpha float64, planned []float64) Comparison {
	c := Comparison{Analysis: analysis, Alternative: a, Alpha: alpha, Planned: planned, Count: maximum, PerCount: 1}
	for range planned {
		c.Part = append(c.Part, true)
	}
	return c
}

// setting has one comparison for each of the analyses a, b, ….
func setting(comparisons ...Comparison) *Setting {
	s := &Setting{Looks: len(comparisons[0].Planned), Comparisons: comparisons}
	for _, c := range comparisons {
		if c.Analysis == len(s.Analyses) {
			s.Analyses = append(s.Analyses, string(rune('a'+c.Analysis)))
		}
	}
	return s
}

// decider is a decider of a design without problems.
func decider(t testing.TB, d Design, s *Setting) Decider {
	t.Helper()
	p := spec.NewProblems()
	d.Check(p)
	out := d.New(s, p)
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// evidence is what a normal statistic with the given information says.
func evidence(z, info float64, a analysis.Alternative) analysis.Evidence {
	p := num.NormalSurvival(z)
	switch a {
	case analysis.Less:
		p = num.NormalCDF(z)
	case analysis.TwoSided:
		p = 2 * num.NormalSurvival(math.Abs(z))
	}
	return analysis.Evidence{Statistic: z, Z: z, P: p, Info: info}
}

// undefined is evidence that could not be computed.
func undefined() analysis.Evidence {
	nan := math.NaN()
	return analysis.Evidence{Z: nan, P: nan, Statistic: nan, Info: 30, Status: analysis.NoEvents}
}

// path draws the statistics of a trial at the given information, which have
// under the null hypothesis the canonical joint normal law: sums of independent
// increments, divided by the root of the information.
func path(trial int64, comparison int, info []float64) []float64 {
	var s rng.Stream
	s.Seek(1, trial, rng.NewSlot("path"))
	z, sum, before := make([]float64, len(info)), 0.0, 0.0
	for k, i := range info {
		sum += math.Sqrt(i-before) * num.NormalQuantile(s.Uniform(16*comparison+k))
		z[k], before = sum/math.Sqrt(i), i
	}
	return z
}

// decision is what a trial came to.
type decision struct {
	stop     bool
	futile   bool
	last     int
	rejected []int
	positive []bool
	bounds   []float64 // of every look, NaN as −1
}

// conduct holds the looks of a trial: which of those planned, and with which
// information. The last of them is final.
func conduct(d Decider, s *Setting, trial int64, looks []int, info []float64) decision {
	out := decision{}
	a := NewAction(len(s.Comparisons))
	d.Start()
	paths := make([][]float64, len(s.Comparisons))
	for i := range paths {
		paths[i] = path(trial, i, info)
	}
	for k, index := range looks {
		ev := make([]analysis.Evidence, len(s.Comparisons))
		for i := range ev {
			ev[i] = evidence(paths[i][k], info[k], s.Comparisons[i].Alternative)
			if !s.Comparisons[i].Part[index] {
				ev[i].Status = analysis.NotAnalyzed
			}
		}
		d.Decide(Look{Index: index, Final: k == len(looks)-1}, ev, &a)
		out.last = index
		for _, b := range a.Bound {
			if math.IsNaN(b) {
				b = -1
			}
			out.bounds = append(out.bounds, b)
		}
		if a.Stop {
			break
		}
	}
	out.stop, out.futile, out.rejected, out.positive = a.Stop, a.Futile, slices.Clone(a.Rejected), slices.Clone(a.Positive)
	return out
}

// excess is by how many standard errors the share of k in n exceeds p, and limit what
// it exceeds with the rate of false alarms.
func excess(k, n int, p float64) float64 {
	return (float64(k) - float64(n)*p) / math.Sqrt(float64(n)*p*(1-p))
}

func limit() float64 { return -distuv.UnitNormal.Quantile(falseAlarm) }
