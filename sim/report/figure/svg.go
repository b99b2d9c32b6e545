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
	y := c.Y.ticks(6)
	widest := vg.Length(0)
	for _, t := range y {
		widest = max(widest, span(t.Label, small))
	}
	inner := draw.Crop(all, 3+vg.Length((wider-1)*widest), -8, 1, -top)
	c.plot(y, inner.Size().X-widest-8).Draw(inner)
	var b bytes.Buffer
	if _, err := to.WriteTo(&b); err != nil {
		panic("figure: " + err.Error()) // a buffer takes everything
	}
	_, body, _ := strings.Cut(b.String(), "<g ")
	open := fmt.Sprintf(`<svg class="figure" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %s-desc">`, width, int(h), id, id)
	head := fmt.Sprintf("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, html.EscapeString(c.Title), id, html.EscapeString(c.Description))
	return open + "\n" + head + themed("<g "+body)
}

// plot is the chart within its axes, with ticks for the upright one and room for
// the labels of the other.
func (c *Chart) plot(y []Tick, room vg.Length) *plot.Plot {
	p := plot.New()
	dress(p)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = c.X.Min, c.X.Max, c.Y.Min, c.Y.Max
	p.X.Label.Text = c.X.Label
	p.Y.Tick.Marker = fixed(y)
	p.X.Tick.Marker = fixed(thinned(c.X.ticks(6), &c.X, room.Points()))
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
		w := swatch + 5 + vg.Length(wider*span(e.Label, small))
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
	all.FillText(words(normal, Ink, draw.XLeft), vg.Point{X: all.Min.X, Y: y}, c.Y.Label)
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
	c.FillText(words(small, Ink, draw.XLeft), vg.Point{X: at.X + swatch + 5, Y: at.Y}, e.Label)
}

var (
	fontRule  = regexp.MustCompile(`font-family:[^;"]*;font-variant:[^;"]*;font-weight:[^;"]*;font-style:[^;"]*;`)
	colorRule = regexp.MustCompile(`#[0-9A-F]{6}`)
	textRule  = regexp.MustCompile(`<text x="([^"]*)"([^>]*font-size:([0-9.]+)px;fill:(#[0-9A-F]{6})[^>]*)>([^<]*)</text>`)
)

// themed hands fonts and colors over to the style sheet, and anchors words where
// they are aligned.
func themed(svg string) string {
	svg = fontRule.ReplaceAllString(svg, "")
	svg = textRule.ReplaceAllStringFunc(svg, anchored)
	return colorRule.ReplaceAllStringFunc(svg, func(hex string) string {
		name := palette[decode(hex).role]
		value := fmt.Sprintf("var(--%s,%s)", name.name, name.light)
		if level := decode(hex).level; level > 0 {
			value += fmt.Sprintf(";opacity:.%02d", opacity*level)
		}
		return value
	})
}

// anchored moves the x of words from their left end to their anchor.
func anchored(element string) string {
	m := textRule.FindStringSubmatch(element)
	if strings.TrimSpace(m[5]) == "" {
		return "" // the label of a tick without one
	}
	x, err1 := strconv.ParseFloat(m[1], 64)
	size, err2 := strconv.ParseFloat(m[3], 64)
	if err1 != nil || err2 != nil {
		panic("figure: cannot read " + element)
	}
	at := decode(m[4]).anchor
	x += float64(float64(at) / 2 * span(html.UnescapeString(m[5]), size).Points())
	return fmt.Sprintf(`<text text-anchor="%s" x="%.2f"%s>%s</text>`, anchors[at].name, x, m[2], m[5])
}

// meaning is what a color on the canvas stands for.
type meaning struct{ role, level, anchor int }

// decode reads a color of the canvas, allowing for its rounding.
func decode(hex string) meaning {
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	m := meaning{int(v&255) / apart, (int(v>>8&255) - faint + 2) / apart, (int(v>>16) - mark + 1) / apart}
	if err != nil || m.role >= int(roles) || m.anchor < 0 || m.anchor >= len(anchors) || m.level > levels {
		panic("figure: drawn in " + hex + ", which stands for nothing")
	}
	return m
}
