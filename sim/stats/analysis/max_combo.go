package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// comboMost is the largest number of pairs of weights.
const comboMost = 6

// MaxCombo is the largest of several weighted log-rank statistics, each with the
// weight of Fleming and Harrington for its pair of rho and gamma:
//
//	Zₖ = Uₖ/√Vₖₖ,  Uₖ = Σ wₖ(t)·(d₁ − d·n₁/n),  Vₖₗ = Σ wₖ(t)·wₗ(t)·V(t)
//	p = P(max Zₖ ≥ z),  the Zₖ being normal with correlations Vₖₗ/√(Vₖₖ·Vₗₗ)
//
// with d₁ − d·n₁/n, V(t) and wₖ(t) those of log_rank [fleming1991] [lee2007]. The
// statistic is the one that is most extreme toward the alternative; of a two-sided
// test the largest in size, whose p-value is that of the largest size.
//
// The estimate is the one-step log hazard ratio U/V without weights, with standard
// error 1/√V, whichever pair is the most extreme, so that it does not jump; z of a
// two-sided test has its sign, as that of every test, while the statistic keeps its
// own. A pair whose weights are 0 wherever both arms are at risk is left out.
//
// Up to three pairs, and any number of those in which rho and gamma are whole numbers
// with a sum of at most 2, span three dimensions: p takes some 10 µs. Four pairs with
// roots take 40 µs, six 0.3 ms, and six far apart, as [0, 4], some 10 ms.
type MaxCombo struct {
	// Weights are the pairs of rho, for early, and gamma, for late differences.
	Weights [][2]float64 `toml:"weights" range:"[0,inf)"`
}

var _ = Kinds.Add("max_combo", &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}})

// Check reports too few or too many pairs, and those that are there twice.
func (m *MaxCombo) Check(p *spec.Problems) {
	p = p.At("weights")
	if len(m.Weights) < 1 || len(m.Weights) > comboMost {
		p.Report("write weights = [[0, 0], [0, 1]]", "are 1 to %d pairs of rho and gamma, not %d", comboMost, len(m.Weights))
	}
	for i, w := range m.Weights {
		for j := range i {
			if w == m.Weights[j] {
				p.Index(i+1).Report("give each pair once", "is the same as pair %d", j+1)
			}
		}
	}
}

// Fit accepts survival endpoints without margin.
func (*MaxCombo) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return (&LogRank{}).Fit(t, margin, p)
}

// New makes an analyzer of risk sets.
func (m *MaxCombo) New(h *Hypothesis, s Shape) Analyzer {
	return &maxCombo{
		riskSets: newRiskSets(s), h: h, weights: m.Weights,
		crit: num.NormalSurvivalQuantile(h.Tail()), inverse: newInverse(s),
	}
}

// maxCombo lists the risk sets of each pair and adds up all scores over them.
type maxCombo struct {
	riskSets
	h       *Hypothesis
	weights [][2]float64
	crit    float64
	inverse []inverse // by n

	plain score
	w, u  [comboMost]float64            // weights at one time, scores
	v     [comboMost][comboMost]float64 // their covariances, the lower triangle

	lower, upper [comboMost]float64
	correlation  [comboMost * comboMost]float64
}

// Analyze tests each pair.
func (a *maxCombo) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	for i, pair := range a.h.Pairs {
		sets, all := a.list(v, pair)
		if begin(sets, all, &ev[i]) {
			a.add(sets)
			a.test(&ev[i])
		}
	}
}

// add adds up all scores and covariances from the first event time to the last.
func (a *maxCombo) add(sets []riskSet) {
	a.plain, a.u, a.v = score{}, [comboMost]float64{}, [comboMost][comboMost]float64{}
	km := 1.0 // pooled Kaplan–Meier curve before the present time
	for i := len(sets) - 1; i >= 0; i-- {
		r := &sets[i]
		c := &a.inverse[r.risk.all()]
		du, dv := c.compare(r)
		a.plain.u += du
		a.plain.v += dv
		for k := range a.weights {
			w := a.weight(k, km)
			a.w[k] = w
			a.u[k] += float64(w * du)
			wv := float64(w * dv)
			row := &a.v[k]
			for l := range k + 1 {
				row[l] += float64(wv * a.w[l])
			}
		}
		km = float64(km * float64(r.risk.all()-r.event.all()) * c.mean)
	}
}

// weight is the weight of pair k where the pooled curve is km.
func (a *maxCombo) weight(k int, km float64) float64 {
	rho, gamma := a.weights[k][0], a.weights[k][1]
	w := 1.0
	if rho != 0 {
		w = power(km, rho)
	}
	if gamma != 0 {
		w = float64(w * power(1-km, gamma))
	}
	return w
}

// test turns the scores into evidence.
func (a *maxCombo) test(e *Evidence) {
	n, extreme := a.correlate()
	if n == 0 || !(a.plain.v > 0) {
		e.fail(ZeroVariance)
		return
	}
	e.Estimate = a.plain.u / a.plain.v
	e.SE = math.Sqrt(a.plain.v) / a.plain.v
	e.Half = a.crit * e.SE
	e.Statistic = extreme
	limit := a.h.Alternative.Turn(extreme)
	for k := range n {
		a.upper[k], a.lower[k] = limit, math.Inf(-1)
		if a.h.Alternative == TwoSided {
			a.lower[k] = -limit
		}
	}
	rest, p := num.NormalBox(a.lower[:n], a.upper[:n], a.correlation[:n*n])
	e.tails(p, rest, e.Estimate, a.h.Alternative)
	if math.IsInf(e.Z, 0) {
		e.Z = math.Copysign(limit, e.Z) // p has underflown; so far out it is that of one statistic
	}
}

// correlate scales scores and covariances, without the pairs that have no variance,
// and returns how many there are and the most extreme score.
func (a *maxCombo) correlate() (n int, extreme float64) {
	var kept [comboMost]int
	for k := range a.weights {
		if !(a.v[k][k] > 0) {
			continue
		}
		z := a.u[k] / math.Sqrt(a.v[k][k])
		if n == 0 || a.h.Alternative.Turn(z) > a.h.Alternative.Turn(extreme) {
			extreme = z
		}
		kept[n] = k
		n++
	}
	for i, k := range kept[:n] {
		a.correlation[i*n+i] = 1
		for j, l := range kept[:i] {
			c := a.v[k][l] / math.Sqrt(a.v[k][k]*a.v[l][l])
			a.correlation[i*n+j], a.correlation[j*n+i] = c, c
		}
	}
	return n, extreme
}
