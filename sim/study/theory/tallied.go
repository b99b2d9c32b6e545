package theory

import (
	"math"

	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
)

// tallied is how many events a fixed trial of one look sees. In the end the numbers
// by arm are binomial,
//
//	D = Σ Binomial(n_arm, P(event before leaving and the end of follow-up))
//
// so that a look at d events never fires with probability P(D < d), and sees
// E min(D, d) of them. On a given day their mean is an integral over the times of
// entry.
//
// It applies to survival endpoints of a fixed design of one look, and says how often
// the events that the look awaits are never reached, too.
func tallied(p *plan.Plan) []Answer {
	if _, fixed := p.Protocol.Design.(*design.Fixed); !fixed || len(p.Protocol.Looks) != 1 {
		return nil
	}
	var all []Answer
	for i := range p.Protocol.Endpoints {
		e := &p.Protocol.Endpoints[i]
		w, ok := natureOf(p, e)
		if !ok {
			continue
		}
		add := func(mean float64, method string, exact bool) {
			all = append(all, Answer{Metric: "events", Endpoint: e.Name, Value: mean, Method: method, Exact: exact})
		}
		if len(p.Scenario.Looks) == 0 {
			if !math.IsInf(w.followUp, 1) {
				add(w.ever(), "exact, probabilities of an event during follow-up", true)
			}
			continue
		}
		switch t := p.Scenario.Looks[0].When.Value.(type) {
		case *trigger.Calendar:
			if t.Window == (trigger.Window{}) {
				add(w.at(t.Time).events(), "by integration over the times of entry", w.random || w.count == nil)
			}
		case *trigger.Events:
			law := w.law(p)
			if p.Scenario.Endpoints.Index(t.Endpoint) != i || t.Window != (trigger.Window{}) || law == nil {
				continue
			}
			mean, below := atMost(law, awaited(p, 0))
			add(mean, "exact, sums of binomial numbers", true)
			all = append(all, Answer{
				Metric: "failures", Reason: "unreached", Value: below,
				Method: "exact, sums of binomial numbers", Exact: true,
			})
		}
	}
	return all
}

// atMost is the mean of min(D, d), and P(D < d).
func atMost(law []float64, d int) (mean, below float64) {
	for k, w := range law {
		mean += float64(w * math.Min(float64(k), float64(d)))
		if k < d {
			below += w
		}
	}
	return mean, below
}

// law are the probabilities of all numbers of events that may ever be seen; nil
// when they are not known.
func (w *nature) law(p *plan.Plan) []float64 {
	chance := make([]float64, len(w.n))
	for arm := range chance {
		chance[arm] = w.chance(arm)
	}
	size := p.Protocol.Allocation.Size
	switch p.Protocol.Assignment.(type) {
	case *assign.Exact:
		law := []float64{1}
		for arm, n := range p.Protocol.Allocation.Targets() {
			law = convolve(law, binomial(n, chance[arm]))
		}
		return law
	case *assign.Complete:
		mean := 0.0
		for arm, n := range w.n {
			mean += n * chance[arm] / float64(size)
		}
		return binomial(size, mean)
	}
	if len(w.n) != 2 {
		return nil
	}
	sum := make([]float64, size+1)
	splits := assigned(p, analysis.Pair{Control: 0, Treated: 1})
	for _, s := range splits {
		for k, v := range convolve(binomial(s.n[0], chance[0]), binomial(s.n[1], chance[1])) {
			sum[k] += float64(s.weight * v)
		}
	}
	if len(splits) == 0 {
		return nil
	}
	return sum
}

// chance is the probability that a patient's event is ever seen.
func (w *nature) chance(arm int) float64 {
	if math.IsInf(w.followUp, 1) && w.leave != nil {
		return before(w.event[arm], w.leave[arm])
	}
	if w.leave == nil {
		return w.event[arm].CDF(math.Min(w.followUp, math.MaxFloat64))
	}
	return w.at(math.Inf(1)).arms[arm].events() / w.n[arm]
}

// convolve is the law of a sum.
func convolve(a, b []float64) []float64 {
	sum := make([]float64, len(a)+len(b)-1)
	first, last := 0, len(b)
	for first < last && b[first] < negligible {
		first++
	}
	for last > first && b[last-1] < negligible {
		last--
	}
	for i, x := range a {
		if x < negligible {
			continue
		}
		for j := first; j < last; j++ {
			sum[i+j] += float64(x * b[j])
		}
	}
	return sum
}
