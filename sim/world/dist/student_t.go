package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// StudentT is Student's law with a mean and a standard deviation of its own:
// like the normal one with heavier tails.
//
//	X = mean + sd·√((df − 2)/df)·T,  T Student's t with df degrees of freedom
//
// The factor makes sd the standard deviation of X [johnson1995, ch. 28].
type StudentT struct {
	// Expected is the mean.
	Expected spec.Number `toml:"mean,required"`
	// SD is the standard deviation.
	SD spec.Number `toml:"sd,required" range:"(0,inf)"`
	// DF is the degrees of freedom; the fewer, the heavier the tails.
	DF spec.Number `toml:"df,required" range:"(2,inf)"`

	mean, sd, df, scale float64
}

var _ = Kinds.Add("student_t", &StudentT{})

// Check has nothing to add: the ranges say it all.
func (l *StudentT) Check(*spec.Problems) {}

// Prepare derives the scale.
func (l *StudentT) Prepare(draws []float64) {
	l.mean, l.sd, l.df = l.Expected.At(draws), l.SD.At(draws), l.DF.At(draws)
	l.scale = l.sd * math.Sqrt((l.df-2)/l.df)
}

// Quantile is mean + scale·t(u).
func (l *StudentT) Quantile(u float64) float64 {
	return float64(l.scale*num.StudentQuantile(u, l.df)) + l.mean
}

// CDF is that of t at (x − mean)/scale.
func (l *StudentT) CDF(x float64) float64 { return num.StudentCDF((x-l.mean)/l.scale, l.df) }

// Mean is the mean.
func (l *StudentT) Mean() float64 { return l.mean }

// Variance is sd².
func (l *StudentT) Variance() float64 { return l.sd * l.sd }

// Survival is that of t at (x − mean)/scale.
func (l *StudentT) Survival(x float64) float64 {
	return num.StudentSurvival((x-l.mean)/l.scale, l.df)
}

// SurvivalQuantile is the x with Survival(x) = q.
func (l *StudentT) SurvivalQuantile(q float64) float64 {
	return l.mean - float64(l.scale*num.StudentQuantile(q, l.df))
}
