package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Cox is the Wald test of the arm in Cox's proportional hazards model. With the arm
// alone the estimate β of the log hazard ratio maximizes the partial
// likelihood
//
//	ℓ(β) = Σ d₁·β − Σ log(a + b·exp(β))
//	z = (β − margin)/SE,  SE = 1/√(−ℓ″(β))
//
// over the event times, and within one of d events over l = 0 … d − 1, with b the
// treated at risk and a the controls. Efron takes away l/d of those with the event,
// Breslow nobody [cox1972] [efron1977] [breslow1974]. Where the likelihood rises
// forever, as when one arm has no event while the other is at risk, there is no
// convergence.
//
// With strata ℓ is summed over them. With covariates β is a vector, beside the arm
// one number for each of them, or for each level of a category but the first, and
// exp(β) above is exp(β·x) of each patient; one that is a combination of others, or
// constant, is left out. If the likelihood rises forever in any direction, also when
// some level has no event, there is no convergence.
type Cox struct {
	// Covariates are adjusted for: numbers, and categories by their levels.
	Covariates []string `toml:"covariates,later"`
	// Strata are covariates with levels: each stratum has a baseline hazard of its own.
	Strata []string `toml:"strata,later"`
	// Ties says how events at one time are taken together.
	Ties string `toml:"ties" choices:"efron breslow"`
}

var _ = Kinds.Add("cox", &Cox{Ties: "efron"})

// Check finds nothing to object to.
func (*Cox) Check(*spec.Problems) {}

// Adjusts names the covariates and the strata.
func (c *Cox) Adjusts() (covariates, strata []string) { return c.Covariates, c.Strata }

// Fit accepts survival endpoints.
func (*Cox) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Survival {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a continuous endpoint t")
	}
	return LogHazardRatio
}

// New makes an analyzer of risk sets.
func (c *Cox) New(h *Hypothesis, s Shape) Analyzer {
	if len(h.Covariates) > 0 {
		return newCoxModel(h, s, c.Ties == "efron")
	}
	a := &cox{
		riskSets: newRiskSets(s), h: h, efron: c.Ties == "efron",
		crit: num.NormalSurvivalQuantile(h.Tail()), terms: make([]term, 0, s.Patients),
	}
	if len(h.Strata) > 0 {
		return &stratifiedCox{cox: a, strata: newStrata(s)}
	}
	return a
}

// cox lists the risk sets of each pair and maximizes the likelihood over them.
type cox struct {
	riskSets
	h     *Hypothesis
	efron bool
	crit  float64
	terms []term
}

// term is the weight of the controls and of the treated at one event.
type term struct{ a, b float64 }

// Analyze tests each pair.
func (a *cox) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	for i, pair := range a.h.Pairs {
		sets, all := a.list(v, pair)
		if begin(sets, all, &ev[i]) {
			a.test(sets, &ev[i])
		}
	}
}

// test turns risk sets into evidence.
func (a *cox) test(sets []riskSet, e *Evidence) {
	rises, falls := monotone(sets)
	a.terms = a.terms[:0]
	a.conclude(rises, falls, a.spread(sets), e)
}

// conclude maximizes the likelihood of the terms, d1 of them events of the treated,
// and turns the result into evidence.
func (a *cox) conclude(rises, falls bool, d1 float64, e *Evidence) {
	switch {
	case rises && falls:
		e.fail(ZeroVariance)
		return
	case rises || falls:
		e.fail(NoConvergence)
		return
	}
	beta, information, ok := maximize(a.terms, d1)
	if !ok {
		e.fail(NoConvergence)
		return
	}
	e.Estimate = beta
	e.SE = 1 / math.Sqrt(information)
	e.Half = a.crit * e.SE
	e.wald(e.SE, a.h)
}

// stratifiedCox adds up the likelihood of all strata.
type stratifiedCox struct {
	*cox
	strata
}

// Analyze tests each pair.
func (a *stratifiedCox) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.sort(s, &s.Views[a.h.View], a.h)
	for i, pair := range a.h.Pairs {
		var all, events patient
		rises, falls, d1 := true, true, 0.0
		a.terms = a.terms[:0]
		for k := range a.strata.n() {
			v := a.stratum(k)
			sets, patients := a.list(&v, pair)
			up, down := monotone(sets)
			rises, falls = rises && up, falls && down
			d1 += a.spread(sets)
			all += patients
			events += countEvents(sets)
		}
		if start(all, events, &ev[i]) {
			a.conclude(rises, falls, d1, &ev[i])
		}
	}
}

// monotone reports whether the likelihood never falls as β grows, and whether it
// never rises: when no event of a control, or of a treated patient, happens while
// the other arm is at risk.
func monotone(sets []riskSet) (rises, falls bool) {
	rises, falls = true, true
	for i := range sets {
		r := &sets[i]
		n, n1, d, d1 := r.risk.all(), r.risk.treated(), r.event.all(), r.event.treated()
		rises = rises && !(n1 > 0 && d1 < d)
		falls = falls && !(n1 < n && d1 > 0)
	}
	return rises, falls
}

// spread adds the terms of all events at which both arms are at risk, and counts
// those events of the treated. The others add nothing to the slope.
func (a *cox) spread(sets []riskSet) (treated float64) {
	terms := a.terms
	for i := range sets {
		r := &sets[i]
		n, n1, d, d1 := r.risk.all(), r.risk.treated(), r.event.all(), r.event.treated()
		if n1 == 0 || n1 == n {
			continue
		}
		treated += float64(d1)
		t := term{float64(n - n1), float64(n1)}
		terms = append(terms, t)
		for l := int64(1); l < d; l++ {
			if a.efron {
				share := float64(l) / float64(d)
				t = term{float64(n-n1) - float64(share*float64(d-d1)), float64(n1) - float64(share*float64(d1))}
			}
			terms = append(terms, t)
		}
	}
	a.terms = terms
	return treated
}

// maximize finds the zero of the likelihood's slope and the information there. The
// slope falls everywhere, so Newton's steps, no longer than farthest and within a
// shrinking bracket, arrive.
func maximize(terms []term, d1 float64) (beta, information float64, ok bool) {
	const farthest = 2
	lo, hi := math.Inf(-1), math.Inf(1)
	for range 200 {
		slope, info := derivatives(terms, d1, beta)
		if slope > 0 {
			lo = beta
		} else {
			hi = beta
		}
		step := min(max(slope/info, -farthest), farthest)
		if math.Abs(step) <= 1e-9 && lo < hi {
			// The error is squared by the step: what is left is rounding, also of the
			// information, which changes by a small multiple of the step.
			beta += step
			_, info = derivatives(terms, d1, beta)
			return beta, info, info > 0
		}
		beta += step
		if beta <= lo || beta >= hi {
			beta = lo + float64(0.5*(hi-lo))
		}
	}
	return 0, 0, false
}

// derivatives are the slope of the log likelihood and minus its curvature, with q
// the share of the treated in a term:
//
//	d₁ − Σ q,  Σ q·(1 − q)
func derivatives(terms []term, d1, beta float64) (slope, information float64) {
	ratio := num.Exp(beta)
	sum := 0.0
	for _, t := range terms {
		w := float64(t.b * ratio)
		inverse := 1 / (t.a + w)
		q := float64(w * inverse)
		sum += q
		information += float64(q * (t.a * inverse))
	}
	return d1 - sum, information
}
