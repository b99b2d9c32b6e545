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
// the estimate is ΣwU/ΣwV, its standard error √(Σw²V)/ΣwV. With strata U and V are
// summed over them, and S is the curve of the stratum.
type LogRank struct {
	// Strata are covariates with levels: patients are compared within their stratum.
	Strata []string `toml:"strata,later"`
	// Rho weighs early differences.
	Rho float64 `toml:"rho" range:"[0,inf)"`
	// Gamma weighs late differences.
	Gamma float64 `toml:"gamma" range:"[0,inf)"`
}

var _ = Kinds.Add("log_rank", &LogRank{})

// Check finds nothing to object to.
func (*LogRank) Check(*spec.Problems) {}

// Adjusts names the strata.
func (l *LogRank) Adjusts() (covariates, strata []string) { return nil, l.Strata }

// Fit accepts survival endpoints without margin.
func (*LogRank) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Survival {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a continuous endpoint t")
	}
	noMargin(p, margin, `use { kind = "cox" } for a margin on the hazard ratio`)
	return LogHazardRatio
}

// New makes an analyzer of risk sets.
func (l *LogRank) New(h *Hypothesis, s Shape) Analyzer {
	a := &logRank{
		h: h, rho: l.Rho, gamma: l.Gamma, crit: num.NormalSurvivalQuantile(h.Tail()),
		inverse: newInverse(s), riskSets: newRiskSets(s),
	}
	if len(h.Strata) > 0 {
		return &stratifiedLogRank{logRank: a, strata: newStrata(s)}
	}
	return a
}

// newInverse lists the factors of all numbers at risk.
func newInverse(s Shape) []inverse {
	list := make([]inverse, s.Patients+1)
	for i := 1; i <= s.Patients; i++ {
		n := float64(i)
		list[i].mean = 1 / n
		if i > 1 {
			list[i].variance = 1 / (n * n * (n - 1))
		}
	}
	return list
}

// logRank lists the risk sets of each pair and adds up the score over them.
type logRank struct {
	riskSets
	h          *Hypothesis
	rho, gamma float64
	crit       float64
	inverse    []inverse // by n
}

// inverse holds 1/n and 1/(n²(n − 1)), or 0 where that is not needed.
type inverse struct{ mean, variance float64 }

// score is what the risk sets add up to.
type score struct {
	u, v float64 // Σ w(O − E), Σ wV
	v2   float64 // Σ w²V
}

// Analyze tests each pair.
func (a *logRank) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	for i, pair := range a.h.Pairs {
		sets, all := a.list(v, pair)
		if begin(sets, all, &ev[i]) {
			a.test(sets, &ev[i])
		}
	}
}

// test turns risk sets into evidence.
func (a *logRank) test(sets []riskSet, e *Evidence) { a.conclude(a.add(sets), e) }

// conclude turns the score into evidence.
func (a *logRank) conclude(s score, e *Evidence) {
	if s.v2 <= 0 {
		e.fail(ZeroVariance)
		return
	}
	sd := math.Sqrt(s.v2)
	e.Estimate = s.u / s.v
	e.SE = sd / s.v
	e.Half = a.crit * e.SE
	e.normal(s.u/sd, a.h.Alternative)
}

// stratifiedLogRank adds up the scores of all strata.
type stratifiedLogRank struct {
	*logRank
	strata
}

// Analyze tests each pair.
func (a *stratifiedLogRank) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.sort(s, &s.Views[a.h.View], a.h)
	for i, pair := range a.h.Pairs {
		var sum score
		var all, events patient
		for k := range a.strata.n() {
			v := a.stratum(k)
			sets, patients := a.list(&v, pair)
			one := a.add(sets)
			sum.u += one.u
			sum.v += one.v
			sum.v2 += one.v2
			all += patients
			events += countEvents(sets)
		}
		if start(all, events, &ev[i]) {
			a.conclude(sum, &ev[i])
		}
	}
}

// add adds up the risk sets from the first event time to the last.
func (a *logRank) add(sets []riskSet) score {
	var u, v, v2 float64
	if a.rho == 0 && a.gamma == 0 {
		for i := len(sets) - 1; i >= 0; i-- {
			r := &sets[i]
			du, dv := a.inverse[r.risk.all()].compare(r)
			u += du
			v += dv
		}
		return score{u, v, v}
	}
	km := 1.0 // pooled Kaplan–Meier curve before the present time
	for i := len(sets) - 1; i >= 0; i-- {
		r := &sets[i]
		c := &a.inverse[r.risk.all()]
		du, dv := c.compare(r)
		w := 1.0
		if a.rho != 0 {
			w = power(km, a.rho)
		}
		if a.gamma != 0 {
			w = float64(w * power(1-km, a.gamma))
		}
		dv = float64(w * dv)
		u += float64(w * du)
		v += dv
		v2 += float64(w * dv)
		km = float64(km * float64(r.risk.all()-r.event.all()) * c.mean)
	}
	return score{u, v, v2}
}

// compare is O − E and its variance. The numerators are whole numbers and exact,
// so that a risk set of one arm adds exactly nothing, and exchanging the arms
// changes exactly the sign.
func (c *inverse) compare(r *riskSet) (u, v float64) {
	n, n1, d, d1 := r.risk.all(), r.risk.treated(), r.event.all(), r.event.treated()
	return float64(float64(d1*n-d*n1) * c.mean), float64(float64(d*n1*(n-n1)) * float64(n-d) * c.variance)
}

// power is x^a for a > 0, cheap for the exponents in common use.
func power(x, a float64) float64 {
	switch {
	case a == 1:
		return x
	case a == 0.5:
		return math.Sqrt(x)
	case x <= 0:
		return 0
	}
	return num.Pow(x, a)
}
