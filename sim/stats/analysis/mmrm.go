package analysis

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/stats/repeated"
	"simrun/sim/world/cohort"
)

// MMRM is the mixed model for repeated measures: the difference of two means at one
// visit, adjusted for the baseline, from the values of all visits after it,
//
//	valueₜ = β₀ₜ + βₜ·treated + γₜ·baseline + Σ δⱼₜ·covariateⱼ + eₜ,  Cov(eₛ, eₜ) = Σₛₜ
//	t = (β − margin)/SE at the visit,  df = 2·SE⁴/Var(SE²)
//
// by restricted maximum likelihood [patterson1971], with Satterthwaite's degrees of
// freedom [satterthwaite1946]. The first visit is the baseline. Patients are in the
// model with what is known of them; those without any value after baseline are not.
// A covariate has a coefficient at each visit, as the baseline has.
//
// kenward_roger takes the standard error that allows for the estimation of Σ
// [kenward1997]; for one contrast it has the degrees of freedom of Satterthwaite, and
// it changes nothing where no value is missing. As in SAS (DDFM=KR) and in R's mmrm,
// the covariance of the estimate of Σ is that of the observed information. The method
// depends on the parameters of Σ. They are its elements for unstructured,
// compound_symmetry and toeplitz, so that second derivatives are 0 (Kenward-Roger-Linear
// of mmrm); else variances and correlations, or the variance and the range r of
// exp(−|t − s|/r) for exponential, and the term of second derivatives is in.
//
// Last visits that no patient of the two arms has reached are left out, as long as the
// estimate is not about them. Information and patients are those of the visit.
type MMRM struct {
	// Visit is the time of the visit that the estimate is about, by default the last.
	Visit *float64 `toml:"visit"`
	// Covariance is the structure of the covariance between visits.
	Covariance string `toml:"covariance" choices:"unstructured compound_symmetry heterogeneous_compound_symmetry ar1 heterogeneous_ar1 toeplitz heterogeneous_toeplitz exponential"`
	// DF says how many degrees of freedom t has: residual is known values − coefficients;
	// kenward_roger also adjusts the standard error.
	DF string `toml:"df" choices:"satterthwaite kenward_roger residual"`
	// Covariates are adjusted for beside the baseline: numbers, and categories by their levels.
	Covariates []string `toml:"covariates"`
}

var _ = Kinds.Add("mmrm", &MMRM{Covariance: repeated.Unstructured.String(), DF: satterthwaite})

// The kinds of degrees of freedom.
const (
	satterthwaite = "satterthwaite"
	kenwardRoger  = "kenward_roger"
	residual      = "residual"
)

// Check finds nothing to object to.
func (*MMRM) Check(*spec.Problems) {}

// AtVisit is the visit that the estimate is about.
func (m *MMRM) AtVisit() *float64 { return m.Visit }

// Repeated says that all visits are read.
func (*MMRM) Repeated() {}

// Adjusts names the covariates beside the baseline.
func (m *MMRM) Adjusts() (covariates, strata []string) { return m.Covariates, nil }

// Fit accepts longitudinal endpoints.
func (*MMRM) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Longitudinal {
		return unfit(p, t, "it has one value for each patient: for a continuous endpoint use ancova")
	}
	return MeanDifference
}

// New makes an analyzer that fits the model.
func (m *MMRM) New(h *Hypothesis, s Shape) Analyzer {
	n := 2 + regressors(h.Covariates)
	a := &mmrm{
		h: h, residual: m.DF == residual, adjusted: m.DF == kenwardRoger,
		x: make([]float64, n), y: make([]float64, len(h.Visits)-1), contrast: make([]float64, n),
	}
	a.contrast[0] = 1
	model := repeated.Model{Regressors: n}
	for i, name := range repeated.Structures {
		if name == m.Covariance {
			model.Structure = repeated.Structure(i)
		}
	}
	for last := h.Visit; last < len(h.Visits); last++ {
		model.Responses, model.Times = last, h.Visits[1:last+1]
		a.fitters = append(a.fitters, repeated.New(model, s.Patients))
	}
	return a
}

