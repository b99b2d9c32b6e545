package trigger

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Events fires when a number of events of a survival endpoint has been reported.
//
//	t = the count-th smallest of entry + time + delay
//
// Give exactly one of count and fraction.
type Events struct {
	// Endpoint is the name of a survival endpoint.
	Endpoint string `toml:"endpoint,required"`
	// Count is the number of events in all arms together.
	Count *int `toml:"count" range:"[1,inf)"`
	// Fraction is the share of the last look's count, rounded up.
	Fraction *float64 `toml:"fraction" range:"(0,1]"`
	Window
}

var _ = Kinds.Add("events", &Events{})

// Check reports when not exactly one parameter is given.
func (e *Events) Check(p *spec.Problems) {
	e.Window.Check(p)
	if (e.Count == nil) == (e.Fraction == nil) {
		p.Add("needs exactly one of count, fraction", "count = 80 looks when 80 events have been reported")
	}
}

// New binds the endpoint and the count.
func (e *Events) New(s *Setting, p *spec.Problems) Condition {
	at := -1
	for i, name := range s.Endpoints {
		if name == e.Endpoint {
			at = i
		}
	}
	switch {
	case at < 0:
		p.At("endpoint").Unknown("endpoint", e.Endpoint, s.Endpoints)
		return nil
	case s.Shapes[at].Type != cohort.Survival:
		p.At("endpoint").Report("count patients instead", "%q has no events: it is a %s endpoint", e.Endpoint, s.Shapes[at].Type)
		return nil
	}
	c := &events{window: e.Window, count: Count{Unit: EventUnit, Endpoint: at}}
	if e.Count != nil {
		c.count.N = *e.Count
	} else if last := s.LastEvents[at]; last > 0 {
		c.count.N = share(*e.Fraction, last)
	} else {
		p.At("fraction").Add("the last look gives no count of this endpoint's events", "give count, or let the last look count events of "+e.Endpoint)
		return nil
	}
	if c.count.N > s.Size && e.Latest == nil {
		p.Report("lower the count, enroll more patients, or give latest", "%d events cannot come from %d patients", c.count.N, s.Size)
	}
	return c
}

type events struct {
	window Window
	count  Count
}

// When is the report of the count-th event.
func (e *events) When(c *cohort.Cohort, last float64) float64 {
	return e.window.clip(c.EventTime(e.count.Endpoint, e.count.N), last)
}

// Count is the number of events.
func (e *events) Count() Count { return e.count }
