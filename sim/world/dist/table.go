package dist

import "math"

// guide finds the first entry of an ascending list of cumulative probabilities
// that reaches u: by a table that says where to begin, and a short walk
// [chen1974].
type guide struct {
	cum   []float64 // ascending
	begin []int32   // begin[i] is the first entry ≥ i/len(begin)
}

// index builds the table for cum, in memory that it reuses.
func (g *guide) index() {
	cells := 8
	for cells < len(g.cum) {
		cells *= 2
	}
	g.begin = g.begin[:0]
	k := 0
	for i := range cells {
		for k+1 < len(g.cum) && g.cum[k] < float64(i)/float64(cells) {
			k++
		}
		g.begin = append(g.begin, int32(k))
	}
}

// find is the first entry ≥ u, or the last one, for 0 ≤ u ≤ 1.
func (g *guide) find(u float64) int {
	k := int(g.begin[min(int(u*float64(len(g.begin))), len(g.begin)-1)])
	for k+1 < len(g.cum) && g.cum[k] < u {
		k++
	}
	return k
}

// counting is a law of a count, as its table needs it.
type counting interface {
	// exact is P(X ≤ k) for a whole k ≥ 0.
	exact(k float64) float64
	// ratio is P(X = k + 1)/P(X = k).
	ratio(k float64) float64
}

const (
	// negligible is less than half the last digit of a probability near 1.
	negligible = 0x1p-55
	// maxTable limits the table; what lies above is found by bisection.
	maxTable = 1 << 12
)

// countTable is the table of a law of counts from first on.
type countTable struct {
	guide
	law   counting
	first float64
}

// fill tables the law from the first count that matters to the last, by its
// exact CDF and then by the ratio of neighbors.
func (t *countTable) fill(law counting) {
	t.law, t.first, t.cum = law, 0, t.cum[:0]
	at := law.exact(0)
	mass := at
	if at < negligible {
		t.first = t.search(negligible, 0, 1)
		at = law.exact(t.first)
		mass = at - law.exact(t.first-1)
	}
	for k := t.first; ; k++ {
		t.cum = append(t.cum, min(at, 1))
		ratio := law.ratio(k)
		if ratio == 0 { // the last count there is
			t.cum[len(t.cum)-1] = 1
		}
		mass = float64(mass * ratio)
		if ratio < 1 && mass < negligible*(1-ratio) || len(t.cum) == maxTable {
			break
		}
		at += mass
	}
	t.index()
}

// search is the first count with CDF ≥ u above lo, where it is smaller; hi is
// a guess.
func (t *countTable) search(u, lo, hi float64) float64 {
	for t.law.exact(hi) < u {
		lo, hi = hi, float64(2*hi)+1
		if hi > 0x1p52 {
			return math.Inf(1)
		}
	}
	for hi-lo > 1 {
		mid := math.Floor(lo + float64((hi-lo)/2))
		if t.law.exact(mid) < u {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// Quantile is the smallest count with CDF ≥ u.
func (t *countTable) Quantile(u float64) float64 {
	switch last := len(t.cum) - 1; {
	case u > t.cum[last]:
		return t.beyond(u, t.first+float64(last))
	case u <= t.cum[0] && t.first > 0:
		if t.law.exact(0) >= u {
			return 0
		}
		return t.search(u, 0, t.first)
	}
	return t.first + float64(t.find(u))
}

// beyond is the quantile above the end of the table.
func (t *countTable) beyond(u, last float64) float64 {
	if u >= 1 && !(t.law.ratio(last) <= 0) {
		return math.Inf(1)
	}
	if u >= 1 {
		return last
	}
	return t.search(u, last, float64(2*last)+1)
}

// CDF steps at the counts.
func (t *countTable) CDF(x float64) float64 {
	k := math.Floor(x)
	switch last := t.first + float64(len(t.cum)-1); {
	case k < 0:
		return 0
	case k < t.first:
		return t.law.exact(k)
	case k <= last:
		return t.cum[int(k-t.first)]
	case math.IsInf(k, 1):
		return 1
	default:
		return max(t.law.exact(k), t.cum[len(t.cum)-1])
	}
}

// Discrete is true.
func (t *countTable) Discrete() bool { return true }
