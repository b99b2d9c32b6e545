package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// nature is what is true of one survival endpoint: who enters when, and the
// hazards of the event and of leaving.
type nature struct {
	arrivals
	n        []float64 // by arm: expected number of patients
	event    []dist.Lifetime
	leave    []dist.Lifetime // nil when nobody leaves
	followUp float64
	delay    float64
}

// natureOf is the nature of an endpoint, and whether it is known: all laws are
// continuous and none has a number drawn anew for each trial.
func natureOf(p *plan.Plan, e *trial.Endpoint) (*nature, bool) {
	a, ok := arrivalsOf(p)
	w := &nature{arrivals: a, followUp: p.Protocol.FollowUp, delay: e.Shape.Delay}
	if !ok || e.Shape.Type != cohort.Survival || len(p.Protocol.Draws) > 0 {
		return nil, false
	}
	if w.n = patients(p); w.n == nil {
		return nil, false
	}
	var fine bool
	if w.event, fine = lifetimes(e.Laws[0]); !fine {
		return nil, false
	}
	if p.Protocol.Dropout != nil {
		if w.leave, fine = lifetimes(p.Protocol.Dropout); !fine {
			return nil, false
		}
	}
	return w, true
}

// lifetimes are the laws of all arms, and whether all are continuous.
func lifetimes(laws *dist.Laws) ([]dist.Lifetime, bool) {
	var all []dist.Lifetime
	for _, law := range laws.ByArm {
		t, ok := dist.AsLifetime(law)
		if !ok || dist.Discreteness(law) {
			return nil, false
		}
		all = append(all, t)
	}
	return all, true
}

// patients are the expected numbers by arm, of which every patient has the same
// chances; nil when the rule of assignment promises neither.
func patients(p *plan.Plan) []float64 {
	a := &p.Protocol.Allocation
	n, sum := make([]float64, len(a.Ratio)), 0.0
	for _, r := range a.Ratio {
		sum += r
	}
	switch p.Protocol.Assignment.(type) {
	case *assign.Exact:
		for i, target := range a.Targets() {
			n[i] = float64(target)
		}
	case *assign.Blocks, *assign.Complete:
		for i, r := range a.Ratio {
			n[i] = float64(a.Size) * r / sum
		}
	default:
		return nil
	}
	return n
}

// course is what is expected to have been observed by a calendar time, in cells of
// time since entry.
type course struct {
	width float64
	arms  []armCourse
}

// armCourse holds, by cell, the expected numbers of one arm: of patients at risk in
// its middle, of events, and of ends of observation without event.
type armCourse struct {
	n                  float64
	risk, event, leave []float64
}

// cells is the number of cells of time. Errors fall with its square.
const cells = 1200

// at is the course by calendar time now, which may be +Inf if follow-up ends.
func (w *nature) at(now float64) *course {
	asOf := now - w.delay
	horizon := math.Max(math.Min(w.followUp, asOf), 0)
	c := &course{width: horizon / cells, arms: make([]armCourse, len(w.n))}
	entered := make([]float64, 2*cells+1) // at edges and middles
	for i := range entered {
		entered[i] = w.entered(asOf - float64(float64(i)/2*c.width))
	}
	for arm := range c.arms {
		c.arms[arm] = w.course(arm, c.width, entered)
	}
	return c
}

// course is that of one arm.
func (w *nature) course(arm int, width float64, entered []float64) armCourse {
	a := armCourse{n: w.n[arm], risk: make([]float64, cells), event: make([]float64, cells), leave: make([]float64, cells)}
	stay := func(t float64) float64 {
		if w.leave == nil {
			return 1
		}
		return num.Exp(-w.leave[arm].Hazard(t))
	}
	free, before := 1.0, float64(a.n*entered[0])
	for j := range cells {
		middle, end := (float64(j)+0.5)*width, float64(j+1)*width
		next := num.Exp(-w.event[arm].Hazard(end))
		watched := a.n * stay(middle) * entered[2*j+1]
		a.event[j] = float64((free - next) * watched)
		a.risk[j] = math.Sqrt(free*next) * watched
		after := float64(a.n * next * stay(end) * entered[2*j+2])
		a.leave[j] = math.Max(before-after-a.event[j], 0)
		free, before = next, after
	}
	return a
}

// events is the expected number of events in all arms.
func (c *course) events() float64 {
	sum := 0.0
	for i := range c.arms {
		sum += c.arms[i].events()
	}
	return sum
}

func (a *armCourse) events() float64 {
	sum := 0.0
	for _, d := range a.event {
		sum += d
	}
	return sum
}

// when is the calendar time by which so many events are expected, and whether there
// is one.
func (w *nature) when(events float64) (float64, bool) {
	hi := 1.0
	for w.at(hi).events() < events {
		if hi *= 2; hi > 1e9 || math.IsInf(hi, 1) {
			return math.Inf(1), false
		}
	}
	return num.Root(func(t float64) float64 { return w.at(t).events() - events }, 0, hi, 1e-6*hi)
}

// ever is the expected number of all events that are ever seen.
func (w *nature) ever() float64 {
	if !math.IsInf(w.followUp, 1) {
		return w.at(math.Inf(1)).events()
	}
	sum := 0.0
	for arm := range w.n {
		if w.leave == nil {
			sum += float64(w.n[arm] * w.event[arm].CDF(math.MaxFloat64))
			continue
		}
		sum += float64(w.n[arm] * before(w.event[arm], w.leave[arm]))
	}
	return sum
}

// before is the probability that an event comes before leaving: the mean of the
// probability of staying, over the quantiles of the event.
func before(event, leave dist.Lifetime) float64 {
	return num.Integrate(func(u float64) float64 {
		t := event.Quantile(u)
		if math.IsInf(t, 1) {
			return 0
		}
		return num.Exp(-leave.Hazard(t))
	}, 0, 1, 1e-8)
}
