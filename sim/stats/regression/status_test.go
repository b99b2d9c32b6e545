package regression

import (
	"math"
	"testing"
)

// TestWhatCannotBeFittedSaysWhy lists patients as arm, covariate and response.
func TestWhatCannotBeFittedSaysWhy(t *testing.T) {
	type rows [][3]float64
	for _, c := range []struct {
		model string
		why   Status
		rows  rows
	}{
		{"linear", NoPatients, rows{{1, 1, 2}, {1, 2, 5}}},
		{"linear", NoPatients, rows{{0, 1, 2}, {0, 2, 5}}},
		{"linear", NoPatients, nil},
		{"linear", ZeroVariance, rows{{1, 1, 2}, {0, 2, 5}, {0, 3, 7}}},                // no degrees of freedom
		{"linear", ZeroVariance, rows{{1, 1, .1}, {1, 2, .1}, {0, 2, .3}, {0, 3, .3}}}, // equal responses
		{"linear", ZeroVariance, rows{{1, 1, 1.1}, {1, 2, 1.2}, {0, 2, .2}, {0, 3, .3}, {0, 5, .5}}},
		{"linear", OK, rows{{1, 1, 1.1}, {1, 2, 1.2}, {0, 2, .2}, {0, 3, .3}, {0, 5, .5001}}},
		{"logistic", NoPatients, rows{{1, 1, 1}, {1, 2, 0}}},
		{"logistic", OneCategory, rows{{1, 1, 1}, {0, 2, 1}}},
		{"logistic", OneCategory, rows{{1, 1, 0}, {0, 2, 0}}},
		{"logistic", NoConvergence, rows{{1, 1, 1}, {1, 2, 1}, {0, 1, 0}, {0, 2, 1}}}, // no failure among the treated
		{"logistic", NoConvergence, rows{{1, 1, 0}, {1, 2, 0}, {0, 1, 0}, {0, 2, 1}}},
		{"logistic", NoConvergence, rows{{1, 1, 0}, {1, 2, 1}, {0, 1, 0}, {0, 2, 1}}},            // separated by the covariate
		{"logistic", NoConvergence, rows{{1, 1, 0}, {1, 2, 1}, {0, 1, 0}, {0, 2, 1}, {1, 2, 0}}}, // up to a tie
		{"logistic", OK, rows{{1, 1, 0}, {1, 2, 1}, {0, 1, 0}, {0, 2, 1}, {1, 2, 0}, {0, 1, 1}, {1, 1, 1}}},
		{"poisson", NoPatients, rows{{1, 1, 1}, {1, 2, 0}}},
		{"poisson", NoEvents, rows{{1, 1, 0}, {0, 2, 0}}},
		{"poisson", NoConvergence, rows{{1, 1, 3}, {0, 2, 0}, {0, 1, 0}}},
		{"poisson", NoConvergence, rows{{1, 1, 3}, {0, 1, 2}, {1, 2, 0}, {0, 2, 0}}}, // no event at covariate 2
		{"poisson", OK, rows{{1, 1, 3}, {0, 1, 2}, {1, 2, 0}, {0, 2, 1}}},
		{"negative_binomial", NoPatients, rows{{1, 1, 1}, {1, 2, 0}}},
		{"negative_binomial", NoEvents, rows{{1, 1, 0}, {0, 2, 0}}},
		{"negative_binomial", NoConvergence, rows{{1, 1, 0}, {0, 2, 3}, {0, 1, 9}}},
		{"negative_binomial", OK, rows{{1, 1, 3}, {0, 1, 2}, {1, 2, 0}, {0, 2, 1}, {1, 2, 30}, {0, 1, 20}}},
		{"proportional_odds", NoPatients, rows{{1, 1, 1}, {1, 2, 0}}},
		{"proportional_odds", OneCategory, rows{{1, 1, 2}, {0, 2, 2}}},
		{"proportional_odds", NoConvergence, rows{{1, 1, 2}, {1, 1, 3}, {0, 2, 0}, {0, 1, 1}}}, // all treated above all controls
		{"proportional_odds", NoConvergence, rows{{1, 1, 2}, {1, 2, 3}, {0, 1, 2}, {0, 2, 3}}},
		{"proportional_odds", OK, rows{{1, 1, 2}, {1, 2, 3}, {0, 1, 3}, {0, 2, 0}}},
	} {
		s := sample{Covariates: make([][]float64, 1)}
		for _, r := range c.rows {
			s.Arm = append(s.Arm, uint8(r[0]))
			s.Covariates[0] = append(s.Covariates[0], r[1])
			s.Response = append(s.Response, r[2])
			s.Exposure = append(s.Exposure, 1)
		}
		f := models[c.model](&s)
		if f.status != c.why {
			t.Errorf("%s %v: %v, want %v", c.model, c.rows, f.status, c.why)
		}
		for _, e := range []coefficient{f.effect, f.slopes[0]} {
			if fails := math.IsNaN(e.estimate) && math.IsNaN(e.se); fails != (c.why != OK) {
				t.Errorf("%s %v: %v has estimate %v ± %v", c.model, c.rows, f.status, e.estimate, e.se)
			}
		}
	}
}

func TestEveryStatusHasAName(t *testing.T) {
	seen := map[string]bool{}
	for s := OK; s <= NoConvergence; s++ {
		if s.String() == "" || seen[s.String()] {
			t.Errorf("status %d is %q", s, s)
		}
		seen[s.String()] = true
	}
}

