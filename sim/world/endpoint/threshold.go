package endpoint

import (
	"slices"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Threshold is whether a measurement reaches a level, or has changed by so much
// from the first visit.
//
//	value = 1 if Y ≤ at_most,  Y ≥ at_least,  Y − Y₁ ≤ change_at_most  or  Y − Y₁ ≥ change_at_least
//
// Y is the value at the visit. It is missing when Y is, and reported when Y is and
// delay has passed. A responder of the lupus trials is one whose SLEDAI has
// fallen by 4 points [furie2009].
type Threshold struct {
	Common
	// Of is the endpoint that is measured.
	Of string `toml:"of,required"`
	// At is the visit of a longitudinal endpoint.
	At *float64 `toml:"at" range:"[0,inf)"`
	// AtMost is the greatest value that counts.
	AtMost *float64 `toml:"at_most"`
	// AtLeast is the least value that counts.
	AtLeast *float64 `toml:"at_least"`
	// ChangeAtMost is the greatest change from the first visit that counts, negative for a fall.
	ChangeAtMost *float64 `toml:"change_at_most"`
	// ChangeAtLeast is the least change from the first visit that counts.
	ChangeAtLeast *float64 `toml:"change_at_least"`
}

var _ = Kinds.Add("threshold", &Threshold{})

// Check reports anything but one limit.
func (t *Threshold) Check(p *spec.Problems) {
	n := 0
	for _, limit := range []*float64{t.AtMost, t.AtLeast, t.ChangeAtMost, t.ChangeAtLeast} {
		if limit != nil {
			n++
		}
	}
	if n != 1 {
		p.Add("needs exactly one of at_most, at_least, change_at_most, change_at_least", "give one of them and leave the others out")
	}
}

// Parts returns the shared keys and the shape, whose time Fit finds.
func (t *Threshold) Parts() (*Common, cohort.Shape) {
	return &t.Common, cohort.Shape{Type: cohort.Binary, Delay: t.Delay}
}

// Sources is the one endpoint that is measured.
func (t *Threshold) Sources() []string { return []string{t.Of} }

// Fit reports a source that is no measurement, and a visit that it has not.
func (t *Threshold) Fit(of []cohort.Shape, p *spec.Problems) cohort.Shape {
	_, shape := t.Parts()
	from := &of[0]
	shape.Delay += from.Delay
	switch from.Type {
	case cohort.Continuous:
		if t.At != nil {
			p.At("at").Report("leave it out", "is the time of %s already", t.Of)
		}
		if t.change() {
			p.Report("give at_most or at_least", "%s has no first visit from which it could change", t.Of)
		}
		shape.At = from.At
	case cohort.Longitudinal:
		visit := t.find(from.Visits, p.At("at"))
		if visit < 0 {
			return shape
		}
		if t.change() && visit == 0 {
			p.At("at").Add("is the first visit, from which the change counts", "give a later visit")
		}
		shape.At = from.Visits[visit]
	default:
		p.At("of").Report("name a continuous or longitudinal endpoint", "%s is a %s endpoint", t.Of, from.Type)
	}
	return shape
}

// find is the column of the visit, −1 when there is none.
func (t *Threshold) find(visits []float64, p *spec.Problems) int {
	if t.At == nil {
		p.Add("missing", "give the visit, one of those of "+t.Of)
		return -1
	}
	visit := slices.Index(visits, *t.At)
	if visit < 0 {
		p.Report("give one of the visits of "+t.Of, "%v is no visit", *t.At)
	}
	return visit
}

// change reports whether the change from the first visit counts.
func (t *Threshold) change() bool { return t.ChangeAtMost != nil || t.ChangeAtLeast != nil }

// limit is the one that is given, and whether values above it count.
func (t *Threshold) limit() (limit float64, above bool) {
	switch {
	case t.AtMost != nil:
		return *t.AtMost, false
	case t.AtLeast != nil:
		return *t.AtLeast, true
	case t.ChangeAtMost != nil:
		return *t.ChangeAtMost, false
	}
	return *t.ChangeAtLeast, true
}

// Derive compares the values.
func (t *Threshold) Derive(o *cohort.Outcome, of []*cohort.Outcome, r Range) {
	from, visit := of[0], 0
	if from.Type == cohort.Longitudinal {
		visit = slices.Index(from.Visits, *t.At)
	}
	y, first := from.Columns[visit][r.Lo:r.Hi], from.Columns[0][r.Lo:r.Hi]
	limit, above := t.limit()
	change := t.change()
	value := o.Value[r.Lo:r.Hi]
	for i, x := range y {
		if change {
			x -= first[i]
		}
		v := 0
		if above && x >= limit || !above && x <= limit {
			v = 1
		}
		value[i] = float64(v)
	}
	if from.Absent != nil {
		for i, bits := range from.Absent[r.Lo:r.Hi] {
			o.Absent[r.Lo+i] = bits >> visit & 1
		}
	}
}
