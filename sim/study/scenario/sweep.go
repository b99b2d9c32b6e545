package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"simrun/sim/base/spec"
)

// MaxPoints bounds the number of points of a sweep.
const MaxPoints = 10_000

// Point is one point of a sweep: what it sets, and the scenario that results.
type Point struct {
	Set      []Setting // in the order of the axes
	Scenario *Scenario
}

// Setting is a path and the value that a point gives it.
type Setting struct {
	Path  string
	Value *spec.Node
}

// String is the setting as --set takes it.
func (s Setting) String() string { return s.Path + "=" + s.Text() }

// Text is the value on one line, as TOML.
func (s Setting) Text() string { return inline(s.Value) }

// inline is a value on one line: what a list of it has between its brackets.
func inline(n *spec.Node) string {
	text := spec.NewArray(n.Clone()).TOML()
	return strings.TrimSpace(text[1 : len(text)-1])
}

// Study is a scenario file with all points of its sweep; without a sweep there
// is one point that sets nothing.
type Study struct {
	Axes   []Axis
	Points []Point
}

// Axis is one direction of a sweep: paths that move together, and for every
// step their values.
type Axis struct {
	Paths []string
	Steps [][]*spec.Node // by step, by path
}

// Vary is one --vary: a dotted path and its values, a,b,c or lo:hi:step.
type Vary struct{ Path, Values string }

// LoadStudy reads a scenario that names no files, as Source.LoadStudy does.
func LoadStudy(text string, overrides []Override, vary []Vary, oneAtATime bool) (*Study, error) {
	return Source{Text: text}.LoadStudy(overrides, vary, oneAtATime)
}

// LoadStudy reads a scenario and its sweep, after changing what the
// overrides name; an axis of vary is added to the sweep, or replaces the one of
// its path. oneAtATime varies one axis after the other from the first step of all, instead
// of all together. Every point is checked like a file.
func (f Source) LoadStudy(overrides []Override, vary []Vary, oneAtATime bool) (*Study, error) {
	root, err := f.parse(overrides)
	if err != nil {
		return nil, err
	}
	p := spec.NewProblems()
	sweep := root.Field("sweep")
	root.Remove("sweep")
	axes := sweepAxes(sweep, p.At("sweep"))
	for _, v := range vary {
		axes = replace(axes, v.axis(p))
	}
	checkAxes(axes, overrides, p)
	if p.Len() == 0 {
		checkPoints(root, axes, p)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	s := &Study{Axes: axes}
	var own PointProblems
	for _, steps := range combinations(axes, oneAtATime) {
		s.point(root, steps, &own)
	}
	own.Report(p)
	if err := p.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// point adds the point at the given step of every axis.
func (s *Study) point(root *spec.Node, steps []int, p *PointProblems) {
	n := root.Clone()
	var set []Setting
	var out *Scenario
	var err error
	for a, axis := range s.Axes {
		for i, path := range axis.Paths {
			value := axis.Steps[steps[a]][i]
			set = append(set, Setting{path, value})
			if err == nil {
				err = n.SetNode(path, value.Clone())
			}
		}
	}
	if err == nil {
		out, err = Decode(n)
	}
	p.Add(set, err)
	s.Points = append(s.Points, Point{set, out})
}

// sweepAxes reads [sweep]: its leaves are lists, and every [[sweep.zip]] is one
// axis of paths that move together.
func sweepAxes(n *spec.Node, p *spec.Problems) []Axis {
	if n == nil {
		return nil
	}
	if !n.IsTable() {
		p.Add("is not a table", `write "enrollment.size" = [58, 100] below [sweep]`)
		return nil
	}
	var axes []Axis
	for _, leaf := range leaves(n, "", p) {
		axes = append(axes, single(leaf))
	}
	for i, zip := range n.Field("zip").Items() {
		p := p.At("zip").Index(i + 1)
		var axis Axis
		for _, leaf := range leaves(zip, "", p) {
			if len(axis.Paths) > 0 && len(leaf.values) != len(axis.Steps) {
				p.Report("give every path of a zip as many values", "%s has %d values, %s has %d",
					leaf.path, len(leaf.values), axis.Paths[0], len(axis.Steps))
				continue
			}
			axis = zipped(axis, leaf)
		}
		if len(axis.Paths) > 0 {
			axes = append(axes, axis)
		}
	}
	return axes
}

// leaf is a path and the list of its values.
type leaf struct {
	path   string
	values []*spec.Node
}

// leaves finds the lists below a table. A key may be a whole path in quotes.
func leaves(n *spec.Node, prefix string, p *spec.Problems) []leaf {
	var all []leaf
	for _, key := range n.Keys() {
		if prefix == "" && key == "zip" {
			continue
		}
		path, child := key, n.Field(key)
		if prefix != "" {
			path = prefix + "." + key
		}
		switch {
		case child.IsTable():
			all = append(all, leaves(child, path, p)...)
		case !child.IsArray() || len(child.Items()) == 0:
			p.At(path).Add("is not a list of values", "write the values to be swept in brackets")
		default:
			all = append(all, leaf{path, child.Items()})
		}
	}
	return all
}

func single(l leaf) Axis {
	a := Axis{Paths: []string{l.path}}
	for _, v := range l.values {
		a.Steps = append(a.Steps, []*spec.Node{v})
	}
	return a
}

func zipped(a Axis, l leaf) Axis {
	if len(a.Paths) == 0 {
		return single(l)
	}
	a.Paths = append(a.Paths, l.path)
	for i := range a.Steps {
		a.Steps[i] = append(a.Steps[i], l.values[i])
	}
	return a
}

// maxSteps bounds the steps of a range in --vary.
const maxSteps = MaxPoints

// axis reads the values of one --vary.
func (v Vary) axis(p *spec.Problems) Axis {
	p = p.Under(v.Path)
	if lo, hi, step, ok := v.interval(); ok {
		if !(step > 0) || !(hi >= lo) || (hi-lo)/step >= maxSteps {
			p.Report("write lo:hi:step with a positive step, such as 40:200:20", "%s is no range", v.Values)
			return Axis{}
		}
		l := leaf{path: v.Path}
		for i := 0; ; i++ {
			x := lo + float64(float64(i)*step)
			if x > hi+float64(step*1e-9) {
				break
			}
			// Decimal steps are meant as written: 0.1:0.3:0.1 holds 0.3.
			text := strconv.FormatFloat(x, 'g', 12, 64)
			node, err := spec.ParseValue(text)
			if err != nil {
				p.Add(err.Error(), "")
				return Axis{}
			}
			l.values = append(l.values, node)
		}
		return single(l)
	}
	list, err := spec.ParseValue("[" + v.Values + "]")
	if err == nil && list.IsArray() && len(list.Items()) > 0 {
		return single(leaf{v.Path, list.Items()})
	}
	// Bare words, as --set takes them.
	l := leaf{path: v.Path}
	for _, word := range strings.Split(v.Values, ",") {
		node, err := spec.ParseValue(strings.TrimSpace(word))
		if err != nil {
			p.Add(err.Error(), "separate values by commas")
			return Axis{}
		}
		l.values = append(l.values, node)
	}
	return single(l)
}

// interval reads lo:hi:step.
func (v Vary) interval() (lo, hi, step float64, ok bool) {
	parts := strings.Split(v.Values, ":")
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var x [3]float64
	for i, part := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return 0, 0, 0, false
		}
		x[i] = f
	}
	return x[0], x[1], x[2], true
}