// TestMantelHaenszelOfTolbutamide compares with what metafor's test of its example
// rothman2008 expects of the deaths by age under tolbutamide and placebo (University
// Group Diabetes Program; table 15-1 of Rothman, Greenland and Lash 2008): risk
// difference .0349 with a 90 % interval from −.0176 to .0874, and the chi-square
// 1.1914 without continuity correction.
func TestMantelHaenszelOfTolbutamide(t *testing.T) {
	strata := []Table{
		{Treated: 106, TreatedSuccesses: 8, Control: 120, ControlSuccesses: 5},
		{Treated: 98, TreatedSuccesses: 22, Control: 85, ControlSuccesses: 16},
	}
	const z95, half = 1.6448536269514722, 0.00005
	d, se, s := RiskDifference(strata)
	if s != OK || math.Abs(d-.0349) > half || math.Abs(d-z95*se+.0176) > half || math.Abs(d+z95*se-.0874) > half {
		t.Errorf("risk difference %v ± %v, %v", d, se, s)
	}
	z, s := CochranMantelHaenszel(strata)
	if s != OK || math.Abs(z*z-1.1914) > half || z < 0 {
		t.Errorf("z = %v, %v", z, s)
	}
}

func TestOneStratumHasTheUnpooledError(t *testing.T) {
	for _, x := range []Table{{30, 12, 28, 9}, {5, 1, 90, 44}, {10, 10, 8, 3}, {10, 0, 8, 3}} {
		d, se, s := RiskDifference([]Table{x})
		p1, p0 := float64(x.TreatedSuccesses)/float64(x.Treated), float64(x.ControlSuccesses)/float64(x.Control)
		want := math.Sqrt(p1*(1-p1)/float64(x.Treated) + p0*(1-p0)/float64(x.Control))
		if s != OK || !close(d, p1-p0, 1e-14) || !close(se, want, 1e-13) {
			t.Errorf("%v: %v ± %v (%v), want %v ± %v", x, d, se, s, p1-p0, want)
		}
	}
}

func TestStrataThatSayNothingChangeNothing(t *testing.T) {
	strata := []Table{{30, 12, 28, 9}, {20, 5, 25, 11}}
	more := append([]Table{{0, 0, 9, 4}, {7, 2, 0, 0}, {0, 0, 0, 0}}, strata...)
	z, _ := CochranMantelHaenszel(strata)
	if got, s := CochranMantelHaenszel(more); got != z || s != OK {
		t.Errorf("z = %v (%v), want %v", got, s, z)
	}
	d, se, _ := RiskDifference(strata)
	if e, f, s := RiskDifference(more); e != d || f != se || s != OK {
		t.Errorf("%v ± %v (%v), want %v ± %v", e, f, s, d, se)
	}
	// A stratum with one category has weight in the risk difference alone.
	if got, _ := CochranMantelHaenszel(append([]Table{{9, 9, 4, 4}}, strata...)); got != z {
		t.Errorf("z = %v, want %v", got, z)
	}
}

func TestExchangedArmsTurnStrataRound(t *testing.T) {
	strata := []Table{{30, 12, 28, 9}, {20, 5, 25, 11}, {7, 7, 31, 2}}
	var turned []Table
	for _, x := range strata {
		turned = append(turned, Table{x.Control, x.ControlSuccesses, x.Treated, x.TreatedSuccesses})
	}
	z, _ := CochranMantelHaenszel(strata)
	if got, _ := CochranMantelHaenszel(turned); got != -z {
		t.Errorf("z = %v, want %v", got, -z)
	}
	d, se, _ := RiskDifference(strata)
	if e, f, _ := RiskDifference(turned); e != -d || !close(f, se, 1e-14) {
		t.Errorf("%v ± %v, want %v ± %v", e, f, -d, se)
	}
}

func TestStrataThatCannotBeComparedSayWhy(t *testing.T) {
	for _, c := range []struct {
		strata   []Table
		cmh, mh  Status
		estimate float64
	}{
		{nil, NoPatients, NoPatients, math.NaN()},
		{[]Table{{5, 2, 0, 0}, {0, 0, 7, 1}}, NoPatients, NoPatients, math.NaN()},
		{[]Table{{5, 5, 4, 4}, {3, 0, 7, 0}}, OneCategory, ZeroVariance, 0},
		{[]Table{{5, 5, 4, 0}, {3, 3, 7, 0}}, OK, ZeroVariance, 1},
		{[]Table{{5, 0, 4, 4}, {3, 0, 7, 7}, {13, 0, 1, 1}}, OK, ZeroVariance, -1},
		{[]Table{{1, 1, 1, 0}}, OK, ZeroVariance, 1},
	} {
		z, s := CochranMantelHaenszel(c.strata)
		if s != c.cmh || math.IsNaN(z) != (s != OK) {
			t.Errorf("%v: z = %v, %v, want %v", c.strata, z, s, c.cmh)
		}
		d, se, s := RiskDifference(c.strata)
		if s != c.mh || !math.IsNaN(se) || !close(d, c.estimate, 1e-15) {
			t.Errorf("%v: %v ± %v, %v, want %v and %v", c.strata, d, se, s, c.estimate, c.mh)
		}
	}
}
