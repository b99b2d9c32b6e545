package figure

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"gonum.org/v1/plot"
)

// Color is a role that the style sheet gives a color.
type Color uint8

// The roles. Those of arms follow each other, as do those of ordered series;
// [Arm] and [Shade] give them.
const (
	Ink   Color = iota // words and what matters most
	Muted              // axes, words beside
	Rule               // lines of the grid
	arms
	shades = arms + armColors
	roles  = shades + shadeColors
)

const armColors, shadeColors = 6, 5

// Arm is the color of the i-th arm, from 0; there are six, then they repeat.
func Arm(i int) Color { return arms + Color(i%armColors) }

// Shade is the i-th of n colors of an ordered series, from dark to light on a
// light page.
func Shade(i, n int) Color {
	if n < 2 {
		return shades
	}
	return shades + Color(min(i, n-1)*(shadeColors-1)/(n-1))
}

// palette is the name of every role, and its color on a light and on a dark page.
var palette = [roles]struct{ name, light, dark string }{
	Ink:        {"ink", "#1b2733", "#e8edf2"},
	Muted:      {"muted", "#55626f", "#a3b0bd"},
	Rule:       {"rule", "#e1e6eb", "#333f4a"},
	arms:       {"arm-1", "#0072b2", "#5ab4f0"},
	arms + 1:   {"arm-2", "#d55e00", "#f58b45"},
	arms + 2:   {"arm-3", "#00805c", "#2cc295"},
	arms + 3:   {"arm-4", "#a8487e", "#e08fbd"},
	arms + 4:   {"arm-5", "#8a6a00", "#e0b83a"},
	arms + 5:   {"arm-6", "#3f3f9f", "#a9a4f2"},
	shades:     {"shade-1", "#3b1c5a", "#f2e26b"},
	shades + 1: {"shade-2", "#3b528b", "#9bd35c"},
	shades + 2: {"shade-3", "#1f7a8c", "#3fbf9a"},
	shades + 3: {"shade-4", "#2f8f4e", "#4aa6c9"},
	shades + 4: {"shade-5", "#8a7d00", "#a08fe0"},
}

// Style is the part of the style sheet that gives the roles their colors, as
// declarations of variables, on a light and on a dark page.
func Style() (light, dark string) {
	var l, d strings.Builder
	for _, p := range palette {
		fmt.Fprintf(&l, "--%s:%s;", p.name, p.light)
		fmt.Fprintf(&d, "--%s:%s;", p.name, p.dark)
	}
	return l.String(), d.String()
}

// The canvas draws in colors that stand for roles. vgsvg rounds them, so that
// each keeps its distance from the next; faint ones let the page through.
const (
	mark, solid, faint = 200, 100, 140
	apart              = 4
	levels, opacity    = 10, 5 // of faint colors, and percent of each
)

// paint is what stands for a role on the canvas.
func (c Color) paint() color.Color { return color.RGBA{mark, solid, byte(apart*int(c) + 2), 255} }

// Light is the level of bands: what lies below is seen through them.
const Light = 4

// tint is what stands for a role that lets the page through, from 1 to 10 the
// less the higher the level.
func (c Color) tint(level int) color.Color {
	return color.RGBA{mark, byte(faint + apart*level), byte(apart*int(c) + 2), 255}
}

// The measures of a drawing, in units of which it is width wide.
const (
	width, height = 380, 255
	small, normal = 11.5, 12.5
	thin, thick   = 1, 2
)

// handler lays words out on one line.
var handler text.Handler = text.Plain{Fonts: font.DefaultCache}

// words is the style of words of a size, color and alignment.
func words(size float64, c Color, align text.XAlignment) draw.TextStyle {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
	return draw.TextStyle{Color: c.aligned(align), Font: f, Handler: handler, XAlign: align}
}

// span is how wide a line of words is.
func span(s string, size float64) vg.Length {
	style := words(size, Ink, draw.XLeft)
	return style.Width(s)
}

// wider is how much wider the fonts of a reader without those that the page asks
// for may be.
const wider = 1.15

// anchors are the alignments in the words of SVG, by what stands for them: words
// are anchored where they are aligned, so that another font moves nothing.
var anchors = []struct {
	align text.XAlignment
	name  string
}{{draw.XLeft, "start"}, {draw.XCenter, "middle"}, {draw.XRight, "end"}}

// aligned is what stands for a role of words with an alignment.
func (c Color) aligned(align text.XAlignment) color.Color {
	for i, a := range anchors {
		if a.align == align {
			return color.RGBA{byte(mark + apart*i), solid, byte(apart*int(c) + 2), 255}
		}
	}
	panic("figure: no such alignment")
}

// dress gives the axes of a plot their looks: few lines, all of them light.
func dress(p *plot.Plot) {
	p.BackgroundColor = nil
	p.TextHandler = handler
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle = words(normal, Ink, draw.XCenter)
		a.Label.TextStyle.YAlign = draw.YBottom
		tick := words(small, Muted, a.Tick.Label.XAlign)
		a.Tick.Label.Font, a.Tick.Label.Color, a.Tick.Label.Handler = tick.Font, tick.Color, handler
		a.LineStyle = draw.LineStyle{Color: Muted.paint(), Width: thin}
		a.Tick.LineStyle, a.Tick.Length = a.LineStyle, 4
	}
	p.X.Label.Padding, p.X.Padding = 4, 3
	p.Y.LineStyle.Width, p.Y.Tick.Length, p.Y.Padding = 0, 0, 4
}
