package design

import (
	"embed"
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
)

//go:embed *.go
var sources embed.FS

// Design is what follows from evidence, as a scenario declares it. New reports
// what the setting lacks; the decider it returns belongs to one worker.
type Design interface {
	spec.Kind
	New(s *Setting, p *spec.Problems) Decider
}

// Decider decides at the looks of one trial after the other. Start forgets the
// previous trial. Decide gets the evidence of every comparison, those that are
// not part of the look with status NotAnalyzed.
type Decider interface {
	Start()
	Decide(l Look, ev []analysis.Evidence, a *Action)
}

// Kinds is the list of designs.
var Kinds = spec.NewKinds[Design]("design", sources)

// Setting is what a design is applied to.
type Setting struct {
	Looks       int      // planned
	Analyses    []string // names
	Comparisons []Comparison
}

// Comparison is what a design knows of one comparison.
type Comparison struct {
	Analysis    int // index into Setting.Analyses
	Alternative analysis.Alternative
	Alpha       float64
	Part        []bool    // by planned look: whether it is analyzed
	Planned     []float64 // by planned look: information fraction, NaN where none is planned
	Count       float64   // planned number of events or patients at the last look, NaN where none is planned
	PerCount    float64   // Evidence.Info that one of them stands for
}

// own is the place of a planned look among those that analyze the comparison,
// from 0, and whether it is the last of them.
func (c *Comparison) own(look int) (k int, last bool) {
	k, last = -1, true
	for i, part := range c.Part {
		if part && i <= look {
			k++
		}
		last = last && !(part && i > look)
	}
	return k, last
}

// fractions are the planned fractions of the looks that analyze the comparison,
// and whether all of them are known.
func (c *Comparison) fractions() (t []float64, known bool) {
	known = true
	for i, part := range c.Part {
		if part {
			t = append(t, c.Planned[i])
			known = known && c.Planned[i] > 0
		}
	}
	return t, known
}

// Look is where in the trial a decision is taken.
type Look struct {
	Index int  // of the planned look, from 0
	Final bool // no look can follow
}

// Action is what is decided at a look. Rejected and Positive accumulate over the
// looks of a trial.
type Action struct {
	Stop     bool
	Futile   bool      // the stop is for futility: a deciding comparison is not rejected
	Binding  bool      // the stop is for futility by binding bounds; otherwise a trial might ignore it
	Rejected []int     // by comparison: the look at which it was rejected, −1 while it is not
	Positive []bool    // by comparison, when rejected: the estimate was above the margin
	Bound    []float64 // by comparison: the bound of this look for Z turned toward the alternative, NaN where there is none
	Lower    []float64 // by comparison: the futility bound of this look, likewise
}

// NewAction returns an action for n comparisons.
func NewAction(n int) Action {
	a := Action{Rejected: make([]int, n), Positive: make([]bool, n), Bound: make([]float64, n), Lower: make([]float64, n)}
	a.Reset()
	return a
}

// Reset forgets the previous trial.
func (a *Action) Reset() {
	a.Stop, a.Futile, a.Binding = false, false, false
	for i := range a.Rejected {
		a.Rejected[i], a.Positive[i], a.Bound[i], a.Lower[i] = -1, false, math.NaN(), math.NaN()
	}
}

// reject records the rejection of comparison i with evidence z at a look.
func (a *Action) reject(i int, l Look, z float64) {
	a.Rejected[i], a.Positive[i] = l.Index, z > 0
}

// once tests comparisons that have no bound of their own: at the end of the
// trial, with the last evidence there is.
type once struct {
	p, z []float64 // by comparison: last p-value and Z, NaN when there is none
}

func newOnce(n int) once { return once{make([]float64, n), make([]float64, n)} }

func (o *once) start() {
	for i := range o.p {
		o.p[i] = math.NaN()
	}
}

// note remembers evidence that is part of the look.
func (o *once) note(i int, e *analysis.Evidence) {
	if e.Status == analysis.NotAnalyzed {
		return
	}
	o.p[i], o.z[i] = e.P, e.Z
}

// test rejects comparison i at full alpha, unless it is rejected already; an
// undefined p-value is NaN and rejects nothing.
func (o *once) test(i int, alpha float64, l Look, a *Action) {
	if a.Rejected[i] < 0 && o.p[i] <= alpha {
		a.reject(i, l, o.z[i])
	}
}
