package theory

import (
	"math"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// Answer is a figure that is known without simulation. Metric, Analysis, Endpoint,
// Arm, Look and Reason name the row of a result that it is about; metrics without
// such a row are named where they are found.
type Answer struct {
	Metric   string  `json:"metric"`
	Analysis string  `json:"analysis"`
	Endpoint string  `json:"endpoint,omitempty"` // where it is about one
	Arm      string  `json:"arm"`
	Look     *int    `json:"look"`             // from 1, nil for the whole trial
	Reason   string  `json:"reason,omitempty"` // of a share of failures
	Value    float64 `json:"value"`
	Method   string  `json:"method"` // in words
	Exact    bool    `json:"exact"`  // but for rounding; otherwise an approximation
}

// method is a way to answers: to none where it does not apply to a plan.
type method func(p *plan.Plan) []Answer

// methods are all there are.
var methods = []method{enumeration, means, rankSum, schoenfeld, hazards, sequential, tallied, calendar, timing}

// Answers are what all methods that apply know of a plan; never nil.
func Answers(p *plan.Plan) []Answer {
	all := []Answer{}
	if !plain(p) {
		return all
	}
	for _, answers := range methods {
		for _, a := range answers(p) {
			// Limits that do not exist are no answers.
			if !math.IsNaN(a.Value) && !math.IsInf(a.Value, 0) {
				all = append(all, a)
			}
		}
	}
	return all
}

// powers are the powers of all comparisons of the analyses to which a method
// applies; power finds value, method and whether it is exact.
func powers(p *plan.Plan, applies func(*plan.Plan, *trial.Analysis) bool, power func(a *trial.Analysis, pair int) Answer) []Answer {
	var all []Answer
	for i := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[i]
		if !applies(p, a) {
			continue
		}
		for j, pair := range a.Hypothesis.Pairs {
			answer := power(a, j)
			answer.Metric, answer.Analysis, answer.Arm = "power", a.Name, p.Protocol.Arms[pair.Treated]
			all = append(all, answer)
		}
	}
	return all
}

// plain reports whether the patients of a plan differ by arm and chance only, and
// every analysis reads its endpoint as it is: what the methods are about.
func plain(p *plan.Plan) bool {
	w, c := &p.Protocol.World, &p.Protocol.Conduct
	if len(w.Blocks) > 0 || len(w.Stratify) > 0 || len(c.Readings) > len(w.Endpoints) {
		return false
	}
	for i := range w.Endpoints {
		e := &w.Endpoints[i]
		if e.Effect != nil || e.Missing != nil || e.Terminal || e.Of != nil || e.Shape.Type > cohort.Survival {
			return false
		}
	}
	for i := range c.Analyses {
		if h := &c.Analyses[i].Hypothesis; len(h.Covariates) > 0 || len(h.Strata) > 0 {
			return false
		}
	}
	return true
}

// adjusted reports whether an analysis has covariates or strata, of which no method
// knows.
func adjusted(a *trial.Analysis) bool {
	return len(a.Hypothesis.Covariates) > 0 || len(a.Hypothesis.Strata) > 0
}

// additive reports whether the statistics of an analysis at several looks have
// independent increments in its information. Those of max_combo are no sums, and what
// informs rmst and milestone is not their patients alone.
func additive(a *trial.Analysis) bool {
	if _, ok := a.Test.(*analysis.MaxCombo); ok {
		return false
	}
	_, ok := a.Test.(analysis.Horizon)
	return !ok && !adjusted(a)
}

// mostErrors is how many standard errors a simulated figure may lie from an exact
// one: more happen by chance in one of 16,000 comparisons.
const mostErrors = 4

// Flag reports whether a simulated row and an exact answer are about the same
// figure, and differ by more than four standard errors: the larger of that by which
// the row is judged and, for a probability, that at the answer itself.
func Flag(row oc.Row, a Answer) bool {
	return a.Exact && a.About(&row) && math.Abs(row.Value-a.Value) > float64(mostErrors*judging(&row, a.Value))+float64(rounding*math.Abs(a.Value))
}

// rounding is the relative error of an exact answer.
const rounding = 1e-9

// judging is the standard error of a row when the given value is true.
func judging(row *oc.Row, value float64) float64 {
	se := row.JudgingSE()
	if row.Unit == oc.Share && row.N > 0 {
		se = math.Max(se, math.Sqrt(value*(1-value)/float64(row.N)))
	}
	return se
}

// About reports whether a row is the one that the answer names. Rows name an
// endpoint beside the analysis, answers do not.
func (a *Answer) About(row *oc.Row) bool {
	look := 0
	if a.Look != nil {
		look = *a.Look
	}
	return row.Metric == a.Metric && row.Analysis == a.Analysis && row.Arm == a.Arm && row.Look == look &&
		row.Reason == a.Reason && (a.Endpoint == "" || a.Endpoint == row.Endpoint)
}
