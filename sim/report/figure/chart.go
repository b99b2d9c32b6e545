package figure

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Chart is one drawing: axes, layers from back to front, and a legend.
type Chart struct {
	Title       string // what is shown, in a few words
	Description string // what one sees, for those who do not
	X, Y        Axis
	Layers      []Layer
	Legend      []Entry
	Tall        float64 // height, in units of which the drawing is 380 wide; 0: 255
}

// Axis is a direction of a chart.
type Axis struct {
	Label    string   // with the unit
	Min, Max float64  // of what is shown
	Ticks    []Tick   // nil: at round numbers
	Names    []string // instead of numbers: of the categories 0, 1, …
	Bare     bool     // without lines across the chart
}

// Tick is a place on an axis and what is written there.
type Tick struct {
	At    float64
	Label string
}

// Layer is something drawn within the axes.
type Layer interface{ draw(*canvas) }

// Point is a place in a chart.
type Point struct{ X, Y float64 }

// Dash is how a line is interrupted.
type Dash uint8

// The dashes.
const (
	Solid Dash = iota
	Dashed
	Dotted
)

// lengths are the dashes and gaps of a line.
func (d Dash) lengths() []vg.Length {
	return [][]vg.Length{Solid: nil, Dashed: {6, 4}, Dotted: {2, 3}}[d]
}

// Marker is the shape of a point.
type Marker uint8

// The markers.
const (
	NoMarker Marker = iota
	Disk
	Square
	Triangle
	Ring
	Diamond
)

// Entry is one entry of the legend.
type Entry struct {
	Label  string
	Color  Color
	Dash   Dash
	Marker Marker
	Bar    bool // a square, instead of a line
	Level  int  // of its filling, as that of a [Bar]
	Alone  bool // the marker without a line
}

// RoundUp is a range from lo to hi, widened to round numbers that suit ticks.
func RoundUp(lo, hi float64) (float64, float64) {
	if !(hi > lo) {
		hi = lo + 1
	}
	s := step(hi-lo, 5)
	return s * math.Floor(lo/s+1e-9), s * math.Ceil(hi/s-1e-9)
}
