package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/world/cohort"
)

// coxModel maximizes the partial likelihood of a model with covariates. The columns
// are the covariates and, last, the arm, so that the arm's variance is what the
// covariates leave of it.
type coxModel struct {
	strata
	h       *Hypothesis
	efron   bool
	crit    float64
	columns int

	// By row of the pair, from the shortest time to the longest within strata.
	x      []float64 // columns values each, centered and scaled
	time   []float64
	event  []bool
	last   []bool // the stratum ends here
	weight []float64
	hazard []float64 // by first row of a time: what its events add to the cumulative hazard
	less   []float64 // of which does not count for those who have them
	rows   int

	beta, step, slope, mean, first, dying []float64 // by column
	information, factor                   []float64 // lower triangles, row by row
	out                                   []bool    // by column: left out
}

func newCoxModel(h *Hypothesis, s Shape, efron bool) *coxModel {
	p := regressors(h.Covariates) + 1
	n := s.Patients
	column := func() []float64 { return make([]float64, p) }
	row := func() []float64 { return make([]float64, n) }
	return &coxModel{
		strata: newStrata(s), h: h, efron: efron, crit: num.NormalSurvivalQuantile(h.Tail()), columns: p,
		x: make([]float64, n*p), time: row(), event: make([]bool, n), last: make([]bool, n),
		weight: row(), hazard: row(), less: row(),
		beta: column(), step: column(), slope: column(), mean: column(), first: column(), dying: column(),
		information: make([]float64, p*(p+1)/2), factor: make([]float64, p*(p+1)/2), out: make([]bool, p),
	}
}

// Analyze tests each pair.
func (a *coxModel) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.sort(s, &s.Views[a.h.View], a.h)
	for i, pair := range a.h.Pairs {
		all, events := a.collect(s, pair)
		if start(all, events, &ev[i]) {
			a.test(&ev[i])
		}
	}
}

// collect lists the patients of a pair and counts them and their events.
func (a *coxModel) collect(s *cohort.Snapshot, pair Pair) (all, events patient) {
	a.rows = 0
	for k := range a.strata.n() {
		v := a.stratum(k)
		before := a.rows
		for r := range v.N {
			if v.Arm[r] != pair.Treated && v.Arm[r] != pair.Control {
				continue
			}
			who := control
			if v.Arm[r] == pair.Treated {
				who = treated
			}
			all += who
			events += who & -bit(v.Event[r])
			regress(a.h.Covariates, s, v.Patient[r], a.x[a.rows*a.columns:][:a.columns])
			a.x[a.rows*a.columns+a.columns-1] = float64(who.treated())
			a.time[a.rows], a.event[a.rows], a.last[a.rows] = v.Value[r], v.Event[r], false
			a.rows++
		}
		if a.rows > before {
			a.last[a.rows-1] = true
		}
	}
	a.standardize()
	return all, events
}

// standardize subtracts the mean of each column and divides the covariates by their
// standard deviation; those without one become 0, and are then left out.
func (a *coxModel) standardize() {
	p := a.columns
	for c := range p {
		sum := 0.0
		for i := range a.rows {
			sum += a.x[i*p+c]
		}
		mean, square := sum/float64(a.rows), 0.0
		for i := range a.rows {
			d := a.x[i*p+c] - mean
			square += float64(d * d)
		}
		scale := 1.0
		if c < p-1 {
			scale = 1 / math.Sqrt(square/float64(a.rows))
		}
		if !(square > 1e-20*float64(float64(a.rows)*(mean*mean))) {
			scale = 0
		}
		for i := range a.rows {
			a.x[i*p+c] = float64((a.x[i*p+c] - mean) * scale)
		}
	}
}

// test turns the patients into evidence.
func (a *coxModel) test(e *Evidence) {
	if status := a.maximize(); status != OK {
		e.fail(status)
		return
	}
	last := a.columns - 1
	e.Estimate = a.beta[last]
	e.SE = 1 / a.factor[len(a.factor)-1]
	e.Half = a.crit * e.SE
	e.wald(e.SE, a.h)
}

// maximize finds the maximum of the likelihood by Newton's steps, halved while the
// likelihood falls, and leaves the factor of the information there.
func (a *coxModel) maximize() Status {
	const (
		most    = 25   // in a direction without end the likelihood then still rises
		near    = 1e-6 // the error is squared by the last step
		longest = 3
	)
	clear(a.beta)
	clear(a.out)
	clear(a.step)
	likelihood := a.derive()
	a.factorize(true)
	if a.out[a.columns-1] {
		return ZeroVariance
	}
	for range most {
		a.solve()
		size := 0.0
		for _, s := range a.step {
			size = max(size, math.Abs(s))
		}
		if !(size < math.Inf(1)) {
			return NoConvergence
		}
		a.move(min(1, longest/size), 1)
		before := likelihood - float64(1e-9*math.Abs(likelihood))
		likelihood = a.derive()
		for halved := 0; size > near && !(likelihood >= before) && halved < 20; halved++ {
			a.move(0.5, -1)
			likelihood = a.derive()
		}
		if !a.factorize(false) {
			return NoConvergence
		}
		if size <= near {
			a.solve()
			a.move(1, 1)
			return OK
		}
	}
	return NoConvergence
}

// move shortens the step, and adds sign times it to beta.
func (a *coxModel) move(scale, sign float64) {
	for c := range a.step {
		a.step[c] *= scale
		a.beta[c] += float64(sign * a.step[c])
	}
}
