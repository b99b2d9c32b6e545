package analysis

import (
	"math"

	"simrun/sim/base/num"
)

// Evidence is what one comparison says at one look.
//
// Estimate, SE and Half are on the scale of the test; Half is half the width of
// the confidence interval with tail probability Hypothesis.Tail on each side.
// For risk differences SE is the unpooled standard error, whatever the statistic
// uses. Statistic is the test's own; Z and P are as the package comment says.
// Info counts events for tests of hazards, patients with a known value for tests
// of one arm, and is n₁n₂/(n₁+n₂) for all others.
// When Status is not OK only N, Events, Info and Missing mean anything.
type Evidence struct {
	Estimate, SE, Half float64
	Statistic, Z, P    float64
	Info               float64
	N, Events, Missing int32
	Status             Status
}

// Status says whether a test could be computed, or why not.
type Status uint8

// The outcomes of computing a test. NotAnalyzed is that of a comparison that is
// not part of a look.
const (
	OK Status = iota
	NotAnalyzed
	NoPatients
	OneCategory
	ZeroVariance
	NoEvents
	NoConvergence
	ShortFollowUp
	StatusCount // how many there are
)

// String is the reason as reports print it.
func (s Status) String() string {
	return [...]string{
		"ok", "not analyzed", "no patients", "one category", "zero variance", "no events", "no convergence",
		"follow-up too short",
	}[s]
}

// fail leaves an undefined statistic behind.
func (e *Evidence) fail(s Status) {
	nan := math.NaN()
	e.Estimate, e.SE, e.Half, e.Statistic, e.Z, e.P = nan, nan, nan, nan, nan, nan
	e.Status = s
}

// normal fills Statistic, Z and P from a statistic that is standard normal
// under the null hypothesis and has the sign of the estimate.
func (e *Evidence) normal(z float64, a Alternative) {
	e.Statistic, e.Z = z, z
	switch a {
	case Greater:
		e.P = num.NormalSurvival(z)
	case Less:
		e.P = num.NormalCDF(z)
	default:
		e.P = 2 * num.NormalSurvival(math.Abs(z))
	}
}

// wald fills Statistic, Z and P from an estimate that is normal with standard
// error se.
func (e *Evidence) wald(se float64, h *Hypothesis) {
	if h.Alternative == Equivalence {
		low, high := (e.Estimate-h.Margins.Low)/se, (e.Estimate-h.Margins.High)/se
		e.equivalent(deviate{low, low}, deviate{high, high})
		return
	}
	e.normal((e.Estimate-h.Margin)/se, h.Alternative)
}

// deviate is a statistic and the standard normal deviate that it stands for.
type deviate struct{ statistic, z float64 }

// equivalent fills Statistic, Z and P from two one-sided tests, at the lower and
// at the upper margin: those of the weaker one [schuirmann1987].
func (e *Evidence) equivalent(low, high deviate) {
	e.Statistic, e.Z = low.statistic, low.z
	if -high.z < low.z {
		e.Statistic, e.Z = high.statistic, -high.z
	}
	e.P = num.NormalSurvival(e.Z)
}

// tails fills P and Z for tests that have only a p-value. rest is 1 − p, which
// the caller gives because rounding may have lost it; sign is that of
// estimate − margin.
func (e *Evidence) tails(p, rest, sign float64, a Alternative) {
	e.P = p
	switch {
	case a == TwoSided && sign == 0:
		e.Z = 0
	case a == TwoSided:
		e.Z = math.Copysign(num.NormalSurvivalQuantile(p/2), sign)
	case p <= 0.5:
		e.Z = num.NormalSurvivalQuantile(p)
	default:
		e.Z = num.NormalQuantile(rest)
	}
	if a == Less {
		e.Z = -e.Z
	}
}
