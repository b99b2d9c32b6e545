package plan

import (
	"math"
	"slices"
	"strings"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/truth"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
)

// truth is what the comparison estimates, were every value known: what is missing
// biases estimates and not the truth. Numbers drawn anew for each trial leave no single
// one. Where there is no closed form, but a number that is true whatever the model
// is, the second result says what to look for in a large cohort.
func (c *compiler) truth(a *trial.Analysis, e *trial.Endpoint, pair analysis.Pair) (truth.Value, *truth.Estimand) {
	if c.drawn(a.Hypothesis.Endpoint) {
		return noTruth(drawnAnew), nil
	}
	if e.Of != nil {
		if laws, ok := c.times(a.Hypothesis.Endpoint); ok && a.Scale == analysis.LogHazardRatio {
			return truth.FirstOf(laws[pair.Treated], laws[pair.Control]), nil
		}
		return c.large(a, pair, "the endpoint follows from others")
	}
	if reason := c.notClosed(a, e); reason != "" {
		return c.large(a, pair, reason)
	}
	value := c.closed(a, e, pair)
	if !value.Known() && a.Scale == analysis.Superiority {
		return c.large(a, pair, value.Reason)
	}
	return value, nil
}

// drawnAnew is the reason where every trial has a truth of its own.
const drawnAnew = "its parameters are drawn anew for each trial"

func noTruth(reason string) truth.Value { return truth.Value{Value: math.NaN(), Reason: reason} }

// closed is the closed form.
func (c *compiler) closed(a *trial.Analysis, e *trial.Endpoint, pair analysis.Pair) truth.Value {
	column := column(a, e)
	treated := RecordedLaw(e, column, pair.Treated)
	if one, ok := a.Test.(analysis.OneArm); ok {
		value := truth.OfOne(one.Null(), treated)
		if c.protocol.Readings[a.Hypothesis.View].Change {
			value.Value -= RecordedLaw(e, 0, pair.Treated).Mean()
		}
		return value
	}
	if h, ok := a.Test.(analysis.Horizon); ok {
		return truth.Survival(a.Scale, h.Until(), treated, RecordedLaw(e, column, pair.Control))
	}
	value := truth.Of(a.Scale, treated, RecordedLaw(e, column, pair.Control))
	if c.protocol.Readings[a.Hypothesis.View].Change {
		value.Value -= truth.Of(a.Scale, RecordedLaw(e, 0, pair.Treated), RecordedLaw(e, 0, pair.Control)).Value
	}
	return value
}

// column is that of an endpoint which an analysis is about.
func column(a *trial.Analysis, e *trial.Endpoint) int {
	if e.Shape.Type == cohort.Longitudinal {
		return a.Hypothesis.Visit
	}
	return 0
}

// notClosed is the reason why there is no closed form, empty when there is one.
func (c *compiler) notClosed(a *trial.Analysis, e *trial.Endpoint) string {
	h := &a.Hypothesis
	r := &c.protocol.Readings[h.View]
	_, alone := a.Test.(analysis.OneArm)
	linear := a.Scale == analysis.MeanDifference && !alone
	switch near := c.neighbors(h.Endpoint); {
	case e.Effect != nil && !c.cancels(a, e, linear):
		return "covariates act on it"
	case r.Change && a.Scale != analysis.MeanDifference:
		return "it is a change"
	case selects(e) && a.Scale != analysis.MeanDifference:
		return "patients are selected by their first value"
	case near.selecting:
		return "patients are selected by what it is correlated with"
	case near.covariate && (len(r.Subgroup) > 0 || conditional(a.Scale) && models(h)):
		return "it is correlated with covariates"
	}
	return ""
}

// cancels reports whether what covariates do to an endpoint cancels in what is
// estimated: in differences of means as far as these are recorded as they are, in rates that are
// all multiplied alike, and in hazards and odds given all covariates that act.
func (c *compiler) cancels(a *trial.Analysis, e *trial.Endpoint, linear bool) bool {
	acting, alike := e.Effect.Common()
	switch {
	case !alike:
		return false
	case linear: // whatever the test adjusts for, since arms are assigned by chance
		return !isRecorded(e, a.Hypothesis.Visit)
	case a.Scale == analysis.LogRateRatio && (c.ended(a.Hypothesis.Endpoint) || c.neighbors(a.Hypothesis.Endpoint).any):
		return false
	case a.Scale == analysis.LogRateRatio:
		return !models(&a.Hypothesis) || given(&a.Hypothesis, acting)
	case conditional(a.Scale):
		return given(&a.Hypothesis, acting)
	}
	return false
}

// conditional reports whether a value on the scale depends on the covariates that it is
// given.
func conditional(s analysis.Scale) bool {
	return s == analysis.LogHazardRatio || s == analysis.LogOddsRatio
}

// models reports whether a test adjusts for covariates, or stratifies by them.
func models(h *analysis.Hypothesis) bool { return len(h.Covariates) > 0 || len(h.Strata) > 0 }

// given reports whether a test adjusts for the covariates, or stratifies by them.
func given(h *analysis.Hypothesis, covariates []int) bool {
	for _, k := range covariates {
		adjusted := slices.ContainsFunc(h.Covariates, func(r analysis.Regressor) bool { return r.Index == k })
		if !adjusted && !slices.Contains(h.Strata, k) {
			return false
		}
	}
	return true
}

