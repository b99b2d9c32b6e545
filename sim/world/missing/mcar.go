package missing

import "simrun/sim/base/spec"

// MCAR is missing completely at random: it depends on nothing but the arm.
//
//	P(missing) = p
//
// Then leaving out what is missing biases no comparison when the arms have one p
// [rubin1976].
type MCAR struct {
	Chance
}

var _ = Kinds.Add("mcar", &MCAR{Chance{Pattern: "monotone"}})

// Check has nothing to add: the range of p says it all.
func (*MCAR) Check(*spec.Problems) {}

// Parts is the chance alone.
func (m *MCAR) Parts() (*Chance, *Dependence) { return &m.Chance, nil }
