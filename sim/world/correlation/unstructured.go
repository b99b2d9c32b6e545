package correlation

import "simrun/sim/base/spec"

// Unstructured is a correlation matrix written down.
//
//	corr(Yᵢ, Yⱼ) = matrix[i][j]
//
// [diggle2002, ch. 4].
type Unstructured struct {
	// Rows are the rows of the matrix, which is symmetric with ones on its diagonal.
	Rows [][]float64 `toml:"matrix,required" range:"[-1,1]"`
}

var _ = Kinds.Add("unstructured", &Unstructured{})

// Check reports what is no correlation matrix.
func (c *Unstructured) Check(p *spec.Problems) {
	p = p.At("matrix")
	for i, row := range c.Rows {
		if len(row) != len(c.Rows) {
			p.Index(i+1).Report("give one number for each visit", "has %d numbers in a matrix of %d rows", len(row), len(c.Rows))
			return
		}
		for j, r := range row {
			switch {
			case i == j && r != 1:
				p.Index(i+1).Index(j+1).Report("write 1 on the diagonal", "is %v", r)
			case j < i && r != c.Rows[j][i]:
				p.Index(i+1).Index(j+1).Report("let the matrix be symmetric", "is %v, and %v across the diagonal", r, c.Rows[j][i])
			}
		}
	}
}

// Matrix is the matrix.
func (c *Unstructured) Matrix(visits []float64, p *spec.Problems) [][]float64 {
	if len(c.Rows) != len(visits) {
		p.At("matrix").Report("give one row for each visit", "has %d rows for %d visits", len(c.Rows), len(visits))
		return nil
	}
	return c.Rows
}
