package analysis

import (
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// regressors counts the columns that covariates take in a model: one for a number, one
// for each level of a category but the first.
func regressors(covariates []Regressor) (n int) {
	for _, r := range covariates {
		n += r.columns()
	}
	return n
}

// columns is how many columns a covariate takes.
func (r Regressor) columns() int {
	if r.Levels == 0 {
		return 1
	}
	return r.Levels - 1
}

// regress writes the columns of a patient's covariates, but for the baseline.
func regress(covariates []Regressor, s *cohort.Snapshot, who int32, x []float64) {
	at := 0
	for _, r := range covariates {
		value := s.Covariates[r.Index].Value[who]
		if r.Levels == 0 {
			x[at] = value
			at++
			continue
		}
		for level := 1; level < r.Levels; level++ {
			x[at] = 0
			if value == float64(level) {
				x[at] = 1
			}
			at++
		}
	}
}

// compare begins the evidence of a pair by the numbers of patients, and reports whether
// the model could be fitted.
func (e *Evidence) compare(v *cohort.View, pair Pair, treated, control int, status regression.Status) bool {
	*e = Evidence{N: int32(treated + control), Missing: int32(v.Missing[pair.Treated] + v.Missing[pair.Control])}
	if treated > 0 && control > 0 {
		e.Info = float64(treated) * float64(control) / float64(treated+control)
	}
	if status != regression.OK {
		e.fail(statusOf[status])
	}
	return e.Status == OK
}

// statusOf says why a model could not be fitted.
var statusOf = [...]Status{
	regression.OK: OK, regression.NoPatients: NoPatients, regression.OneCategory: OneCategory,
	regression.ZeroVariance: ZeroVariance, regression.NoEvents: NoEvents, regression.NoConvergence: NoConvergence,
}
