package figure

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// everything is a chart with every kind of layer.
func everything() *Chart {
	c := &Chart{
		Title: "All <layers>", Description: "A & B.",
		X: Axis{Label: "Time, months", Max: 24},
		Y: Axis{Label: "Power, %", Min: -100_000, Max: 100_000},
		Layers: []Layer{
			&Across{At: 80, Dash: Dashed, Color: Muted}, &Across{At: 3, Upright: true, Color: Muted},
			&Band{X: []float64{0, 24}, Low: []float64{1, 2}, High: []float64{3, 5}, Color: Arm(1)},
			&Bar{Left: 1, Right: 2, Top: 50, Color: Shade(4, 5)}, &Bar{Left: 2, Right: 3, Top: 50, Color: Arm(5), Level: Level(1)},
			&Interval{From: Point{4, 1}, To: Point{8, 1}, At: Point{6, 1}, Marker: Diamond, Color: Ink},
			&Interval{From: Point{4, 1}, To: Point{4, 9}, Color: Ink},
			&Word{At: Point{12, 5}, Text: "½ < 1", Color: Ink}, &Word{At: Point{12, 5}, Text: "on", Color: Ink, On: true},
		},
	}
	for i, m := range []Marker{NoMarker, Disk, Square, Triangle, Ring} {
		c.Layers = append(c.Layers, &Line{Points: []Point{{0, 0}, {24, float64(i)}}, Color: Arm(i), Marker: m, Steps: i > 1, Thin: i > 2, Dash: Dash(i % 3)})
		c.Legend = append(c.Legend, Entry{Label: "an entry of some length", Color: Arm(i), Marker: m, Bar: i == 1, Level: i})
	}
	return c
}

func TestDrawingIsWellFormed(t *testing.T) {
	svg := everything().SVG("x")
	elements := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
		}
	}
	if elements["svg"] != 1 || elements["title"] != 1 || elements["desc"] != 1 || elements["text"] < 10 {
		t.Error(elements)
	}
	for _, part := range []string{
		`role="img" aria-labelledby="x-title x-desc"`, `<title id="x-title">All &lt;layers&gt;</title>`, `<desc id="x-desc">A &amp; B.</desc>`,
	} {
		if !strings.Contains(svg, part) {
			t.Errorf("lacks %s", part)
		}
	}
	if strings.Contains(svg, "http") || strings.Contains(svg, "Liberation") {
		t.Error("refers to something outside of the page")
	}
	if svg != everything().SVG("x") {
		t.Error("the same chart gives other bytes")
	}
}

var place = regexp.MustCompile(`<text text-anchor="(\w+)" x="([^"]*)"[^>]*font-size:([0-9.]+)px[^>]*>([^<]*)<`)

// Words stay inside of the drawing, even in fonts that are wider than those that
// are asked for. Those of the upright axis have a transformation of their own,
// which the browser test sees.
func TestLegendStaysInside(t *testing.T) {
	n := 0
	for _, m := range place.FindAllStringSubmatch(everything().SVG("x"), -1) {
		x, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		size, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		w := wider * span(m[4], size).Points()
		lo := x - w*map[string]float64{"start": 0, "middle": 0.5, "end": 1}[m[1]]
		if lo < -0.5 || lo+w > width+0.5 {
			t.Errorf("%s reaches from %.1f to %.1f", m[4], lo, lo+w)
		}
		n++
	}
	if n < 10 {
		t.Errorf("found %d words", n)
	}
}

// Every role survives the rounding of the canvas.
func TestRolesAreTold(t *testing.T) {
	for role := range roles {
		for level := range levels + 1 {
			c := &Chart{X: Axis{Max: 1}, Y: Axis{Max: 1, Bare: true}, Layers: []Layer{&Bar{Right: 1, Top: 1, Color: role, Level: level}}}
			want := "fill:var(--" + palette[role].name + "," + palette[role].light + ")"
			if level > 0 {
				want += ";opacity:." + strconv.Itoa(100 + opacity*level)[1:]
			}
			if svg := c.SVG("x"); !strings.Contains(svg, want+`"`) {
				t.Errorf("role %d, level %d is not drawn as %s", role, level, want)
			}
		}
	}
}

// luminance is the relative luminance of a color [wcag22].
func luminance(t *testing.T, hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		s := float64(v) / 255
		if s <= 0.04045 {
			s /= 12.92
		} else {
			s = math.Pow((s+0.055)/1.055, 2.4)
		}
		sum += weight * s
	}
	return sum
}

// Words have a contrast of 4.5 to the page and to panels, graphics one of 3, as
// level AA asks; lines of the grid say nothing and need none.
func TestContrast(t *testing.T) {
	contrast := func(a, b string) float64 {
		x, y := luminance(t, a), luminance(t, b)
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	for role, p := range palette {
		need := 3.0
		switch Color(role) {
		case Rule:
			continue
		case Ink, Muted:
			need = 4.5
		}
		for _, page := range []string{"#ffffff", "#f4f7f9"} {
			if c := contrast(p.light, page); c < need {
				t.Errorf("%s on %s: %.2f", p.name, page, c)
			}
		}
		for _, page := range []string{"#12181e", "#1b242c"} {
			if c := contrast(p.dark, page); c < need {
				t.Errorf("%s on %s: %.2f", p.name, page, c)
			}
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   string
	}{
		{0, 100, 5, "0 20 40 60 80 100"},
		{-0.3, 0.3, 5, "−0.2 0.0 0.2"},
		{0, 12_345, 6, "0 5,000 10,000"},
		{0, 0.0042, 5, "0.000 0.001 0.002 0.003 0.004"},
	} {
		var got []string
		for _, tick := range Rounds(c.lo, c.hi, c.n) {
			got = append(got, tick.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.lo, c.hi, s, c.want)
		}
	}
	if lo, hi := RoundUp(-0.3, 4.1); lo != -1 || hi != 5 {
		t.Error(lo, hi)
	}
	if lo, hi := RoundUp(2, 2); !(lo <= 2 && hi >= 2 && lo < hi) {
		t.Error(lo, hi)
	}
}

// Labels that would touch each other are left out, the places stay.
func TestLabelsDoNotTouch(t *testing.T) {
	a := &Axis{Min: 0, Max: 20}
	var all []Tick
	for i := range 21 {
		all = append(all, Tick{float64(i), "100,000"})
	}
	said := 0
	for _, tick := range thinned(all, a, 200) {
		if tick.Label != "" {
			said++
		}
	}
	if said < 2 || said > 5 {
		t.Errorf("%d labels", said)
	}
}
