package dist

import (
	"math"

	"simrun/sim/base/spec"
)

// Span returns the bounds between which a number lies: twice its value for a
// constant, the support of its law for a draw. A draw whose law cannot be used
// has no bounds; whoever checks the draws reports it.
func Span(n spec.Number) (lo, hi float64) {
	if !n.IsDrawn() {
		return n.Value, n.Value
	}
	law := drawn(n)
	if law == nil {
		return math.Inf(-1), math.Inf(1)
	}
	return Support(law)
}

// Typical returns a number by which a draw may stand in a rough check: the
// value of a constant, the median of the law of a draw.
func Typical(n spec.Number) float64 {
	if !n.IsDrawn() {
		return n.Value
	}
	law := drawn(n)
	if law == nil {
		return 1
	}
	return law.Quantile(0.5)
}

// drawn is the prepared law of a draw, nil when it cannot be used: it is
// mistaken, or its own parameters are drawn.
func drawn(n spec.Number) Dist {
	if nested(n.Draw.Law) {
		return nil
	}
	var law spec.Of[Dist]
	problems := spec.NewProblems()
	spec.Decode(n.Draw.Law, &law, problems)
	if problems.Len() > 0 {
		return nil
	}
	law.Value.Prepare(nil)
	return law.Value
}

// nested reports whether anything inside a law is itself drawn.
func nested(n *spec.Node) bool {
	if n.Has("draw") {
		return true
	}
	for _, key := range n.Keys() {
		if nested(n.Field(key)) {
			return true
		}
	}
	for _, item := range n.Items() {
		if nested(item) {
			return true
		}
	}
	return false
}
