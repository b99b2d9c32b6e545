package analysis

import (
	"math"
	"math/bits"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Wilcoxon is the rank-sum test of Wilcoxon, Mann and Whitney.
//
//	W = #{x₁ > x₀} + ½·#{x₁ = x₀}  over all pairs of a treated and a control patient
//	z = (W − n₁n₀/2 − c)/√(n₁n₀/12·(N + 1 − Σ(t³ − t)/(N(N − 1))))
//
// with t the sizes of the groups of tied values and c the continuity correction:
// ½ for greater, −½ for less, ½ with the sign of W − n₁n₀/2 for two-sided
// [mann1947]. Statistic is W. The estimate is W/(n₁n₀) − ½, the probability of
// superiority minus ½; its standard error is that of the placements
//
//	SE² = s₁²/n₁ + s₀²/n₀
//
// where s₁² is the sample variance over the treated of the share of controls that
// each exceeds (ties half), s₀² likewise, and 0 in an arm of one patient
// [delong1988].
//
// With exact = true the p-value is that of the permutation law of W, doubled for
// two-sided, without correction. With ties, or where n₁n₀ exceeds 40,000, the
// normal approximation serves.
type Wilcoxon struct {
	// Continuity corrects the normal approximation by ½.
	Continuity bool `toml:"continuity"`
	// Exact uses the exact law of W when there are no ties.
	Exact bool `toml:"exact"`
}

var _ = Kinds.Add("wilcoxon", &Wilcoxon{Continuity: true})

// Check finds nothing to object to.
func (*Wilcoxon) Check(*spec.Problems) {}

// Fit accepts continuous endpoints, and ordinal ones, without margin.
func (*Wilcoxon) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Continuous && t != cohort.Ordinal {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a survival endpoint log_rank")
	}
	noMargin(p, margin, `use { kind = "t" } or { kind = "welch" } for a margin on the mean`)
	return Superiority
}

// New makes an analyzer of ranks.
func (w *Wilcoxon) New(h *Hypothesis, s Shape) Analyzer {
	a := &wilcoxon{h: h, continuity: w.Continuity, crit: num.NormalSurvivalQuantile(h.Tail()), sorter: newSorter(s.Patients)}
	if w.Exact {
		a.law = newRankLaws(s.Patients)
	}
	return a
}

// wilcoxon ranks the patients of each pair.
type wilcoxon struct {
	h          *Hypothesis
	continuity bool
	crit       float64
	sorter     sorter
	law        *rankLaws // nil without exact
}

// Analyze tests each pair.
func (a *wilcoxon) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	for i, pair := range a.h.Pairs {
		r := rank(a.sorter.sort(v, pair))
		ev[i] = Evidence{N: int32(r.n1 + r.n0), Missing: int32(v.Missing[pair.Treated] + v.Missing[pair.Control])}
		a.test(&r, &ev[i])
	}
}

// test turns ranks into evidence.
func (a *wilcoxon) test(r *ranks, e *Evidence) {
	if r.n1 == 0 || r.n0 == 0 {
		e.fail(NoPatients)
		return
	}
	n1, n0 := float64(r.n1), float64(r.n0)
	n, pairs := n1+n0, n1*n0
	e.Info = pairs / n
	variance := pairs / 12 * (n + 1 - float64(r.ties)/(n*(n-1)))
	if r.ties == r.all() {
		e.fail(ZeroVariance)
		return
	}
	// W − n₁n₀/2 is a whole number of halves, and exact.
	excess := float64(0.5 * float64(int64(r.wins)-int64(r.n1*r.n0)))
	e.Estimate = excess / pairs
	e.SE = math.Sqrt(spread(r.squares1, r.wins, r.n1)/(4*n0*n0) + spread(r.squares0, 2*r.n1*r.n0-r.wins, r.n0)/(4*n1*n1))
	e.Half = a.crit * e.SE
	if a.law != nil && r.ties == 0 && a.law.test(r, excess, a.h.Alternative, e) {
		return
	}
	e.normal((excess-a.correction(excess))/math.Sqrt(variance), a.h.Alternative)
	e.Statistic = float64(r.wins) / 2
}

// correction is the continuity correction.
func (a *wilcoxon) correction(excess float64) float64 {
	switch {
	case !a.continuity || a.h.Alternative == TwoSided && excess == 0:
		return 0
	case a.h.Alternative == Less:
		return -0.5
	case a.h.Alternative == TwoSided:
		return math.Copysign(0.5, excess)
	}
	return 0.5
}

// ranks is what the order of two arms comes to, in whole numbers.
type ranks struct {
	n1, n0             uint64
	wins               uint64 // Σ over the treated of twice the placement: 2·W
	squares1, squares0 uint64 // Σ of squares of twice the placements, by arm
	ties               uint64 // Σ t³ − t
}

// all is what ties is when all values are equal.
func (r *ranks) all() uint64 { n := r.n1 + r.n0; return n*n*n - n }

// rank walks the sorted patients in groups of equal values.
func rank(sorted []ranked) (r ranks) {
	for _, x := range sorted {
		r.n1 += x.treated
	}
	r.n0 = uint64(len(sorted)) - r.n1
	below1, below0 := uint64(0), uint64(0)
	for i := 0; i < len(sorted); {
		value := sorted[i].value
		t1, t := uint64(0), uint64(0)
		for i < len(sorted) && sorted[i].value == value {
			t1 += sorted[i].treated
			t++
			i++
		}
		t0 := t - t1
		place1, place0 := 2*below0+t0, 2*below1+t1
		r.wins += t1 * place1
		r.squares1 += t1 * place1 * place1
		r.squares0 += t0 * place0 * place0
		r.ties += t*t*t - t
		below1 += t1
		below0 += t0
	}
	return r
}

// spread is the sample variance over its number, s²/n, of n whole numbers with
// the given sums of squares and of themselves; without rounding before the end.
func spread(squares, sum, n uint64) float64 {
	if n < 2 {
		return 0
	}
	hi, lo := bits.Mul64(n, squares)
	hi2, lo2 := bits.Mul64(sum, sum)
	lo, borrow := bits.Sub64(lo, lo2, 0)
	hi, _ = bits.Sub64(hi, hi2, borrow)
	x := float64(n)
	return (math.Ldexp(float64(hi), 64) + float64(lo)) / (x * x * (x - 1))
}
