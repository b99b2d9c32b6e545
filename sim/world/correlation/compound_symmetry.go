package correlation

import "simrun/sim/base/spec"

// CompoundSymmetry is the same correlation of any two visits.
//
//	corr(Yᵢ, Yⱼ) = rho
//
// It is that of a random intercept [diggle2002, ch. 4]; with n visits rho must be
// above −1/(n − 1).
type CompoundSymmetry struct {
	// Rho is the correlation.
	Rho float64 `toml:"rho,required" range:"(-1,1)"`
}

var _ = Kinds.Add("compound_symmetry", &CompoundSymmetry{})

// Check has nothing to add: the range of rho says it all.
func (*CompoundSymmetry) Check(*spec.Problems) {}

// Matrix has rho everywhere but on the diagonal.
func (c *CompoundSymmetry) Matrix(visits []float64, _ *spec.Problems) [][]float64 {
	return matrix(len(visits), func(int, int) float64 { return c.Rho })
}
