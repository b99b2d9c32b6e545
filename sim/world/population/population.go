package population

import (
	"math"
	"strconv"

	"simrun/sim/base/data"
	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Covariate is what is known of a patient at entry, as a scenario declares it:
// the law that it follows, or the categories that another one is cut into.
type Covariate struct {
	// Law is the law; unset when Cut is given.
	Law spec.Of[dist.Dist]
	// Cut is the cut of another covariate; nil when Law is set.
	Cut *Cut
}

// Cut makes categories of a covariate that is a number.
type Cut struct {
	// Kind is "cut".
	Kind string `toml:"kind,required" choices:"cut"`
	// Of is the covariate that is cut.
	Of string `toml:"of,required"`
	// At holds the points, increasing, at each of which a further category begins.
	At []float64 `toml:"at,required"`
}

// Check reports points that do not increase.
func (c *Cut) Check(p *spec.Problems) {
	if len(c.At) == 0 {
		p.At("at").Add("is empty", "give the points at which a further category begins")
	}
	for i := 1; i < len(c.At); i++ {
		if !(c.At[i-1] < c.At[i]) {
			p.At("at").Index(i+1).Add("is not above the point before it", "let the points increase")
		}
	}
}

// Labels are the names of the categories.
func (c *Cut) Labels() []string {
	text := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	labels := []string{"below_" + text(c.At[0])}
	for i := 1; i < len(c.At); i++ {
		labels = append(labels, "from_"+text(c.At[i-1])+"_to_"+text(c.At[i]))
	}
	return append(labels, "from_"+text(c.At[len(c.At)-1]))
}

// Level is the category of a number, from 0.
func (c *Cut) Level(x float64) int {
	level := 0
	for _, at := range c.At {
		if x >= at {
			level++
		}
	}
	return level
}

// DescribeSpec says what a covariate may be.
func (c *Covariate) DescribeSpec() string {
	return `distribution, or { kind = "cut", of = …, at = […] }`
}

// ShapesSpec says for schemas what may be written.
func (*Covariate) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[spec.Of[dist.Dist]](""), spec.ShapeOf[Cut]("")}
}

// DecodeSpec reads a cut, or a law.
func (c *Covariate) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*c = Covariate{}
	if n.IsTable() && n.Has("kind") && n.Field("kind").Plain() == "cut" {
		c.Cut = &Cut{}
		spec.Decode(n, c.Cut, p)
		return
	}
	spec.Decode(n, &c.Law, p)
}

// EncodeSpec is the table that DecodeSpec reads.
func (c Covariate) EncodeSpec() *spec.Node {
	if c.Cut != nil {
		return spec.Encode(c.Cut)
	}
	return spec.Encode(c.Law)
}

// Variable is a covariate of a trial, bound. It is immutable.
type Variable struct {
	Name   string
	Labels []string   // of the categories; nil for a number
	Laws   *dist.Laws // of one law; nil for a cut
	Cut    *Cut       // nil for a law
	Of     int        // the variable that is cut
	Slot   rng.Slot   // which covariates of one file share
	File   string     // whose row the patient has the value of; empty for others
}

// Path is the path by which the draws are addressed: for a covariate of a file that of
// the row, which all covariates of the file have in common.
func (v *Variable) Path() string {
	if v.File != "" {
		return "files." + v.File
	}
	return "population." + v.Name
}

// Names are the names of variables.
func Names(of []Variable) []string {
	names := make([]string, len(of))
	for i := range of {
		names[i] = of[i].Name
	}
	return names
}

// Bind makes the variables of a population, each cut after what it cuts. Laws are
// prepared by the caller before use. It reports cuts of what is no number.
func Bind(of spec.Table[Covariate], p *spec.Problems) []Variable {
	var all []Variable
	for _, c := range of {
		at := p.At(c.Name)
		v := Variable{Name: c.Name, Cut: c.Value.Cut}
		if rows, ok := c.Value.Law.Value.(*dist.Empirical); ok {
			v.File = rows.File.Text
		}
		v.Slot = rng.NewSlot(v.Path())
		if v.Cut != nil {
			v.Of = indexOf(Names(all), v.Cut.Of)
			switch {
			case v.Of < 0 && of.Index(v.Cut.Of) >= 0:
				at.At("of").Report("let it come first in the file", "%s comes later, or is the cut itself", v.Cut.Of)
				continue
			case v.Of < 0:
				at.At("of").Unknown("covariate", v.Cut.Of, of.Names())
				continue
			case all[v.Of].Labels != nil:
				at.At("of").Report("cut a number", "%s has categories already", v.Cut.Of)
				continue
			}
			v.Labels = v.Cut.Labels()
			all = append(all, v)
			continue
		}
		if v.Laws = dist.Resolve(spec.Keyed[dist.Response]{One: &dist.Response{Law: c.Value.Law}}, []string{c.Name}, at); v.Laws == nil {
			continue
		}
		if l, ok := dist.AsLabeled(c.Value.Law.Value); ok {
			v.Labels = l.Labels()
		}
		all = append(all, v)
	}
	return all
}

