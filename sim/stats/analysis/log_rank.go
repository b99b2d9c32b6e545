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
	a := &logRank{
		h: h, rho: l.Rho, gamma: l.Gamma, crit: num.NormalSurvivalQuantile(h.Tail()),
		inverse: make([]float64, s.Patients+1), sets: make([]riskSet, s.Patients+1),
	}
	for i := range a.inverse {
		a.inverse[i] = 1 / float64(i)
	}
	return a
}

// logRank lists the risk sets of each pair and adds up the score over them.
type logRank struct {
	h          *Hypothesis
	rho, gamma float64
	crit       float64
	inverse    []float64 // 1/n
	sets       []riskSet // one more than there can be, since list writes ahead
}

// riskSet is one event time: d events among n patients at risk, of whom d1 and
// n1 are treated.
type riskSet struct{ n, n1, d, d1 int32 }

// score is what the risk sets add up to.
type score struct {
	u, v float64 // Σ w(O − E), Σ wV
	v2   float64 // Σ w²V
}

// Analyze tests each pair.
func (a *logRank) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.Endpoint]
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		sets, n, n1 := a.list(v, pair)
		*e = Evidence{N: n, Events: countEvents(sets)}
		e.Info = float64(e.Events)
		if n1 == 0 || n1 == n {
			e.fail(NoPatients)
			continue
		}
		if len(sets) == 0 {
			e.fail(NoEvents)
			continue
		}
		sc := a.add(sets)
		if sc.v2 <= 0 {
			e.fail(ZeroVariance)
			continue
		}
		root := math.Sqrt(sc.v2)
		e.Estimate = sc.u / sc.v
		e.SE = root / sc.v
		e.Half = a.crit * e.SE
		e.normal(sc.u/root, a.h.Alternative)
	}
}

// list finds the risk sets of a pair from the last event time to the first, so
// that the set at risk grows as the walk meets the patients, and returns them
// with the sizes of the pair and of its treated arm.
//
// Note: whose event comes next is random, and each branch on it would be
// mispredicted half of the time: the steps below have none except for ties. A
// set without event is written all the same, and then overwritten.
func (a *logRank) list(v *cohort.View, pair Pair) (sets []riskSet, n, n1 int32) {
	arm := v.Arm[:v.N]
	time, event := v.Value[:len(arm)], v.Event[:len(arm)]
	k := 0
	for i := len(arm) - 1; i >= 0; {
		// Gather the patients whose observation ends at this time.
		t := time[i]
		var d, d1 int32
		for {
			in1 := bit(arm[i] == pair.Treated)
			in := in1 | bit(arm[i] == pair.Control)
			e := bit(event[i])
			n += in
			n1 += in1
			d += in & e
			d1 += in1 & e
			if i--; i < 0 || time[i] != t {
				break
			}
		}
		a.sets[k] = riskSet{n, n1, d, d1}
		k += int(bit(d > 0))
	}
	return a.sets[:k], n, n1
}

// bit is 1 for true.
func bit(b bool) (x int32) {
	if b {
		x = 1
	}
	return x
}

// countEvents counts the events of all risk sets.
func countEvents(sets []riskSet) (d int32) {
	for i := range sets {
		d += sets[i].d
	}
	return d
}

// add compares, from the first event time to the last, the events with their
// expectation given the risk set. Numerators are whole numbers and exact, so
// that a risk set of one arm adds exactly nothing, and exchanging the arms
// changes exactly the sign.
func (a *logRank) add(sets []riskSet) (s score) {
	plain := a.rho == 0 && a.gamma == 0
	km := 1.0 // pooled Kaplan–Meier curve before the present time
	for i := len(sets) - 1; i >= 0; i-- {
		r := &sets[i]
		n, n1, d, d1 := int64(r.n), int64(r.n1), int64(r.d), int64(r.d1)
		inv := a.inverse[n]
		u := float64(d1*n-d*n1) * inv
		v := float64(d*n1*(n-n1)) * inv * inv
		if d > 1 {
			v *= float64(n-d) * a.inverse[n-1]
		}
		if plain {
			s.u += u
			s.v += v
			continue
		}
		w := power(km, a.rho) * power(1-km, a.gamma)
		wv := float64(w * v)
		s.u += float64(w * u)
		s.v += wv
		s.v2 += float64(w * wv)
		km *= float64(n-d) * inv
	}
	if plain {
		s.v2 = s.v
	}
	return s
}

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
