package trigger

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// AllOf fires when the last of several triggers does.
//
//	t = max tᵢ
type AllOf struct {
	// Of holds the triggers.
	Of []spec.Of[Trigger] `toml:"of,required"`
	Window
}

// AnyOf fires when the first of several triggers does.
//
//	t = min tᵢ
type AnyOf struct {
	// Of holds the triggers.
	Of []spec.Of[Trigger] `toml:"of,required"`
	Window
}

var (
	_ = Kinds.Add("all_of", &AllOf{})
	_ = Kinds.Add("any_of", &AnyOf{})
)

// Check reports an empty list.
func (t *AllOf) Check(p *spec.Problems) { checkOf(t.Of, &t.Window, p) }

// Check reports an empty list.
func (t *AnyOf) Check(p *spec.Problems) { checkOf(t.Of, &t.Window, p) }

func checkOf(of []spec.Of[Trigger], w *Window, p *spec.Problems) {
	w.Check(p)
	if len(of) == 0 {
		p.At("of").Add("has no trigger", "list at least one")
	}
}

// New binds the triggers.
func (t *AllOf) New(s *Setting, p *spec.Problems) Condition {
	return &combined{window: t.Window, of: bind(t.Of, s, p), all: true}
}

// New binds the triggers.
func (t *AnyOf) New(s *Setting, p *spec.Problems) Condition {
	return &combined{window: t.Window, of: bind(t.Of, s, p)}
}

func bind(of []spec.Of[Trigger], s *Setting, p *spec.Problems) []Condition {
	var c []Condition
	for i, t := range of {
		c = append(c, t.Value.New(s, p.At("of").Index(i+1)))
	}
	return c
}

type combined struct {
	window Window
	of     []Condition
	all    bool
}

// When is the latest or the earliest of the dates.
func (t *combined) When(c *cohort.Cohort, last float64) float64 {
	at := math.Inf(1)
	if t.all {
		at = math.Inf(-1)
	}
	for _, o := range t.of {
		w := o.When(c, last)
		if t.all {
			at = max(at, w)
		} else {
			at = min(at, w)
		}
	}
	return t.window.clip(at, last)
}
