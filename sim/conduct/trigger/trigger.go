package trigger

import (
	"embed"
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

//go:embed *.go
var sources embed.FS

// Trigger is a condition for a look as a scenario declares it. New binds it to
// the scenario, reporting names that do not exist and counts that cannot be
// reached; the condition it returns is shared by all workers.
type Trigger interface {
	spec.Kind
	New(s *Setting, p *spec.Problems) Condition
}

// Condition is a bound trigger: When is the calendar time at which it fires in
// this cohort, +Inf when it never does. last is the time of the previous look,
// 0 for the first.
type Condition interface {
	When(c *cohort.Cohort, last float64) float64
}

// Counter is a condition that fires at a count. Looks at counts of one thing
// have planned information in proportion.
type Counter interface {
	Condition
	Count() Count
}

// Count is what a condition counts: Unit of Endpoint, or patients.
type Count struct {
	Unit     Unit
	Endpoint int // for EventUnit
	N        int
}

// Unit is what is counted.
type Unit uint8

// The units.
const (
	PatientUnit Unit = iota
	EventUnit
)

// Kinds is the list of triggers.
var Kinds = spec.NewKinds[Trigger]("trigger", sources)

// Setting is what a trigger may refer to.
type Setting struct {
	Endpoints []string // names
	Shapes    []cohort.Shape
	Size      int // patients enrolled in the end
	// LastEvents is, by endpoint, the count of the last look if that look is
	// at a count of events of the endpoint, else 0.
	LastEvents []int
	// Measure is what information triggers wait for, nil when it is not known
	// because of other problems.
	Measure *Measure
}

// share is the fraction of n, rounded up but for the rounding of the product,
// and at least 1.
func share(fraction float64, n int) int {
	return max(1, int(math.Ceil(float64(fraction*float64(n))-1e-9)))
}

// Window limits the date of a look; the embedding trigger gives the date itself.
type Window struct {
	// Earliest is a calendar time before which the look is not held.
	Earliest *float64 `toml:"earliest" range:"[0,inf)"`
	// Latest is a calendar time at which the look is held whatever has been reached.
	Latest *float64 `toml:"latest" range:"[0,inf)"`
	// AfterPrevious is the least time since the previous look.
	AfterPrevious *float64 `toml:"after_previous" range:"[0,inf)"`
}

// Check reports a window that is empty.
func (w *Window) Check(p *spec.Problems) {
	if w.Earliest != nil && w.Latest != nil && *w.Earliest > *w.Latest {
		p.At("earliest").Add("comes after latest", "swap them, or leave one out")
	}
}

// Limited reports whether the look has a latest date.
func (w *Window) Limited() bool { return w.Latest != nil }

// clip moves the date t of a trigger into the window.
func (w *Window) clip(t, last float64) float64 {
	if w.Earliest != nil {
		t = max(t, *w.Earliest)
	}
	if w.AfterPrevious != nil {
		t = max(t, last+*w.AfterPrevious)
	}
	if w.Latest != nil {
		t = min(t, *w.Latest)
	}
	return max(t, last)
}
