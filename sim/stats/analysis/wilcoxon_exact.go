package analysis

// rankLaws are the laws of W under all orders of the patients, for the sizes of
// arms met last. The number of orders with W = w is the coefficient of q^w in the
// Gaussian binomial coefficient
//
//	Π (1 − q^(n₀+i))/(1 − q^i),  i = 1 … n₁
//
// [mann1947]. The law is symmetric, so the lower half is kept, as cumulative
// probabilities. The memory has a fixed size and holds a pure function of the
// sizes, so it changes no result.
type rankLaws struct {
	most  uint64 // largest n₁n₀
	cells []rankLaw
}

type rankLaw struct {
	n1, n0 uint64
	cdf    []float64 // by w ≤ n₁n₀/2: P(W ≤ w)
}

const (
	mostRankPairs  = 40_000  // largest n₁n₀ with an exact law
	rankLawNumbers = 1 << 19 // about how many numbers are kept
)

func newRankLaws(patients int) *rankLaws {
	// n₁n₀ is at most a quarter of the square of n₁ + n₀.
	most := min(mostRankPairs, uint64(patients)*uint64(patients)/4)
	size := int(most/2 + 1)
	r := &rankLaws{most: most, cells: make([]rankLaw, min(max(rankLawNumbers/size, 4), 64))}
	for i := range r.cells {
		r.cells[i].cdf = make([]float64, size)
	}
	return r
}

// test fills P and Z by the exact law, if the arms are small enough.
func (r *rankLaws) test(x *ranks, excess float64, a Alternative, e *Evidence) bool {
	pairs := x.n1 * x.n0
	if pairs > r.most {
		return false
	}
	cdf := r.lookUp(x.n1, x.n0)
	w := x.wins / 2
	e.Statistic = float64(w)
	above, below := lower(cdf, pairs, pairs-w), lower(cdf, pairs, w) // P(W ≥ w), P(W ≤ w)
	switch a {
	case Greater:
		e.tails(above, less(cdf, pairs, w), excess, Greater)
	case Less:
		e.tails(below, less(cdf, pairs, pairs-w), excess, Less)
	default:
		p := min(2*min(above, below), 1)
		e.tails(p, 1-p, excess, TwoSided)
	}
	return true
}

// lower is P(W ≤ w).
func lower(cdf []float64, pairs, w uint64) float64 {
	switch {
	case w <= pairs/2:
		return cdf[w]
	case w >= pairs:
		return 1
	}
	return 1 - cdf[pairs-w-1]
}

// less is P(W < w).
func less(cdf []float64, pairs, w uint64) float64 {
	if w == 0 {
		return 0
	}
	return lower(cdf, pairs, w-1)
}

// lookUp is the law for two sizes, made at most once while it stays in memory.
func (r *rankLaws) lookUp(n1, n0 uint64) []float64 {
	c := &r.cells[(31*n1+16*n0)%uint64(len(r.cells))]
	if c.n1 != n1 || c.n0 != n0 {
		c.n1, c.n0 = n1, n0
		fillRankLaw(c.cdf[:n1*n0/2+1], int(n1), int(n0))
	}
	return c.cdf
}

// fillRankLaw makes the cumulative probabilities for w = 0 … n₁n₀/2.
//
// Every division by 1 − q^i is a running sum, and after it the coefficients are
// those of a smaller trial and none exceeds the next trial's, so that what the
// products take away loses few digits: 11 remain at the largest sizes.
func fillRankLaw(c []float64, n1, n0 int) {
	if n1 > n0 {
		n1, n0 = n0, n1
	}
	clear(c)
	c[0] = 1
	orders := 1.0
	for i := 1; i <= n1; i++ {
		for w := len(c) - 1; w >= n0+i; w-- {
			c[w] -= c[w-n0-i]
		}
		for w := i; w < len(c); w++ {
			c[w] += c[w-i]
		}
		orders = orders * float64(n0+i) / float64(i)
	}
	sum := 0.0
	for w := range c {
		sum += c[w]
		c[w] = sum / orders
	}
}