// replace puts an axis in the place of the one of its path, or last.
func replace(axes []Axis, a Axis) []Axis {
	for i := range axes {
		if len(a.Paths) == 1 && len(axes[i].Paths) == 1 && axes[i].Paths[0] == a.Paths[0] {
			axes[i] = a
			return axes
		}
	}
	return append(axes, a)
}

// unswept are paths whose values belong to the run as a whole.
var unswept = []string{"simulation.trials", "simulation.precision", "expect", "search", "sweep", "title", "time_unit"}

// checkAxes reports paths swept twice or set as well, and too many points.
func checkAxes(axes []Axis, overrides []Override, p *spec.Problems) {
	taken := map[string]bool{}
	points := 1
	for _, a := range axes {
		for _, path := range a.Paths {
			at := p.Under(path)
			for _, u := range unswept {
				if path == u || strings.HasPrefix(path, u+".") {
					at.Add("cannot be swept", "it belongs to the run as a whole")
				}
			}
			if taken[path] {
				at.Add("is swept twice", "give its values in one list")
			}
			taken[path] = true
			for _, o := range overrides {
				if o.Path == path {
					at.Add("is both set and swept", fmt.Sprintf("drop --set, or give --vary %s=%s", path, o.Value))
				}
			}
		}
		a.checkSteps(p)
		points *= max(1, len(a.Steps))
		if points > MaxPoints {
			p.At("sweep").Report("make the lists shorter", "has more than %d points", MaxPoints)
			return
		}
	}
}

// checkSteps reports a step that is there twice: its points would be the same.
func (a Axis) checkSteps(p *spec.Problems) {
	seen := map[string]bool{}
	for _, step := range a.Steps {
		var values []string
		for _, v := range step {
			values = append(values, spec.Fingerprint(v))
		}
		key := strings.Join(values, " ")
		if seen[key] {
			p.Under(a.Paths[0]).Report("name every value once", "lists %s twice", inline(step[0]))
			return
		}
		seen[key] = true
	}
}

// combinations are the steps of every point: the cross product, the last axis
// moving fastest, or one axis at a time from the first step of all.
func combinations(axes []Axis, oneAtATime bool) [][]int {
	base := make([]int, len(axes))
	all := [][]int{base}
	if oneAtATime {
		for a := range axes {
			for k := 1; k < len(axes[a].Steps); k++ {
				steps := make([]int, len(axes))
				steps[a] = k
				all = append(all, steps)
			}
		}
		return all
	}
	for a := range axes {
		var next [][]int
		for _, steps := range all {
			for k := range axes[a].Steps {
				more := append([]int(nil), steps...)
				more[a] = k
				next = append(next, more)
			}
		}
		all = next
	}
	return all
}
