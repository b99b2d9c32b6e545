package endpoint

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Composite is a binary outcome made of others: whether a patient has any of them,
// or all.
//
//	any: value = max of the parts,  all: value = min of the parts
//
// It is known when the last of its parts is, and missing when one of them is.
type Composite struct {
	Common
	// Parts names the binary endpoints; those derived from others come before this one in the file.
	Of []string `toml:"of,required"`
	// Rule says which of them a patient must have.
	Rule string `toml:"rule" choices:"any all"`
}

var _ = Kinds.Add("composite", &Composite{Rule: "any"})

// Check reports parts that are missing.
func (e *Composite) Check(p *spec.Problems) { checkParts(e.Of, p) }

// checkParts reports fewer than two parts.
func checkParts(of []string, p *spec.Problems) {
	if len(of) < 2 {
		p.At("of").Add("names fewer than two endpoints", "name those that it is made of")
	}
}

// Parts returns the shared keys; the shape follows from the parts.
func (e *Composite) Parts() (*Common, cohort.Shape) {
	return &e.Common, cohort.Shape{Type: cohort.Binary, Delay: e.Delay}
}

// Sources are the parts.
func (e *Composite) Sources() []string { return e.Of }

// Fit accepts binary parts; the value is due when the last of theirs is reported.
func (e *Composite) Fit(of []cohort.Shape, p *spec.Problems) cohort.Shape {
	_, shape := e.Parts()
	for i := range of {
		if of[i].Type != cohort.Binary {
			p.At("of").Index(i+1).Report("name binary endpoints; first_of takes times", "is a %s endpoint", of[i].Type)
		}
		shape.At = max(shape.At, of[i].At)
	}
	for i := range of {
		// What is measured earlier may be reported later.
		shape.Delay = max(shape.Delay, of[i].At+of[i].Delay-shape.At)
	}
	return shape
}

// Derive finds the values.
func (e *Composite) Derive(o *cohort.Outcome, of []*cohort.Outcome, r Range) {
	value := o.Value[r.Lo:r.Hi]
	all := e.Rule == "all"
	copy(value, of[0].Value[r.Lo:r.Hi])
	for _, part := range of[1:] {
		for i, x := range part.Value[r.Lo:r.Hi] {
			if (x > value[i]) != all {
				value[i] = x
			}
		}
	}
	inherit(o, of, r)
}

// inherit makes absent what lacks any of its sources.
func inherit(o *cohort.Outcome, of []*cohort.Outcome, r Range) {
	if o.Absent == nil {
		return
	}
	absent := o.Absent[r.Lo:r.Hi]
	clear(absent)
	for _, part := range of {
		if part.Absent == nil {
			continue
		}
		for i, bits := range part.Absent[r.Lo:r.Hi] {
			absent[i] |= bits & 1
		}
	}
}
