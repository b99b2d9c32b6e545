package correlation

import (
	"embed"

	"simrun/sim/base/spec"
)

//go:embed *.go
var sources embed.FS

// Pattern is a correlation of visits as a scenario declares it. Matrix is the
// correlation matrix of visits at the given times since entry; it reports a
// problem, and returns nil, when the pattern does not fit them.
type Pattern interface {
	spec.Kind
	Matrix(visits []float64, p *spec.Problems) [][]float64
}

// Spreading is a pattern from which the standard deviations follow too.
type Spreading interface {
	Pattern
	// SD is the standard deviation at each visit.
	SD(visits []float64) []float64
}

// Kinds is the list of patterns.
var Kinds = spec.NewKinds[Pattern]("correlation", sources)

// matrix is the symmetric matrix with unit diagonal whose elements below it,
// of row i and column j < i, are given.
func matrix(n int, below func(i, j int) float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		m[i][i] = 1
		for j := range i {
			m[i][j] = below(i, j)
			m[j][i] = m[i][j]
		}
	}
	return m
}