// Maker fills the column of a covariate. It belongs to one worker.
type Maker struct {
	law    dist.Dist
	normal *dist.Normal // the law, when it is normal
	rows   *data.Column // of the file, when it is empirical
	cut    *Cut
	of     int
}

// Maker returns what fills the column of a variable; law is its own law, nil for a
// cut.
func (v *Variable) Maker(law dist.Dist) Maker {
	m := Maker{law: law, cut: v.Cut, of: v.Of}
	m.normal, _ = law.(*dist.Normal)
	if e, ok := law.(*dist.Empirical); ok {
		m.rows = e.Data
	}
	return m
}

// Normal reports whether the column may hold standard normal deviates before
// Make; otherwise they have to be uniforms.
func (m *Maker) Normal() bool { return m.normal != nil }

// Make turns draws into values, in place: uniforms, or, of a covariate that is
// correlated, standard normal deviates for a Normal one and ranks for others. A uniform
// chooses the row of a file, a rank the value of its column at that rank. Those of cuts
// are made from the column that they cut.
func (m *Maker) Make(value []float64, of []cohort.Covariate, correlated bool) {
	switch {
	case m.cut != nil:
		for i, x := range of[m.of].Value[:len(value)] {
			value[i] = float64(m.cut.Level(x))
		}
	case m.normal != nil:
		if !correlated {
			num.NormalQuantiles(value)
		}
		mean, sd := m.normal.Standard()
		for i, z := range value {
			value[i] = float64(sd*z) + mean
		}
	case m.rows != nil && !correlated:
		for i, u := range value {
			value[i] = m.rows.Row(u)
		}
	default:
		for i, u := range value {
			value[i] = m.law.Quantile(u)
		}
	}
}

// Correlation is the latent correlation of covariates and endpoints.
type Correlation struct {
	// Of names the covariates and endpoints; a longitudinal endpoint takes part with each of its visits.
	Of []string `toml:"of,required"`
	// Rho is the correlation of every pair.
	Rho *float64 `toml:"rho" range:"(-1,1)"`
	// Matrix holds the correlations row by row, in the order of of.
	Matrix [][]float64 `toml:"matrix" range:"[-1,1]"`
}

// Check reports what is no correlation matrix.
func (c *Correlation) Check(p *spec.Problems) {
	if len(c.Of) < 2 {
		p.At("of").Add("names fewer than two", "name the covariates and endpoints that are correlated")
	}
	for i, name := range c.Of {
		if indexOf(c.Of[:i], name) >= 0 {
			p.At("of").Index(i+1).Report("name each once", "%s is there twice", name)
		}
	}
	if (c.Rho == nil) == (c.Matrix == nil) {
		p.Add("needs exactly one of rho, matrix", "rho = 0.5 gives every pair the same correlation")
		return
	}
	c.checkMatrix(p.At("matrix"))
}

// checkMatrix reports a matrix that is not symmetric with unit diagonal.
func (c *Correlation) checkMatrix(p *spec.Problems) {
	if c.Matrix == nil {
		return
	}
	if len(c.Matrix) != len(c.Of) {
		p.Report("give one row for each name", "has %d rows for %d names", len(c.Matrix), len(c.Of))
		return
	}
	for i, row := range c.Matrix {
		if len(row) != len(c.Of) {
			p.Index(i+1).Report("give one number for each name", "has %d numbers for %d names", len(row), len(c.Of))
			return
		}
		for j, r := range row {
			switch {
			case i == j && r != 1:
				p.Index(i+1).Index(j+1).Report("write 1 on the diagonal", "is %v", r)
			case j < i && r != c.Matrix[j][i]:
				p.Index(i+1).Index(j+1).Report("let the matrix be symmetric", "is %v, and %v across the diagonal", r, c.Matrix[j][i])
			}
		}
	}
}

// Between is the correlation of the i-th and the j-th name.
func (c *Correlation) Between(i, j int) float64 {
	switch {
	case i == j:
		return 1
	case c.Rho != nil:
		return *c.Rho
	case i < len(c.Matrix) && j < len(c.Matrix[i]):
		return c.Matrix[i][j]
	}
	return math.NaN()
}
