package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// LogRank is the log-rank test and its weighted family.
//
//	U = Σ w(t)·(d₁ − d·n₁/n),  V = Σ d·(n₁/n)(n₀/n)(n − d)/(n − 1)
//	w(t) = S(t−)^rho·(1 − S(t−))^gamma
//
// over the event times, with d events among n at risk, and S the pooled
// Kaplan–Meier curve [mantel1966] [fleming1991]. Unweighted, the estimate of the
// log hazard ratio is U/V with standard error 1/√V, and the statistic U/√V; with weights
// the estimate is ΣwU/ΣwV, its standard error √(Σw²V)/ΣwV.
type LogRank struct {
	// Rho weighs early differences.
	Rho float64 `toml:"rho" range:"[0,inf)"`
	// Gamma weighs late differences.
	Gamma float64 `toml:"gamma" range:"[0,inf)"`
}

var _ = Kinds.Add("log_rank", &LogRank{})

// Check finds nothing to object to.
func (*LogRank) Check(*spec.Problems) {}

// Fit accepts survival endpoints without margin.
func (*LogRank) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Survival {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a continuous endpoint t")
	}
	noMargin(p, margin, "a margin on the hazard ratio needs a Cox model")
	return LogHazardRatio
}

// New makes an analyzer of risk sets.
func (l *LogRank) New(h *Hypothesis, s Shape) Analyzer {
	a := &logRank{h: h, rho: l.Rho, gamma: l.Gamma, crit: num.NormalSurvivalQuantile(h.Tail())}
	a.inverse = make([]float64, s.Patients+1)
	for i := range a.inverse {
		a.inverse[i] = 1 / float64(i)
	}
	return a
}

// logRank walks the risk sets of each pair in order of time.
type logRank struct {
	h          *Hypothesis
	rho, gamma float64
	crit       float64
	inverse    []float64 // 1/n
}

// score is what the walk over the risk sets adds up.
type score struct {
	u, v   float64 // Σ w(O − E), Σ wV
	v2     float64 // Σ w²V
	n      int
	events int
}

// Analyze tests each pair.
func (a *logRank) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.Endpoint]
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		sc := a.walk(v, pair)
		*e = Evidence{N: int32(sc.n), Events: int32(sc.events), Info: float64(sc.events)}
		switch {
		case sc.n == 0:
			e.fail(NoPatients)
		case sc.events == 0:
			e.fail(NoEvents)
		case sc.v2 <= 0:
			e.fail(ZeroVariance)
		default:
			e.Estimate = sc.u / sc.v
			e.SE = math.Sqrt(sc.v2) / sc.v
			e.Half = a.crit * e.SE
			e.normal(sc.u/math.Sqrt(sc.v2), a.h.Alternative)
		}
	}
}

// walk visits the event times of one pair from the first to the last.
func (a *logRank) walk(v *cohort.View, pair Pair) score {
	var s score
	n1, n := countPair(v, pair)
	s.n = n
	arm, event, time := v.Arm[:v.N], v.Event[:v.N], v.Value[:v.N]
	plain := a.rho == 0 && a.gamma == 0
	km := 1.0 // pooled Kaplan–Meier curve before the present time

	for i := 0; i < len(arm); {
		// Gather the patients whose observation ends at this time.
		t := time[i]
		var d, d1, left, left1 int
		for ; i < len(arm) && time[i] == t; i++ {
			var in, in1, e int
			if arm[i] == pair.Treated {
				in, in1 = 1, 1
			} else if arm[i] == pair.Control {
				in = 1
			}
			if event[i] {
				e = 1
			}
			left += in
			left1 += in1
			d += in & e
			d1 += in1 & e
		}
		// Compare the events with their expectation given the risk set.
		if d > 0 {
			inv := a.inverse[n]
			p := float64(n1) * inv
			fd := float64(d)
			u := float64(d1) - float64(fd*p)
			w2 := fd * p * (1 - p)
			if d > 1 {
				w2 *= float64(n-d) * a.inverse[n-1]
			}
			if plain {
				s.u += u
				s.v += w2
			} else {
				w := a.weight(km)
				s.u += float64(w * u)
				s.v += float64(w * w2)
				s.v2 += float64(w * w * w2)
				km *= 1 - float64(fd*inv)
			}
			s.events += d
		}
		n -= left
		n1 -= left1
	}
	if plain {
		s.v2 = s.v
	}
	return s
}

// weight is the weight of an event time given the curve just before it.
func (a *logRank) weight(km float64) float64 { return power(km, a.rho) * power(1-km, a.gamma) }

// power is x^a, cheap for the exponents in common use.
func power(x, a float64) float64 {
	switch a {
	case 0:
		return 1
	case 1:
		return x
	case 0.5:
		return math.Sqrt(x)
	}
	if x <= 0 {
		return 0
	}
	return num.Pow(x, a)
}

// countPair counts the treated and all patients of a pair.
func countPair(v *cohort.View, pair Pair) (n1, n int) {
	for _, arm := range v.Arm[:v.N] {
		if arm == pair.Treated {
			n1++
			n++
		} else if arm == pair.Control {
			n++
		}
	}
	return n1, n
}
