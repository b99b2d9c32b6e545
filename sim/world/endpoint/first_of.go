package endpoint

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// FirstOf is the time to the first of several events, such as relapse or death.
//
//	time = min of the times
type FirstOf struct {
	Common
	// Of names the survival endpoints; those derived from others come before this one in the file.
	Of []string `toml:"of,required"`
}

var _ = Kinds.Add("first_of", &FirstOf{})

// Check reports parts that are missing.
func (e *FirstOf) Check(p *spec.Problems) { checkParts(e.Of, p) }

// Parts returns the shared keys and the shape.
func (e *FirstOf) Parts() (*Common, cohort.Shape) {
	return &e.Common, cohort.Shape{Type: cohort.Survival, Delay: e.Delay}
}

// Sources are the parts.
func (e *FirstOf) Sources() []string { return e.Of }

// Fit accepts times that are reported with one delay, which is that of the first of
// them unless it has one of its own.
func (e *FirstOf) Fit(of []cohort.Shape, p *spec.Problems) cohort.Shape {
	_, shape := e.Parts()
	for i := range of {
		switch {
		case of[i].Type != cohort.Survival:
			p.At("of").Index(i+1).Report("name survival endpoints; composite takes binary ones", "is a %s endpoint", of[i].Type)
		case of[i].Delay != of[0].Delay:
			p.At("of").Index(i+1).Report("give them one delay", "is reported with a delay of %v, the first with %v", of[i].Delay, of[0].Delay)
		}
		shape.Delay = max(shape.Delay, of[i].Delay)
	}
	return shape
}

// Derive finds the times.
func (e *FirstOf) Derive(o *cohort.Outcome, of []*cohort.Outcome, r Range) {
	time := o.Value[r.Lo:r.Hi]
	copy(time, of[0].Value[r.Lo:r.Hi])
	for _, part := range of[1:] {
		for i, t := range part.Value[r.Lo:r.Hi] {
			time[i] = min(time[i], t)
		}
	}
}
