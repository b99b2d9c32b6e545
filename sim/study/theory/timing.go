package theory

import (
	"math"

	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/study/plan"
)

// timing is when enrollment is complete, when looks at patients are held, and how
// long a fixed trial of endpoints that are measured once goes on: for patient k
// entering in a Poisson process of cumulative rate Λ,
//
//	E entry_k = ∫ Q(k, Λ(t)) dt
//
// with Q the regularized incomplete gamma function [cinlar1975]. The metric
// accrual_end, the entry of the last patient, has no row in results.
//
// It applies to accrual by a known pattern.
func timing(p *plan.Plan) []Answer {
	a, ok := arrivalsOf(p)
	if !ok || a.count == nil {
		return nil
	}
	method := "exact, entries as planned"
	if a.random {
		method = "exact, order statistics of a Poisson process"
	}
	end := a.expected(p.Protocol.Allocation.Size)
	all := []Answer{{Metric: "accrual_end", Value: end, Method: method, Exact: true}}
	add := func(metric string, look *int, value float64) {
		all = append(all, Answer{Metric: metric, Look: look, Value: value, Method: method, Exact: true})
	}
	if due, ok := lastDue(p); ok && len(p.Scenario.Looks) == 0 {
		add("duration", nil, end+due)
	}
	for k, t := range patientLooks(p) {
		look, at := k+1, a.expected(counted(t, p))+t.Followed
		if k == 0 {
			// Later ones only among the trials that go on.
			add("look_time", &look, at)
		}
		if _, fixed := p.Protocol.Design.(*design.Fixed); fixed {
			add("duration", nil, at+p.Protocol.Looks[k].Lag)
		}
	}
	return all
}

// lastDue is how long after the last entry all values are known, and whether all
// endpoints are measured once.
func lastDue(p *plan.Plan) (float64, bool) {
	due := 0.0
	for i := range p.Protocol.Endpoints {
		e := &p.Protocol.Endpoints[i]
		if isSurvival(e) {
			return 0, false
		}
		due = math.Max(due, e.Shape.At+e.Shape.Delay)
	}
	return due, true
}

// patientLooks are the looks, if all of them wait for patients, each for more than
// the one before, and nothing else moves them.
func patientLooks(p *plan.Plan) []*trigger.Patients {
	var all []*trigger.Patients
	before := 0
	for k := range p.Scenario.Looks {
		t, ok := p.Scenario.Looks[k].When.Value.(*trigger.Patients)
		if !ok || t.Window != (trigger.Window{}) || counted(t, p) <= before || k > 0 && t.Followed < all[k-1].Followed {
			return nil
		}
		before = counted(t, p)
		all = append(all, t)
	}
	return all
}
