package correlation

import "simrun/sim/base/spec"

// AR1 is a first-order autoregression by the index of the visit.
//
//	corr(Yᵢ, Yⱼ) = rho^|i−j|
//
// What lies between two visits counts as one step, however long it takes; see
// exponential for time [diggle2002, ch. 4].
type AR1 struct {
	// Rho is the correlation of neighboring visits.
	Rho float64 `toml:"rho,required" range:"(-1,1)"`
}

var _ = Kinds.Add("ar1", &AR1{})

// Check has nothing to add: the range of rho says it all.
func (*AR1) Check(*spec.Problems) {}

// Matrix has the powers of rho.
func (c *AR1) Matrix(visits []float64, _ *spec.Problems) [][]float64 {
	return matrix(len(visits), func(i, j int) float64 {
		power := 1.0
		for range i - j {
			power *= c.Rho
		}
		return power
	})
}
