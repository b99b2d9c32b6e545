package tally

import "math"

// Count is a rate in the making: K hits among N trials, 0 ≤ K ≤ N.
type Count struct{ N, K int64 }

// Add counts one trial.
func (c *Count) Add(hit bool) {
	c.N++
	if hit {
		c.K++
	}
}

// Merge adds the counts of o.
func (c *Count) Merge(o *Count) {
	c.N += o.N
	c.K += o.K
}

// Rate returns K/N, NaN if nothing was counted.
func (c *Count) Rate() float64 {
	return float64(c.K) / float64(c.N)
}

// SE returns the plug-in standard error √(p(1−p)/N) of the rate p, which is 0
// at p = 0 and p = 1 (see Wilson); NaN if nothing was counted.
func (c *Count) SE() float64 {
	n := float64(c.N)
	return math.Sqrt(float64(c.K)*float64(c.N-c.K)/n) / n
}

// AppendBinary appends the canonical encoding of c to b.
func (c *Count) AppendBinary(b []byte) []byte {
	return appendCounts(b, c.N, c.K)
}

// Decode sets c to the count encoded at the front of b and returns the rest.
func (c *Count) Decode(b []byte) (rest []byte, err error) {
	var t Count
	if rest, err = decodeCounts(b, &t.N, &t.K); err != nil {
		return b, err
	}
	if t.K > t.N {
		return b, errMalformed
	}
	*c = t
	return rest, nil
}

// Wilson returns the score interval of [wilson] for a rate of which k hits in
// n trials were seen (0 ≤ k ≤ n), z being the normal quantile of the two-sided
// confidence (1.96 for 95 %):
//
//	(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n),  p = k/n
//
// The lower end is exactly 0 for k = 0, the upper exactly 1 for k = n. With
// n = 0 nothing is known and the interval is (0, 1).
func Wilson(k, n int64, z float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	// The same, multiplied by n: (k + z²/2 ± z·√(k(n−k)/n + z²/4)) / (n + z²).
	hits, size, zz := float64(k), float64(n), float64(z*z)
	half := float64(z * math.Sqrt(hits*float64(n-k)/size+float64(zz/4)))
	center := hits + float64(zz/2)
	lo = max(0, (center-half)/(size+zz))
	hi = min(1, (center+half)/(size+zz))
	if k == 0 {
		lo = 0
	}
	if k == n {
		hi = 1
	}
	return lo, hi
}
