package boundary

import "simrun/sim/base/spec"

// ShapesSpec says for schemas what may be written.
func (*PerLook) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[float64](""), spec.ShapeOf[[]float64]("")}
}
