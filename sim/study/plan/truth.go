package plan

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/truth"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
)

// truth is what the comparison estimates, were every value known: what is missing
// biases estimates and not the truth. Numbers drawn anew for each trial leave no single one.
func (c *compiler) truth(a *trial.Analysis, e *trial.Endpoint, pair analysis.Pair) truth.Value {
	if reason := c.noTruth(a, e); reason != "" {
		return truth.Value{Value: math.NaN(), Reason: reason}
	}
	column := 0
	if e.Shape.Type == cohort.Longitudinal {
		column = a.Hypothesis.Visit
	}
	treated := RecordedLaw(e, column, pair.Treated)
	if one, ok := a.Test.(analysis.OneArm); ok {
		return truth.OfOne(one.Null(), treated)
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

// noTruth is the reason why no single number is true, empty when one is.
func (c *compiler) noTruth(a *trial.Analysis, e *trial.Endpoint) string {
	drawn, ok := e.Model.(endpoint.Drawn)
	if !ok {
		return "the endpoint follows from others"
	}
	for _, column := range drawn.Responses() {
		if len(spec.Draws(&column.Response)) > 0 {
			return "its parameters are drawn anew for each trial"
		}
	}
	linear := a.Scale == analysis.MeanDifference && a.Hypothesis.Pairs != nil
	_, alone := a.Test.(analysis.OneArm)
	if affected, ok := drawn.(endpoint.Affected); ok && e.Effect != nil &&
		(!linear || alone || len(affected.Predictor().Interactions) > 0 || isRecorded(e, a.Hypothesis.Visit)) {
		return "covariates act on it"
	}
	if c.protocol.Readings[a.Hypothesis.View].Change && (alone || a.Scale != analysis.MeanDifference) {
		return "it is a change"
	}
	if s, ok := drawn.(endpoint.Selective); ok && s.Selects() && a.Scale != analysis.MeanDifference {
		return "patients are selected by their first value"
	}
	return ""
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
