package boundary

// outright is a rule whose bounds are given, whenever the looks are.
type outright interface {
	Efficacy
	outright()
}

func (*FixedBounds) outright() {}

// NeedsFractions reports whether a rule cannot give bounds before the planned
// information fractions are known. Bounds given outright never need them, and
// spending functions need them only to be planned: with observed fractions a
// function of the fraction does without.
func NeedsFractions(e Efficacy, observed bool) bool {
	switch e.(type) {
	case outright:
		return false
	case planned:
		return true
	case Spending:
		return !observed
	}
	return true
}
