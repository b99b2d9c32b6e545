package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// canvas is what layers draw on: the data rectangle of a plot.
type canvas struct {
	draw.Canvas
	x, y func(float64) vg.Length
}

// drawn is a layer as the plot takes it.
type drawn struct{ Layer }

// Plot draws the layer.
func (d drawn) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	d.draw(&canvas{c, x, y})
}

func (c *canvas) at(p Point) vg.Point { return vg.Point{X: c.x(p.X), Y: c.y(p.Y)} }

func (c *canvas) line(color Color, width float64, d Dash) draw.LineStyle {
	return draw.LineStyle{Color: color.paint(), Width: vg.Points(width), Dashes: d.lengths()}
}

// Line joins points, as a staircase if Steps is set, and marks them.
type Line struct {
	Points []Point
	Color  Color
	Dash   Dash
	Marker Marker
	Steps  bool // from each point level to the next
	Thin   bool
}

func (l *Line) draw(c *canvas) {
	var path []vg.Point
	for i, p := range l.Points {
		if i > 0 && l.Steps {
			path = append(path, c.at(Point{p.X, l.Points[i-1].Y}))
		}
		path = append(path, c.at(p))
	}
	w := float64(thick)
	if l.Thin {
		w = 1.2
	}
	c.StrokeLines(c.line(l.Color, w, l.Dash), c.ClipLinesXY(path)...)
	for _, p := range l.Points {
		c.mark(c.at(p), l.Marker, l.Color)
	}
}

// mark draws a marker.
func (c *canvas) mark(at vg.Point, m Marker, color Color) {
	shapes := map[Marker]draw.GlyphDrawer{
		Disk: draw.CircleGlyph{}, Square: draw.BoxGlyph{}, Triangle: draw.PyramidGlyph{}, Ring: draw.RingGlyph{}, Diamond: diamond{},
	}
	if shape, ok := shapes[m]; ok {
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: color.paint(), Radius: 3.5, Shape: shape}, at)
	}
}

// diamond is a hollow rhombus.
type diamond struct{}

// DrawGlyph draws it.
func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := vg.Length(s.Radius * 1.7)
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: vg.Points(1.5)})
	var p vg.Path
	p.Move(vg.Point{X: at.X - r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Close()
	c.Stroke(p)
}

// Band fills what lies between two lines at the same places.
type Band struct {
	X, Low, High []float64
	Color        Color
}

func (b *Band) draw(c *canvas) {
	var around []vg.Point
	for i, x := range b.X {
		around = append(around, c.at(Point{x, b.High[i]}))
	}
	for i := len(b.X) - 1; i >= 0; i-- {
		around = append(around, c.at(Point{b.X[i], b.Low[i]}))
	}
	c.FillPolygon(b.Color.tint(Light), c.ClipPolygonXY(around))
}

// Bar is a rectangle, filled through, or faintly by Level.
type Bar struct {
	Left, Right, Bottom, Top float64
	Color                    Color
	Level                    int // 0: filled through
}

// Level is how strongly a bar is filled that stands for a share, from 1 to 10,
// so that words on it stay legible.
func Level(share float64) int { return 1 + int(float64(min(max(share, 0), 1)*(levels-1))+0.5) }

func (b *Bar) draw(c *canvas) {
	fill := b.Color.paint()
	if b.Level > 0 {
		fill = b.Color.tint(b.Level)
	}
	l, r := c.x(b.Left), c.x(b.Right)
	c.FillPolygon(fill, []vg.Point{{X: l, Y: c.y(b.Bottom)}, {X: r, Y: c.y(b.Bottom)}, {X: r, Y: c.y(b.Top)}, {X: l, Y: c.y(b.Top)}})
}

// Interval is a line from one place to another with short ends across it.
type Interval struct {
	From, To Point
	Color    Color
	Marker   Marker
	At       Point // of the marker
}

func (v *Interval) draw(c *canvas) {
	a, b := c.at(v.From), c.at(v.To)
	style := c.line(v.Color, 1.5, Solid)
	c.StrokeLine2(style, a.X, a.Y, b.X, b.Y)
	const half = 3
	for _, p := range []vg.Point{a, b} {
		if v.From.X == v.To.X {
			c.StrokeLine2(style, p.X-half, p.Y, p.X+half, p.Y)
		} else {
			c.StrokeLine2(style, p.X, p.Y-half, p.X, p.Y+half)
		}
	}
	c.mark(c.at(v.At), v.Marker, v.Color)
}

// Across is a thin line over the whole chart: level at Y, or upright at X if
// Upright is set.
type Across struct {
	At      float64
	Upright bool
	Color   Color
	Dash    Dash
}

func (a *Across) draw(c *canvas) {
	style := c.line(a.Color, 1.2, a.Dash)
	if a.Upright {
		c.StrokeLine2(style, c.x(a.At), c.Min.Y, c.x(a.At), c.Max.Y)
		return
	}
	c.StrokeLine2(style, c.Min.X, c.y(a.At), c.Max.X, c.y(a.At))
}

// Word is a short text centered above a place, or on it.
type Word struct {
	At    Point
	Text  string
	Color Color
	On    bool // centered on the place
}

func (w *Word) draw(c *canvas) {
	at := c.at(w.At)
	if at.Y += 4; w.On {
		at.Y -= 7.5
	}
	c.FillText(words(small, w.Color, draw.XCenter), at, w.Text)
}
