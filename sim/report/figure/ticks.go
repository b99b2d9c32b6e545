package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// step is the distance of ticks, 1, 2 or 5 times a power of ten, of which about
// n fit into a range.
func step(length float64, n int) float64 {
	if !(length > 0) || math.IsInf(length, 0) {
		return 1
	}
	rough := length / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// Rounds are about n ticks at round numbers from lo to hi.
func Rounds(lo, hi float64, n int) []Tick {
	s := step(hi-lo, n)
	decimals := max(0, int(math.Ceil(float64(-math.Log10(s))-1e-9)))
	var ticks []Tick
	for i := math.Ceil(lo/s - 1e-9); i*s <= hi+float64(s*1e-9); i++ {
		ticks = append(ticks, Tick{i * s, numeral(i*s, decimals)})
	}
	return ticks
}

// numeral writes a number with a real minus and commas between thousands.
func numeral(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		whole = "−" + whole
	}
	return whole
}

// ticks are those of an axis; n is about how many there may be.
func (a *Axis) ticks(n int) []Tick {
	switch {
	case a.Names != nil:
		var all []Tick
		for i, name := range a.Names {
			all = append(all, Tick{float64(i), name})
		}
		return all
	case a.Ticks != nil:
		return a.Ticks
	}
	return Rounds(a.Min, a.Max, n)
}

// fixed hands ticks to the plot.
type fixed []Tick

// Ticks returns all ticks, whatever the range.
func (f fixed) Ticks(_, _ float64) []plot.Tick {
	var all []plot.Tick
	for _, t := range f {
		label := t.Label
		if label == "" {
			label = " " // an empty label would make it a minor tick
		}
		all = append(all, plot.Tick{Value: t.At, Label: label})
	}
	return all
}

// thinned drops labels until those that stay do not touch each other, given how
// wide the axis is.
func thinned(ticks []Tick, a *Axis, room float64) []Tick {
	for every := 1; every <= len(ticks); every++ {
		fits, end := true, math.Inf(-1)
		for i := 0; i < len(ticks); i += every {
			at := room * (ticks[i].At - a.Min) / (a.Max - a.Min)
			half := float64(wider * span(ticks[i].Label, small).Points() / 2)
			if at-half < end+6 {
				fits = false
			}
			end = at + half
		}
		if fits {
			out := append([]Tick(nil), ticks...)
			for i := range out {
				if i%every != 0 {
					out[i].Label = ""
				}
			}
			return out
		}
	}
	return ticks
}
