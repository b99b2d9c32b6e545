package trigger

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Calendar fires at a fixed calendar time from the opening of the trial.
//
//	t = time
type Calendar struct {
	// Time is the calendar time.
	Time float64 `toml:"time,required" range:"[0,inf)"`
	Window
}

var _ = Kinds.Add("calendar", &Calendar{})

// New binds nothing: the date is known.
func (t *Calendar) New(*Setting, *spec.Problems) Condition { return t }

// When is the date, moved into the window.
func (t *Calendar) When(_ *cohort.Cohort, last float64) float64 { return t.clip(t.Time, last) }