// mmrm fits the model to each pair.
type mmrm struct {
	h        *Hypothesis
	fitters  []*repeated.Fitter // by last visit in the model, from that of the hypothesis
	residual bool               // degrees of freedom
	adjusted bool               // standard error
	x, y     []float64
	contrast []float64
}

// Analyze tests each pair.
func (a *mmrm) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		*e = Evidence{Missing: int32(v.Missing[pair.Treated] + v.Missing[pair.Control])}
		f := a.fitter(v, pair, e)
		if e.Info == 0 {
			e.fail(NoPatients)
			continue
		}
		a.load(f, s, v, pair)
		a.test(f, e)
	}
}

// fitter counts the patients of a pair with a value at the visit, and finds the model
// that ends at the last visit with a value.
func (a *mmrm) fitter(v *cohort.View, pair Pair, e *Evidence) *repeated.Fitter {
	var n [2]float64
	seen := uint64(0)
	for row, known := range v.Known[:v.N] {
		arm := v.Arm[row]
		if known&1 == 0 || arm != pair.Treated && arm != pair.Control {
			continue
		}
		seen |= known
		side := 0
		if arm == pair.Treated {
			side = 1
		}
		n[side] += float64(known >> a.h.Visit & 1)
	}
	e.N = int32(n[0] + n[1])
	if n[0] > 0 && n[1] > 0 {
		e.Info = n[0] * n[1] / (n[0] + n[1])
	}
	last := len(a.fitters) - 1
	for last > 0 && seen>>(a.h.Visit+last)&1 == 0 {
		last--
	}
	return a.fitters[last]
}

// load adds the patients of a pair.
func (a *mmrm) load(f *repeated.Fitter, s *cohort.Snapshot, v *cohort.View, pair Pair) {
	f.Reset()
	x, y := a.x, a.y
	for row, known := range v.Known[:v.N] {
		arm := v.Arm[row]
		if known&1 == 0 || arm != pair.Treated && arm != pair.Control {
			continue
		}
		x[0], x[1] = 0, v.Columns[0][row]
		if arm == pair.Treated {
			x[0] = 1
		}
		if len(x) > 2 {
			regress(a.h.Covariates, s, patientOf(v, row), x[2:])
		}
		for k, column := range v.Columns[1:] {
			y[k] = column[row]
		}
		f.Add(x, y, known>>1)
	}
}

// test turns the fit into evidence.
func (a *mmrm) test(f *repeated.Fitter, e *Evidence) {
	status := f.Fit()
	var c repeated.Estimate
	switch {
	case status != repeated.OK:
	case a.adjusted:
		c, status = f.KenwardRoger(a.contrast, a.h.Visit-1)
	default:
		c, status = f.Contrast(a.contrast, a.h.Visit-1)
	}
	if status != repeated.OK {
		e.fail(repeatedStatus[status])
		return
	}
	df := c.DF
	if a.residual {
		df = float64(f.ResidualDF())
	}
	e.Estimate, e.SE = c.Value, c.SE
	e.Half = -num.StudentQuantile(a.h.Tail(), df) * e.SE
	if a.h.Alternative == Equivalence {
		e.equivalent(e.student(a.h.Margins.Low, df), e.student(a.h.Margins.High, df))
		return
	}
	d := e.student(a.h.Margin, df)
	e.normal(d.z, a.h.Alternative)
	e.Statistic = d.statistic
}

// student is t at a margin, with any degrees of freedom.
func (e *Evidence) student(margin, df float64) deviate {
	t := (e.Estimate - margin) / e.SE
	return deviate{t, num.StudentZ(t, df)}
}

// repeatedStatus says why the model could not be fitted: at some visit an arm has nobody
// or fewer patients than coefficients, or the values do not vary enough for a covariance.
var repeatedStatus = [...]Status{
	repeated.OK: OK, repeated.NoPatients: NoPatients, repeated.Inestimable: NoPatients,
	repeated.TooFew: ZeroVariance, repeated.ZeroVariance: ZeroVariance, repeated.NoConvergence: NoConvergence,
}
