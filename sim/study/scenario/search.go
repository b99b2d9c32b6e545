package scenario

import "simrun/sim/base/spec"

// Search says which number of the scenario is to be found, and what it is to
// reach: the smallest size with a power, or any other.
type Search struct {
	// Vary is the path of the number.
	Vary string `toml:"vary"`
	// Range holds the smallest and the largest value tried.
	Range [2]float64 `toml:"range,required"`
	// Step is what the values are multiples of; default for the size the parts of the reduced allocation, 1 for other whole numbers, none for others.
	Step *float64 `toml:"step" range:"(0,inf)"`
	// Precision is the relative standard error of the answer at which the search ends.
	Precision float64 `toml:"precision" range:"(0,1)"`
	// Goal is what the number is to reach.
	Goal Goal `toml:"goal"`
}

// SetDefaults looks for a size, to a fifth of a percent.
func (s *Search) SetDefaults() { s.Vary, s.Precision = "enrollment.size", 0.002 }

// Check reports an empty range.
func (s *Search) Check(p *spec.Problems) {
	if !(s.Range[0] < s.Range[1]) {
		p.At("range").Report("write the smaller value first", "holds no values from %v to %v", s.Range[0], s.Range[1])
	}
}

// Goal is a bound for a figure of the result.
type Goal struct {
	// Metric is the name of the figure.
	Metric string `toml:"metric"`
	// Analysis is the figure's analysis; default the first.
	Analysis string `toml:"analysis"`
	// Arm is the figure's treated arm; needed only when there are several.
	Arm string `toml:"arm"`
	// AtLeast is the least value that will do.
	AtLeast *float64 `toml:"at_least"`
	// AtMost is the largest value that will do.
	AtMost *float64 `toml:"at_most"`
}

// SetDefaults asks for power.
func (g *Goal) SetDefaults() { g.Metric = "power" }

// Check reports when not exactly one bound is given.
func (g *Goal) Check(p *spec.Problems) {
	if (g.AtLeast == nil) == (g.AtMost == nil) {
		p.Add("needs exactly one of at_least, at_most", "at_least = 0.9 asks for a power of 90 %")
	}
}
