package regression

import "simrun/sim/base/num"

// Logistic is the logistic regression of successes on arm and covariates,
//
//	logit P(success) = β₀ + β·treated + Σ γⱼ·covariateⱼ
//
// by maximum likelihood, with standard errors from the information at the estimate,
// which for this model is both the observed and the expected one [mccullagh1989].
// The maximum exists unless successes and failures can be separated [albert1984].
type Logistic struct {
	concave
	newton
	design
	patients  []float64 // by row
	success   []float64 // by row
	successes [2]float64
}

// NewLogistic returns a model for at most that many patients with that many
// covariates each.
func NewLogistic(patients, covariates int) *Logistic {
	return &Logistic{
		newton: newNewton(covariates + 2), design: newDesign(patients, covariates),
		patients: make([]float64, patients), success: make([]float64, patients),
	}
}

// Reset forgets all patients.
func (l *Logistic) Reset() {
	l.design.reset()
	l.successes = [2]float64{}
}

// Add adds one patient.
func (l *Logistic) Add(treated bool, covariates []float64, success bool) {
	y := 0
	if success {
		y = 1
	}
	l.AddMany(treated, covariates, 1, y)
}

// AddMany adds patients of one arm with the same covariates, of whom some are
// successes. They count as one patient against the limit of NewLogistic.
func (l *Logistic) AddMany(treated bool, covariates []float64, patients, successes int) {
	if patients == 0 {
		return
	}
	n, y := float64(patients), float64(successes)
	i, fresh := l.design.add(treated, covariates, 0, n)
	if fresh {
		l.patients[i], l.success[i] = 0, 0
	}
	l.patients[i] += n
	l.success[i] += y
	side := 0
	if treated {
		side = 1
	}
	l.successes[side] += y
}

// Fit maximizes the likelihood. Reset comes before the next patients.
func (l *Logistic) Fit() Status {
	l.status = l.fit()
	return l.status
}

func (l *Logistic) fit() Status {
	n, y := l.arms, l.successes
	switch {
	case n[0] == 0 || n[1] == 0:
		return NoPatients
	case y[0]+y[1] == 0 || y[0]+y[1] == n[0]+n[1]:
		return OneCategory
	case y[0] == 0 || y[1] == 0 || y[0] == n[0] || y[1] == n[1]:
		// The arm alone separates some responses from all others of its own.
		return NoConvergence
	}
	l.center()

	// Start with the answer of the arms alone.
	clear(l.at)
	logit0, logit1 := num.Log(y[0]/(n[0]-y[0])), num.Log(y[1]/(n[1]-y[1]))
	l.at[0], l.at[1] = 0.5*(logit0+logit1), logit1-logit0
	return l.maximize(l, len(l.x)+1, 0)
}

// derive sums, with p = 1/(1 + exp(−η)),
//
//	Σ (y − n·p)·x,  Σ n·p·(1 − p)·x·xᵀ
func (l *Logistic) derive(at, gradient, information []float64) bool {
	l.predict(at[0], at[1:])
	residual, weight := l.residual[:l.n], l.weight[:l.n]
	patients, success := l.patients[:l.n], l.success[:l.n]
	for i, eta := range l.eta[:l.n] {
		e := num.Exp(-eta)
		p := 1 / (1 + e)
		q := e * p
		n, y := patients[i], success[i]
		residual[i] = float64(y*q) - float64((n-y)*p)
		weight[i] = n * p * q
	}
	l.all(gradient, information)
	return finite(gradient) && finite(information)
}

// Effect is the log odds ratio of success, treated to control, and its standard
// error: NaN without a fit.
func (l *Logistic) Effect() (estimate, se float64) { return l.coefficient(1) }

// Coefficient is that of covariate j, a log odds ratio per unit, and its standard
// error: NaN without a fit or where the covariate was dropped.
func (l *Logistic) Coefficient(j int) (estimate, se float64) { return l.coefficient(2 + j) }
