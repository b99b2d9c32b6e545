package dist

import "simrun/sim/base/spec"

// ShapesSpec says for schemas what a response may be.
func (r *Response) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[spec.Of[Dist]](""), spec.ShapeOf[Relative]("")}
}

// ShapesSpec says for schemas what may be written.
func (r *Ratios) ShapesSpec() []*spec.Shape {
	const positive = "(0,inf)"
	return []*spec.Shape{spec.ShapeOf[spec.Number](positive), spec.ShapeOf[[]spec.Number](positive)}
}