// large is what to look for in a large cohort; none, for the given reason, where what
// is estimated depends on a model.
func (c *compiler) large(a *trial.Analysis, pair analysis.Pair, reason string) (truth.Value, *truth.Estimand) {
	h := &a.Hypothesis
	e := &c.protocol.Endpoints[h.Endpoint]
	switch {
	case a.Scale == analysis.LogOddsRatio && (models(h) || e.Shape.Type != cohort.Binary),
		a.Scale == analysis.LogRateRatio && models(h),
		a.Scale == analysis.LogHazardRatio, a.Scale == analysis.NoScale,
		c.ended(h.Endpoint), c.endless(a, e):
		return noTruth(reason), nil
	case c.peopleDrawn():
		return noTruth(drawnAnew), nil
	}
	r := &c.protocol.Readings[h.View]
	out := &truth.Estimand{
		Scale: a.Scale, Endpoint: h.Endpoint, Column: column(a, e), Change: r.Change, Subgroup: r.Subgroup, Pair: pair,
	}
	if one, ok := a.Test.(analysis.OneArm); ok {
		out.Null = one.Null()
	}
	if t, ok := a.Test.(analysis.Horizon); ok {
		out.Until = t.Until()
	}
	return noTruth(reason), out
}

// endless reports an endpoint without a finite mean where that is what is estimated.
func (c *compiler) endless(a *trial.Analysis, e *trial.Endpoint) bool {
	if a.Scale != analysis.MeanDifference {
		return false
	}
	for _, laws := range e.Laws {
		for _, law := range laws.ByArm {
			if m := law.Mean(); math.IsNaN(m) || math.IsInf(m, 0) {
				return true
			}
		}
	}
	return false
}

// ended reports a time or a count that a death ends which is not part of it, where
// covariates may decide over both: what is seen of it then depends on who dies.
func (c *compiler) ended(k int) bool {
	within := c.within(k)
	acts := func(i int) bool { return c.protocol.Endpoints[i].Effect != nil || c.neighbors(i).any }
	t := c.protocol.Endpoints[k].Shape.Type
	if t != cohort.Count && (t != cohort.Survival || !slices.ContainsFunc(within, acts)) {
		return false
	}
	for i := range c.protocol.Endpoints {
		if c.protocol.Endpoints[i].Terminal && !slices.Contains(within, i) && (t == cohort.Count || acts(i)) {
			return true
		}
	}
	return false
}

// within is an endpoint and all from which it follows.
func (c *compiler) within(k int) []int {
	all := []int{k}
	for _, source := range c.protocol.Endpoints[k].Of {
		all = append(all, c.within(source)...)
	}
	return all
}

// drawn reports whether numbers of an endpoint are drawn anew for each trial; those by
// which values are missing are none of them.
func (c *compiler) drawn(k int) bool {
	for _, i := range c.within(k) {
		own := "endpoints." + c.protocol.Endpoints[i].Name + "."
		for _, d := range c.protocol.Draws {
			if rest, ok := strings.CutPrefix(d.Path, own); ok && !strings.HasPrefix(rest, "missing.") {
				return true
			}
		}
	}
	return false
}

// peopleDrawn reports whether the laws of covariates are drawn anew for each trial.
func (c *compiler) peopleDrawn() bool {
	return slices.ContainsFunc(c.protocol.Draws, func(d trial.Draw) bool { return strings.HasPrefix(d.Path, "population.") })
}

// times is the laws, by arm, of the independent times of which an endpoint is the first,
// when it is one and no covariate acts on them.
func (c *compiler) times(k int) (byArm [][]dist.Dist, ok bool) {
	byArm = make([][]dist.Dist, len(c.protocol.Arms))
	for _, i := range c.within(k) {
		e := &c.protocol.Endpoints[i]
		if _, derived := e.Model.(*endpoint.FirstOf); derived {
			continue
		}
		if e.Shape.Type != cohort.Survival || e.Effect != nil || c.neighbors(i).any {
			return nil, false
		}
		for arm := range byArm {
			byArm[arm] = append(byArm[arm], e.Laws[0].ByArm[arm])
		}
	}
	return byArm, true
}

// neighbors is what else is in the block of an endpoint.
type neighbors struct {
	any, covariate bool
	selecting      bool // another endpoint by whose first value patients are selected
}

func (c *compiler) neighbors(k int) (n neighbors) {
	for _, b := range c.protocol.Blocks {
		if !slices.ContainsFunc(b.Columns, func(col trial.Column) bool { return col.Covariate < 0 && col.Endpoint == k }) {
			continue
		}
		for _, col := range b.Columns {
			switch {
			case col.Covariate >= 0:
				n.any, n.covariate = true, true
			case col.Endpoint != k:
				n.any = true
				n.selecting = n.selecting || selects(&c.protocol.Endpoints[col.Endpoint])
			}
		}
	}
	return n
}

// selects reports whether patients are selected by the first value of an endpoint.
func selects(e *trial.Endpoint) bool {
	s, ok := e.Model.(endpoint.Selective)
	return ok && s.Selects()
}

// lawsOf are the laws of the columns of an endpoint in one arm.
func lawsOf(e *trial.Endpoint, arm uint8) []dist.Dist {
	laws := make([]dist.Dist, len(e.Laws))
	for k, l := range e.Laws {
		laws[k] = l.ByArm[arm]
	}
	return laws
}

// RecordedLaw is the law of what is recorded of a column in an arm.
func RecordedLaw(e *trial.Endpoint, column int, arm uint8) dist.Dist {
	laws := lawsOf(e, arm)
	if r, ok := e.Model.(endpoint.Recorded); ok {
		return r.Recorded(column, laws)
	}
	return laws[column]
}

// isRecorded reports whether what is recorded differs from what is drawn.
func isRecorded(e *trial.Endpoint, column int) bool {
	r, ok := e.Model.(endpoint.Recorded)
	return ok && r.Recorded(column, lawsOf(e, 0)) != e.Laws[column].ByArm[0]
}
