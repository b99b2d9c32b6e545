package scenario

import "simrun/sim/base/spec"

// marginRatio is a margin on the ratio scale; exactly one key is given.
type marginRatio struct {
	// HazardRatio is the margin of tests on the log hazard ratio.
	HazardRatio *float64 `toml:"hazard_ratio" range:"(0,inf)"`
	// OddsRatio is the margin of tests on the log odds ratio.
	OddsRatio *float64 `toml:"odds_ratio" range:"(0,inf)"`
	// RateRatio is the margin of tests on the log rate ratio.
	RateRatio *float64 `toml:"rate_ratio" range:"(0,inf)"`
}

// ShapesSpec says for schemas what may be written.
func (*Margin) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[float64](""), spec.ShapeOf[marginRatio]("")}
}

// ShapesSpec says for schemas what may be written.
func (*Selection) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{{What: spec.ShapePaths}}
}
