package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/study/plan"
)

// calendar is when looks that wait for events are held, and how long the trial
// goes on. With N(t) events seen by t,
//
//	E T_d = ∫ P(N(t) < d) dt,  N(t) ~ normal
//
// with the mean of N(t) integrated over the laws of accrual, event and leaving
// [lakatos1988], and its variance that of the patients' outcomes plus that of a
// Poisson process's entries. The time of a later look is that in all trials, held or
// not. The duration takes the looks' dates and the probabilities of ending there as
// independent.
//
// It applies to looks that wait for the events of one endpoint, all but sure to come.
func calendar(p *plan.Plan) []Answer {
	const method = "approximation, when the events are expected"
	times := dates(p)
	if len(times) == 0 {
		return nil
	}
	var all []Answer
	for k, t := range times {
		look := k + 1
		all = append(all, Answer{Metric: "look_time", Look: &look, Value: t, Method: method})
	}
	if ends := ending(p); len(ends) == len(times) {
		mean := 0.0
		for k, t := range times {
			mean += float64(ends[k] * (t + p.Protocol.Looks[k].Lag))
		}
		all = append(all, Answer{Metric: "duration", Value: mean, Method: method})
	}
	return all
}

// dates are the expected times of the looks; none when the method does not apply.
func dates(p *plan.Plan) []float64 {
	var all []float64
	endpoint := -1
	for k := range p.Scenario.Looks {
		t, ok := p.Scenario.Looks[k].When.Value.(*trigger.Events)
		if !ok || t.Window != (trigger.Window{}) {
			return nil
		}
		i := p.Scenario.Endpoints.Index(t.Endpoint)
		if k > 0 && i != endpoint {
			return nil
		}
		endpoint = i
		w, ok := natureOf(p, &p.Protocol.Endpoints[i])
		if !ok || float64(awaited(p, k)) > w.ever()-float64(6*w.everSD()) {
			return nil
		}
		at, ok := w.expectedTime(float64(awaited(p, k)))
		if !ok {
			return nil
		}
		all = append(all, at)
	}
	return all
}

// expectedTime is E T_d for d events.
func (w *nature) expectedTime(d float64) (float64, bool) {
	center, ok := w.when(d - 0.5)
	if !ok {
		return 0, false
	}
	h := float64(1e-3 * center)
	speed := (w.at(center+h).events() - w.at(center-h).events()) / (2 * h)
	sd := w.eventSD(center)
	lo, hi := math.Max(center-7*sd/speed, 0), center+7*sd/speed
	nodes, weights := num.GaussLegendre(24)
	sum := lo
	for i, x := range nodes {
		t := lo + float64((hi-lo)*(1+x)/2)
		sum += float64(weights[i] * (hi - lo) / 2 * num.NormalCDF((d-0.5-w.at(t).events())/sd))
	}
	return sum, true
}

// mostSteps is into how many groups of like patients a sum is cut at most.
const mostSteps = 4000

// eventSD is the standard deviation of the number of events seen by a time.
func (w *nature) eventSD(now float64) float64 {
	seen := func(entry float64) float64 {
		sum := 0.0
		for arm := range w.n {
			t := math.Min(now-w.delay-entry, w.followUp)
			if t > 0 {
				sum += float64(w.n[arm] / w.size * w.seen(arm, t))
			}
		}
		return sum
	}
	step := math.Max(1, math.Floor(w.size/mostSteps))
	variance, late := 0.0, 0.0
	for i := w.size; i >= 1; i -= step {
		entry := 0.0
		if w.count != nil {
			entry = w.time(i)
		}
		p := seen(entry)
		variance += float64(step * p * (1 - p))
		if w.random {
			// An arrival that is late by one shifts all that follow.
			late += p - seen(w.time(i+step))
			variance += float64(step * late * late)
		}
	}
	return math.Sqrt(math.Max(variance, 1e-9))
}

// seen is about the probability of an event by time t since entry.
func (w *nature) seen(arm int, t float64) float64 {
	if w.leave == nil {
		return -num.Expm1(-w.event[arm].Hazard(t))
	}
	// Competing hazards, as if in proportion.
	event, leave := w.event[arm].Hazard(t), w.leave[arm].Hazard(t)
	if event == 0 {
		return 0
	}
	return event / (event + leave) * -num.Expm1(-event-leave)
}

// ending are the probabilities that the trial ends at each look, as far as one
// comparison decides; none when they are not known.
func ending(p *plan.Plan) []float64 {
	n := len(p.Protocol.Looks)
	if _, fixed := p.Protocol.Design.(*design.Fixed); fixed && n == 1 {
		return []float64{1}
	}
	if len(p.Protocol.Setting.Comparisons) != 1 {
		return nil
	}
	list := courses(p, 0)
	if len(list) != 1 {
		return nil
	}
	w, _ := natureOf(p, &p.Protocol.Endpoints[list[0].analysis.Hypothesis.Endpoint])
	x := list[0].cross(p, w)
	ends, rest := make([]float64, n), 1.0
	for k := range n - 1 {
		ends[k] = x.Upper[k] + x.Lower[k]
		rest -= ends[k]
	}
	ends[n-1] = rest
	return ends
}
