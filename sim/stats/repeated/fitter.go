package repeated

import "math"

// Fitter fits one model to one set of patients after another. It owns all memory
// it needs and does not allocate. It belongs to one goroutine.
type Fitter struct {
	model  Model
	table  table
	closed sequence
	search search
	direct bool // the closed form holds
	status Status
	sigma  []float64 // scratch: the covariance matrix of the closed form
}

// New returns a Fitter of a model for up to the given number of patients. It panics
// on a model that is out of its ranges.
func New(m Model, patients int) *Fitter {
	m.check()
	f := &Fitter{model: m, status: NoPatients, table: newTable(m, max(patients, 1)), closed: newSequence(m), sigma: make([]float64, m.Responses*m.Responses)}
	f.search = newSearch(m, len(f.table.masks))
	return f
}

// Reset forgets all patients and the fit.
func (f *Fitter) Reset() {
	f.table.reset()
	f.status = NoPatients
}

// Add counts one patient with Model.Regressors regressors x (without the
// intercept), and Model.Responses responses y, of which those are known whose bit
// is set, bit 0 for the first; the others are not looked at. A patient without any
// known response is left out. It panics when there are more patients than New made
// room for.
func (f *Fitter) Add(x, y []float64, known uint64) {
	f.table.add(x[:f.model.Regressors], y[:f.model.Responses], known)
}

// Patients is the number of patients with a known response.
func (f *Fitter) Patients() int { return f.table.patients }

// Fit estimates the model from the patients added since Reset. Its result depends
// on them alone. After any status but OK there is nothing to estimate.
func (f *Fitter) Fit() Status {
	f.status = f.fit()
	return f.status
}

func (f *Fitter) fit() Status {
	f.direct = f.model.Structure == Unstructured && f.table.monotone()
	if f.direct {
		return f.closed.fit(&f.table)
	}
	if status := f.search.load(&f.table); status != OK {
		return status
	}
	// Start from the closed form on the part of the responses where it holds, and
	// from independent visits if that is not enough.
	if f.closed.fit(&f.table) == OK {
		f.closed.covariance(f.search.sigma)
	}
	return f.search.run()
}

// Estimate is what the model says about one contrast: its value, the standard error
// and Satterthwaite's degrees of freedom.
type Estimate struct{ Value, SE, DF float64 }

// newEstimate takes a variance v, and g'H⁻¹g with the derivatives g of v by the
// parameters of the covariance and the second derivatives H of −2 log L:
// df = v²/(g'H⁻¹g), which is 2v²/Var(v).
func newEstimate(value, variance, spread float64) Estimate {
	return Estimate{value, math.Sqrt(variance), variance * variance / spread}
}

// Contrast estimates Σ c[k]·β of the regressors k at one visit, 0 for the first, and
// has one c for each regressor beside the intercept: with an indicator of the arm
// alone it is treated − control. It panics unless Fit returned OK; its status is OK
// or, where the likelihood is too flat for degrees of freedom, NoConvergence.
func (f *Fitter) Contrast(c []float64, visit int) (Estimate, Status) {
	c = f.fittedContrast(c)
	if f.direct {
		return f.closed.contrast(c, visit).checked()
	}
	return f.search.contrast(c, visit).checked()
}

// KenwardRoger is Contrast with the standard error by Kenward and Roger's method, which
// allows for the estimation of Σ; value and degrees of freedom are the same. Its
// status is also NoConvergence where the variance with its second derivatives is not
// positive.
func (f *Fitter) KenwardRoger(c []float64, visit int) (Estimate, Status) {
	c = f.fittedContrast(c)
	if !f.direct {
		return f.search.kenwardRoger(c, visit).checked()
	}
	e := f.closed.contrast(c, visit)
	e.SE = math.Sqrt(float64(e.SE*e.SE) + f.closed.inflation(visit))
	return e.checked()
}

// fittedContrast returns the contrast of a model that is fitted.
func (f *Fitter) fittedContrast(c []float64) []float64 {
	if f.status != OK {
		panic("repeated: contrast of a model that is not fitted")
	}
	return c[:f.model.Regressors]
}

// checked finds what is no number.
func (e Estimate) checked() (Estimate, Status) {
	if !(e.SE > 0 && e.DF > 0) || math.IsInf(e.SE+e.DF, 1) {
		nan := math.NaN()
		return Estimate{nan, nan, nan}, NoConvergence
	}
	return e, OK
}

// ResidualDF is the number of known responses minus that of the coefficients of all
// visits.
func (f *Fitter) ResidualDF() int {
	return f.table.responses() - (1+f.model.Regressors)*f.model.Responses
}

// Covariance returns the estimated covariance of the responses at two visits. It
// panics unless Fit returned OK.
func (f *Fitter) Covariance(i, j int) float64 {
	if f.status != OK {
		panic("repeated: covariance of a model that is not fitted")
	}
	sigma := f.search.sigma
	if f.direct {
		sigma = f.sigma
		f.closed.covariance(sigma)
	}
	return sigma[i*f.model.Responses+j]
}
