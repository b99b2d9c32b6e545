package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// ANCOVA is the analysis of covariance: the difference of two means, adjusted for
// covariates by linear regression,
//
//	value = β₀ + β·treated + Σ γⱼ·covariateⱼ + normal error
//	t = (β − margin)/SE,  df = n − 2 − number of covariates
//
// by ordinary least squares [fisher1932]. The covariate "baseline" is the endpoint's own
// value at the first visit. A covariate with categories enters as one indicator for
// each but the first. Covariates that are combinations of those before are left out,
// and do not count.
type ANCOVA struct {
	// Covariates are adjusted for: numbers, categories, and "baseline".
	Covariates []string `toml:"covariates"`
	// Visit is the time of the visit that is analyzed, by default the last.
	Visit *float64 `toml:"visit"`
}

var _ = Kinds.Add("ancova", &ANCOVA{})

// Check finds nothing to object to.
func (*ANCOVA) Check(*spec.Problems) {}

// Adjusts names the covariates.
func (a *ANCOVA) Adjusts() (covariates, strata []string) { return a.Covariates, nil }

// AtVisit is the visit that is analyzed.
func (a *ANCOVA) AtVisit() *float64 { return a.Visit }

// Fit accepts continuous endpoints, and so one visit of a longitudinal one.
func (*ANCOVA) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Continuous {
		return unfit(p, t, "for a binary endpoint use logistic, for a survival endpoint cox, for counts poisson")
	}
	return MeanDifference
}

// New makes an analyzer by linear regression.
func (*ANCOVA) New(h *Hypothesis, s Shape) Analyzer {
	n := regressors(h.Covariates)
	a := &ancova{
		tReference: newTReference(h, s), linear: regression.NewLinear(s.Patients, n),
		table: regression.Columns{Covariates: make([][]float64, n)}, column: make([][]float64, n),
	}
	for k := range a.column {
		a.column[k] = make([]float64, s.Patients)
	}
	return a
}

// ancova compares adjusted means.
type ancova struct {
	tReference
	linear *regression.Linear
	table  regression.Columns
	column [][]float64 // room for covariates by row
}

// Analyze compares the adjusted means of each pair.
func (a *ancova) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.about.View]
	a.table.Arm, a.table.Response = v.Arm[:v.N], v.Value[:v.N]
	a.fill(s, v)
	for i, pair := range a.about.Pairs {
		e := &ev[i]
		a.table.Treated, a.table.Control = pair.Treated, pair.Control
		status := a.linear.Fit(&a.table)
		treated, control := a.linear.Patients()
		if !e.compare(v, pair, treated, control, status) {
			continue
		}
		e.Estimate, e.SE = a.linear.Effect()
		a.compareT(e, a.linear.Freedom())
	}
}

// fill makes the columns of the covariates by row; those that are at hand by row are
// not copied.
func (a *ancova) fill(s *cohort.Snapshot, v *cohort.View) {
	at := 0
	for _, r := range a.about.Covariates {
		switch {
		case r.Index == Baseline:
			a.table.Covariates[at] = v.Baseline
		case r.Levels == 0 && v.Patient == nil:
			a.table.Covariates[at] = s.Covariates[r.Index].Value[:v.N]
		case r.Levels == 0:
			a.table.Covariates[at] = byRow(a.column[at][:v.N], s.Covariates[r.Index].Value, v)
		default:
			for level := 1; level < r.Levels; level++ {
				a.table.Covariates[at] = indicator(a.column[at][:v.N], s.Covariates[r.Index].Value, v, level)
				at++
			}
			continue
		}
		at++
	}
}

// byRow writes a covariate by row.
func byRow(out, value []float64, v *cohort.View) []float64 {
	for row, who := range v.Patient[:len(out)] {
		out[row] = value[who]
	}
	return out
}

// indicator is 1 in the rows of one level.
func indicator(out, value []float64, v *cohort.View, level int) []float64 {
	for row := range out {
		out[row] = 0
		if value[patientOf(v, row)] == float64(level) {
			out[row] = 1
		}
	}
	return out
}
