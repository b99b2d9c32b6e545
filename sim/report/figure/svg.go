package figure

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// SVG is the chart as one element of a page. id must be unique on the page; it
// names the title and the description of the drawing.
func (c *Chart) SVG(id string) string {
	h := vg.Length(c.Tall)
	if h == 0 {
		h = height
	}
	to := vgsvg.New(width, h)
	all := draw.New(to)
	top := c.head(all)
	inner := draw.Crop(all, 1, -8, 1, -top)
	c.plot(inner).Draw(inner)
	var b bytes.Buffer
	if _, err := to.WriteTo(&b); err != nil {
		panic("figure: " + err.Error()) // a buffer takes everything
	}
	_, body, _ := strings.Cut(b.String(), "<g ")
	open := fmt.Sprintf(`<svg class="figure" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %s-desc">`, width, int(h), id, id)
	head := fmt.Sprintf("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, html.EscapeString(c.Title), id, html.EscapeString(c.Description))
	return open + "\n" + head + themed("<g "+body)
}

// plot is the chart within its axes.
func (c *Chart) plot(inner draw.Canvas) *plot.Plot {
	p := plot.New()
	dress(p)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = c.X.Min, c.X.Max, c.Y.Min, c.Y.Max
	p.X.Label.Text = c.X.Label
	y := c.Y.ticks(5)
	p.Y.Tick.Marker = fixed(y)
	room := inner.Size().X.Points() - 8
	widest := 0.0
	for _, t := range y {
		widest = max(widest, span(t.Label, small).Points())
	}
	p.X.Tick.Marker = fixed(thinned(c.X.ticks(6), &c.X, room-widest))
	if !c.Y.Bare {
		p.Add(drawn{&grid{y}})
	}
	for _, l := range c.Layers {
		p.Add(drawn{l})
	}
	return p
}

// grid is a level line at every tick.
type grid struct{ ticks []Tick }

func (g *grid) draw(c *canvas) {
	for _, t := range g.ticks {
		c.StrokeLine2(c.line(Rule, thin, Solid), c.Min.X, c.y(t.At), c.Max.X, c.y(t.At))
	}
}

// The lines above the axes.
const lineHeight, swatch, gap = 16, 20, 14

// head draws the legend and what the vertical axis measures above the chart, and
// returns how much of its height that takes.
func (c *Chart) head(all draw.Canvas) vg.Length {
	y := all.Max.Y - lineHeight + 4
	x := all.Min.X
	for i, e := range c.Legend {
		w := swatch + 5 + span(e.Label, small)
		if i > 0 && x+w > all.Max.X {
			x, y = all.Min.X, y-lineHeight
		}
		e.draw(all, vg.Point{X: x, Y: y})
		x += w + gap
	}
	if len(c.Legend) > 0 {
		y -= lineHeight + 2
	}
	if c.Y.Label == "" {
		return all.Max.Y - y - lineHeight + 4
	}
	all.FillText(words(normal, Ink), vg.Point{X: all.Min.X, Y: y}, c.Y.Label)
	return all.Max.Y - y + 10
}

// draw draws an entry of the legend.
func (e *Entry) draw(all draw.Canvas, at vg.Point) {
	c := &canvas{Canvas: all}
	mid := at.Y + 4
	switch {
	case e.Bar:
		fill := e.Color.paint()
		if e.Level > 0 {
			fill = e.Color.tint(e.Level)
		}
		l, r, h := at.X+4, at.X+swatch-2, vg.Length(5)
		c.FillPolygon(fill, []vg.Point{{X: l, Y: mid - h}, {X: r, Y: mid - h}, {X: r, Y: mid + h}, {X: l, Y: mid + h}})
	default:
		if !e.Alone {
			c.StrokeLine2(c.line(e.Color, thick, e.Dash), at.X, mid, at.X+swatch, mid)
		}
		c.mark(vg.Point{X: at.X + swatch/2, Y: mid}, e.Marker, e.Color)
	}
	c.FillText(words(small, Ink), vg.Point{X: at.X + swatch + 5, Y: at.Y}, e.Label)
}

var (
	fontRule  = regexp.MustCompile(`font-family:[^;"]*;font-variant:[^;"]*;font-weight:[^;"]*;font-style:[^;"]*;`)
	colorRule = regexp.MustCompile(`#[0-9A-F]{6}`)
)

// themed hands fonts and colors over to the style sheet.
func themed(svg string) string {
	svg = fontRule.ReplaceAllString(svg, "")
	return colorRule.ReplaceAllStringFunc(svg, func(hex string) string {
		v, err := strconv.ParseUint(hex[1:], 16, 32)
		r, g, role := int(v>>16), int(v>>8&255), int(v&255)/apart
		if err != nil || !near(r, mark) || role >= int(roles) {
			panic("figure: drawn in " + hex + ", which stands for no role")
		}
		value := fmt.Sprintf("var(--%s,%s)", palette[role].name, palette[role].light)
		if level := (g - faint + 2) / apart; level > 0 {
			value += fmt.Sprintf(";opacity:.%02d", opacity*level)
		}
		return value
	})
}

// near reports whether two shades are equal but for rounding.
func near(a, b int) bool { return a-b < 3 && b-a < 3 }
