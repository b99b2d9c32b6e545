package trigger

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Patients fires when a number of patients entered a given time ago.
//
//	t = entry of patient number count + followed
//
// Whoever has left meanwhile counts as well. Give exactly one of count and
// fraction.
type Patients struct {
	// Count is the number of patients in all arms together.
	Count *int `toml:"count" range:"[1,inf)"`
	// Fraction is the share of enrollment.size, rounded up.
	Fraction *float64 `toml:"fraction" range:"(0,1]"`
	// Followed is the time since entry.
	Followed float64 `toml:"followed" range:"[0,inf)"`
	Window
}

var _ = Kinds.Add("patients", &Patients{})

// Check reports when not exactly one parameter is given.
func (t *Patients) Check(p *spec.Problems) {
	t.Window.Check(p)
	if (t.Count == nil) == (t.Fraction == nil) {
		p.Add("needs exactly one of count, fraction", "fraction = 0.5 looks at half of enrollment.size")
	}
}

// New binds the count.
func (t *Patients) New(s *Setting, p *spec.Problems) Condition {
	c := &patients{window: t.Window, followed: t.Followed}
	if t.Count != nil {
		c.n = *t.Count
	} else {
		c.n = share(*t.Fraction, s.Size)
	}
	if c.n > s.Size {
		p.At("count").Report("lower the count or raise enrollment.size", "%d patients are more than the %d enrolled", c.n, s.Size)
		return nil
	}
	return c
}

type patients struct {
	window   Window
	n        int
	followed float64
}

// When is the date on which the last of the patients has been followed.
func (t *patients) When(c *cohort.Cohort, last float64) float64 {
	return t.window.clip(c.Entry[t.n-1]+t.followed, last)
}

// Count is the number of patients.
func (t *patients) Count() Count { return Count{Unit: PatientUnit, N: t.n} }
