package tally

import "math"

// Pair counts two indicators observed on the same trials, as when two designs
// run on common random numbers: N10 trials hit in the first and not in the
// second, and so on.
type Pair struct{ N00, N01, N10, N11 int64 }

// Add counts one trial.
func (p *Pair) Add(first, second bool) {
	switch {
	case first && second:
		p.N11++
	case first:
		p.N10++
	case second:
		p.N01++
	default:
		p.N00++
	}
}

// Merge adds the counts of o.
func (p *Pair) Merge(o *Pair) {
	p.N00 += o.N00
	p.N01 += o.N01
	p.N10 += o.N10
	p.N11 += o.N11
}

// N returns the number of trials counted.
func (p *Pair) N() int64 { return p.N00 + p.N01 + p.N10 + p.N11 }

// Difference returns the rate of the first minus the rate of the second
// indicator, d = (N10 − N01)/N, and its plug-in standard error
//
//	√(((N10 + N01)/N − d²)/N),
//
// which uses that the same trials were seen by both. Both are NaN if nothing
// was counted.
func (p *Pair) Difference() (value, se float64) {
	n := float64(p.N())
	value = float64(p.N10-p.N01) / n
	variance := float64(p.N10+p.N01)/n - float64(value*value)
	return value, math.Sqrt(max(0, variance) / n)
}

// AppendBinary appends the canonical encoding of p to b.
func (p *Pair) AppendBinary(b []byte) []byte {
	return appendCounts(b, p.N00, p.N01, p.N10, p.N11)
}

// Decode sets p to the pair encoded at the front of b and returns the rest.
func (p *Pair) Decode(b []byte) (rest []byte, err error) {
	var t Pair
	if rest, err = decodeCounts(b, &t.N00, &t.N01, &t.N10, &t.N11); err != nil {
		return b, err
	}
	*p = t
	return rest, nil
}
