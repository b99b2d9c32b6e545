package dist

import (
	"simrun/sim/base/data"
	"simrun/sim/base/spec"
)

// Empirical is the law of the values in a column of a CSV file, each row as likely as
// any other.
//
//	F(x) = #{rows with value ≤ x}/n
//
// A column that is not all numbers is one of categories, whose order is the
// alphabetical one. Covariates of one file share its rows: a patient has all of
// them from the same row, so that they hang together as in the file [efron1979].
// Anywhere else, in a correlation or inside another law, each is a law of its own.
type Empirical struct {
	// File is the path of the file, with slashes, from the folder of the scenario, which it may not leave.
	File data.Name `toml:"file,required"`
	// Column is the name of the column, as in the first line of the file.
	Column string `toml:"column,required"`

	// Data are the values, one copy for all who draw from them.
	Data *data.Column
}

var _ = Kinds.Add("empirical", &Empirical{})

// Check reads the column, and reports what is wrong with it.
func (l *Empirical) Check(p *spec.Problems) {
	if l.File.File() == nil {
		return // which has been reported
	}
	column, err := l.File.File().Column(l.Column)
	data.Report(err, p.At("column"))
	l.Data = column
}

// Prepare has nothing to derive.
func (*Empirical) Prepare([]float64) {}

// Labels are the categories; none for numbers.
func (l *Empirical) Labels() []string { return l.Data.Labels() }

// Quantile is the smallest value whose CDF reaches u.
func (l *Empirical) Quantile(u float64) float64 { return l.Data.Quantile(u) }

// CDF is the share of the rows up to x.
func (l *Empirical) CDF(x float64) float64 { return l.Data.CDF(x) }

// Mean is that of the rows.
func (l *Empirical) Mean() float64 { return l.Data.Mean() }

// Variance is that of the rows, with n as divisor.
func (l *Empirical) Variance() float64 { return l.Data.Variance() }

// Discrete is true.
func (*Empirical) Discrete() bool { return true }
