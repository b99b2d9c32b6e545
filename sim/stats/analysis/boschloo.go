package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Boschloo is Boschloo's exact unconditional test of two proportions: Fisher's
// p-value f is its statistic, and the worst common success probability gives p.
//
//	p = max over π of Σ P(x₁, x₀ | π),  over the tables with f ≤ f(observed)·(1 + 10⁻⁷)
//
// with f of the same alternative; two-sided, f is Fisher's two-sided p-value
// [boschloo1970]. It keeps its level and rejects whenever fisher does. Statistic
// is f. The maximum is found among all local ones, to about 11 digits.
type Boschloo struct{}

var _ = Kinds.Add("boschloo", &Boschloo{})

// Check finds nothing to object to.
func (*Boschloo) Check(*spec.Problems) {}

// Fit accepts binary endpoints without margin.
func (*Boschloo) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitBinary(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (*Boschloo) New(h *Hypothesis, s Shape) Analyzer {
	return newTables(newBoschloo(s.Patients), h, s)
}

// boschloo is the test with its memory, which holds pure functions of the sizes of
// the arms and so changes no result.
type boschloo struct {
	inverse []float64 // 1/k
	level   []float64 // by successes in both arms: conditional probability of the tables at least as extreme

	// Fisher's p-values of all tables, by successes in both arms, for one
	// alternative and the sizes met last; those of one number of successes only when
	// there are too many.
	n1, n0      int32
	alternative Alternative
	p           []float64
}

// mostFisher is how many of Fisher's p-values are kept.
const mostFisher = 1 << 20

func newBoschloo(patients int) *boschloo {
	half := patients/2 + 1
	b := &boschloo{
		inverse: make([]float64, patients+2), level: make([]float64, patients+1),
		p: make([]float64, max(min((patients+1)*half, mostFisher), half)),
	}
	for k := 1; k < len(b.inverse); k++ {
		b.inverse[k] = 1 / float64(k)
	}
	return b
}

func (b *boschloo) test(t table, h *Hypothesis, e *Evidence) {
	(&Fisher{}).test(t, h, e)
	f := e.P
	e.Statistic = f
	if f*slack >= 1 {
		e.tails(1, 0, e.Estimate, h.Alternative)
		return
	}
	p := min(b.worst(b.levels(t, f*slack, h.Alternative)), f) // f is an upper bound, but for rounding
	e.tails(p, 1-p, e.Estimate, h.Alternative)
}

// levels are the conditional probabilities, by successes in both arms, of the
// tables with a Fisher p-value of at most f: each the largest such p-value.
func (b *boschloo) levels(t table, f float64, a Alternative) []float64 {
	n := int(t.n1 + t.n0)
	stride := int(min(t.n1, t.n0)) + 1
	known := b.n1 == t.n1 && b.n0 == t.n0 && b.alternative == a
	if (n+1)*stride > len(b.p) {
		stride, known = 0, false
	}
	b.n1, b.n0, b.alternative = t.n1, t.n0, a
	level := b.level[:n+1]
	for m := range level {
		g := hypergeometric{t.n1, t.n0, int32(m)}
		lo, hi, mode := g.support()
		p := b.p[m*stride:][:hi-lo+1]
		if !known {
			g.fisher(p, a)
		}
		switch a {
		case Greater:
			level[m] = largest(p, 0, f)
		case Less:
			level[m] = largest(p, len(p)-1, f)
		default:
			level[m] = largest(p, int(mode-lo), f)
		}
	}
	return level
}

// largest is the largest p-value of at most f, or 0, among values that rise up to
// the given place and fall from there.
func largest(p []float64, peak int, f float64) float64 {
	best := 0.0
	lo, hi := 0, peak+1 // the first above f
	for lo < hi {
		if m := (lo + hi) / 2; p[m] <= f {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo > 0 {
		best = p[lo-1]
	}
	lo, hi = peak, len(p) // the first not above f
	for lo < hi {
		if m := (lo + hi) / 2; p[m] <= f {
			hi = m
		} else {
			lo = m + 1
		}
	}
	if lo < len(p) {
		best = max(best, p[lo])
	}
	return best
}

// fisher fills p with Fisher's p-values of all values of the law.
func (g hypergeometric) fisher(p []float64, a Alternative) {
	lo, hi, mode := g.support()
	p[mode-lo] = 1
	total := 1.0
	for k := mode; k < hi; k++ {
		p[k+1-lo] = float64(p[k-lo] * g.up(k))
		total += p[k+1-lo]
	}
	for k := mode; k > lo; k-- {
		p[k-1-lo] = float64(p[k-lo] * g.down(k))
		total += p[k-1-lo]
	}
	sum := 0.0
	switch a {
	case Greater:
		for i := len(p) - 1; i >= 0; i-- {
			sum += p[i]
			p[i] = sum / total
		}
	case Less:
		for i := range p {
			sum += p[i]
			p[i] = sum / total
		}
	default:
		// From both ends toward the mode, weights that differ by rounding only taken
		// together.
		for i, j := 0, len(p)-1; i <= j; {
			equal := slack * min(p[i], p[j])
			first, last := i, j
			for ; i <= j && p[i] <= equal; i++ {
				sum += p[i]
			}
			for ; i <= j && p[j] <= equal; j-- {
				sum += p[j]
			}
			for k := first; k < i; k++ {
				p[k] = sum / total
			}
			for k := last; k > j; k-- {
				p[k] = sum / total
			}
		}
	}
}
