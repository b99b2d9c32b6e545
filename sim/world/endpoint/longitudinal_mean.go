package endpoint

import (
	"simrun/sim/base/spec"
)

// Series is a number for every visit: one that is the same for all, or a list.
type Series []spec.Number

// DescribeSpec says what may be written.
func (s *Series) DescribeSpec() string { return "number, or list of one for each visit" }

// ShapesSpec says for schemas what may be written.
func (*Series) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[spec.Number](""), spec.ShapeOf[[]spec.Number]("")}
}

// DecodeSpec reads a number or a list.
func (s *Series) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*s = Series{}
	if n.IsArray() {
		spec.Decode(n, (*[]spec.Number)(s), p)
		return
	}
	var one spec.Number
	spec.Decode(n, &one, p)
	*s = append(*s, one)
}

// EncodeSpec is what DecodeSpec reads.
func (s Series) EncodeSpec() *spec.Node {
	if len(s) == 1 {
		return spec.Encode(s[0])
	}
	return spec.Encode([]spec.Number(s))
}

// at is the number of a visit.
func (s Series) at(visit int) spec.Number {
	if len(s) == 1 {
		return s[0]
	}
	return s[visit]
}

// Profile is the course of the mean of an arm: numbers, or its difference from
// another arm's.
type Profile struct {
	// Series are the means; empty when Relative is given.
	Series Series
	// Relative is the difference; nil when Series is given.
	Relative *RelativeProfile
}

// RelativeProfile is the course of an arm in terms of another's. Exactly one of
// shift and scale is given.
//
//	shift  Yᵥ = Yᵥ₀ + shift·profileᵥ
//	scale  Yᵥ = Yᵥ₀·scale^profileᵥ
type RelativeProfile struct {
	// To is the arm whose values are the base.
	To string `toml:"relative_to,required"`
	// Shift is added to the base's values.
	Shift *spec.Number `toml:"shift"`
	// Scale multiplies the base's values.
	Scale *spec.Number `toml:"scale" range:"(0,inf)"`
	// Profile is the share of the effect at each visit; default 1, and 0 at time 0.
	Profile []float64 `toml:"profile"`
}

// Check reports anything but one of shift and scale.
func (r *RelativeProfile) Check(p *spec.Problems) {
	if (r.Shift == nil) == (r.Scale == nil) {
		p.Add("needs exactly one of shift, scale", "give one of them and leave the other out")
	}
}

// weight is the share of the effect at a visit.
func (r *RelativeProfile) weight(visits []float64, visit int) float64 {
	switch {
	case len(r.Profile) > 0:
		return r.Profile[visit]
	case visits[visit] == 0:
		return 0
	}
	return 1
}

// DescribeSpec says what may be written.
func (m *Profile) DescribeSpec() string {
	return "number, list of one for each visit, or table with relative_to and shift or scale"
}

// ShapesSpec says for schemas what may be written.
func (*Profile) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[spec.Number](""), spec.ShapeOf[[]spec.Number](""), spec.ShapeOf[RelativeProfile]("")}
}

// DecodeSpec reads numbers, or a table with relative_to.
func (m *Profile) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*m = Profile{}
	if n.IsTable() && n.Has("relative_to") {
		m.Relative = &RelativeProfile{}
		spec.Decode(n, m.Relative, p)
		return
	}
	m.Series.DecodeSpec(n, p)
}

// EncodeSpec is what DecodeSpec reads.
func (m Profile) EncodeSpec() *spec.Node {
	if m.Relative != nil {
		return spec.Encode(m.Relative)
	}
	return m.Series.EncodeSpec()
}
