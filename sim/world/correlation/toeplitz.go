package correlation

import "simrun/sim/base/spec"

// Toeplitz is a correlation for each distance in the index of the visit.
//
//	corr(Yᵢ, Yⱼ) = rho[|i−j|]
//
// [diggle2002, ch. 4].
type Toeplitz struct {
	// Rho holds the correlations of visits one apart, two apart, and so on.
	Rho []float64 `toml:"rho,required" range:"(-1,1)"`
}

var _ = Kinds.Add("toeplitz", &Toeplitz{})

// Check has nothing to add: the number of correlations depends on the visits.
func (*Toeplitz) Check(*spec.Problems) {}

// Matrix has the correlations along its diagonals.
func (c *Toeplitz) Matrix(visits []float64, p *spec.Problems) [][]float64 {
	if len(c.Rho) != len(visits)-1 {
		p.At("rho").Report("give one for each distance from 1 on", "has %d correlations for %d visits, which have %d distances",
			len(c.Rho), len(visits), len(visits)-1)
		return nil
	}
	return matrix(len(visits), func(i, j int) float64 { return c.Rho[i-j-1] })
}
