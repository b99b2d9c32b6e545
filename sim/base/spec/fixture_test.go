package spec

import (
	_ "embed"
	"testing/fstest"
)

// A small language in the manner of a scenario, for the tests of this package.

//go:embed fixture_test.go
var fixtureSource string

// The reader of comments skips test files, so this one is handed to it under another name.
var fixtureFS = fstest.MapFS{"fixture.go": {Data: []byte(fixtureSource)}}

// law is a distribution.
type law interface{ Kind }

var laws = NewKinds[law]("distribution", fixtureFS)

var (
	_ = laws.Add("normal", &normal{SD: Const(1)})
	_ = laws.Add("weibull", &weibull{Shape: Const(1)})
	_ = laws.Add("mixture", &mixture{})
	_ = laws.Add("bernoulli", &bernoulli{})
	_ = laws.Add("truncated", &truncated{})
)

// normal is the bell curve, 1/(sd·√2π) · exp(−½((x − mean)/sd)²).
//
// Its mean may be any number.
type normal struct {
	// Mean is the mean,
	// on two lines.
	Mean Number `toml:"mean,required"`
	SD   Number `toml:"sd" range:"(0,inf)"` // SD is the standard deviation.
}

func (*normal) Check(*Problems) {}

// weibull has hazard shape/scale · (t/scale)^(shape − 1).
type weibull struct {
	Shape  Number  `toml:"shape" range:"(0,inf)"`
	Scale  *Number `toml:"scale" range:"(0,inf)"`
	Median *Number `toml:"median" range:"(0,inf)"`
}

func (w *weibull) Check(p *Problems) {
	if (w.Scale == nil) == (w.Median == nil) {
		p.Add("wants either scale or median", "give one of them")
	}
}

// bernoulli is 1 with probability p, else 0.
type bernoulli struct {
	P Number `toml:"p,required" range:"[0,1]"`
}

func (*bernoulli) Check(*Problems) {}

// mixture draws from one of its parts.
type mixture struct {
	Parts   []Of[law] `toml:"parts,required"`
	Weights []float64 `toml:"weights" range:"(0,1]"`
}

func (m *mixture) Check(p *Problems) {
	if len(m.Weights) != len(m.Parts) {
		p.Report("", "%d parts and %d weights", len(m.Parts), len(m.Weights))
	}
}

// truncated keeps a law between two numbers.
type truncated struct {
	Of     Of[law] `toml:"of,required"`
	Digits int     `toml:"digits,later"`
}

func (*truncated) Check(*Problems) {}

// trigger says when to look.
type trigger interface{ Kind }

var triggers = NewKinds[trigger]("trigger", fixtureFS)

var (
	_ = triggers.Add("events", &events{})
	_ = triggers.Add("calendar", &calendar{})
)

// limits are common to all triggers.
type limits struct {
	Earliest *float64 `toml:"earliest" range:"[0,inf)"` // Earliest is the first time allowed.
	Latest   *float64 `toml:"latest" range:"[0,inf)"`
}

// events counts events.
type events struct {
	limits
	Count    int    `toml:"count,required" range:"[1,inf)"`
	Endpoint string `toml:"endpoint"`
}

func (*events) Check(*Problems) {}

// calendar waits for a time.
type calendar struct {
	limits
	Time float64 `toml:"time,required" range:"(0,inf)"`
}

func (*calendar) Check(*Problems) {}

// file is a whole file.
type file struct {
	Title      string                `toml:"title"`
	Simulation simulation            `toml:"simulation"`
	Arms       Table[arm]            `toml:"arms"`
	Enrollment enrollment            `toml:"enrollment"`
	Dropout    Keyed[Of[law]]        `toml:"dropout"`
	Outcomes   Table[outcome]        `toml:"outcomes"`
	Analyses   Table[analysis]       `toml:"analyses"`
	Looks      []look                `toml:"looks"`
	Margins    *[2]float64           `toml:"margins" range:"(-1,1)"`
	Grid       [][2]float64          `toml:"grid"`
	Transfer   Table[Table[float64]] `toml:"transfer" range:"[0,1]"`
	Hidden     string
}

// SetDefaults gives the simulation its number of trials.
func (s *simulation) SetDefaults() { s.Trials, s.Seed = 10_000, 1 }

type simulation struct {
	Trials    int64    `toml:"trials" range:"[1,inf)"`
	Seed      uint64   `toml:"seed"`
	Precision *float64 `toml:"precision" range:"(0,0.5)"`
}

type arm struct {
	Label   string `toml:"label"`
	Control bool   `toml:"control"`
}

type enrollment struct {
	Size       int            `toml:"size,required" range:"[1,inf)"`
	Allocation Table[float64] `toml:"allocation" range:"(0,inf)"`
}

// outcome shares its table with the law that it follows.
type outcome struct {
	Of[law]
	At       float64        `toml:"at" range:"[0,inf)"`
	Effects  Table[float64] `toml:"effects"`
	Delay    Keyed[Number]  `toml:"delay" range:"[0,inf)"`
	Terminal bool           `toml:"terminal,later"`
}

type analysis struct {
	Alternative string    `toml:"alternative" choices:"greater less two-sided"`
	Alpha       *float64  `toml:"alpha,required" range:"(0,1)"`
	Compare     [2]string `toml:"compare"`
	Margin      margin    `toml:"margin"`
	Covariates  []string  `toml:"covariates"`
}

func (a *analysis) SetDefaults() { a.Alternative = "two-sided" }

func (a *analysis) Check(p *Problems) {
	if a.Alternative == "two-sided" && a.Margin.Value != 0 {
		p.At("margin").Add("a two-sided test has no margin", "")
	}
}

// margin is a number, or a ratio.
type margin struct {
	Value float64
	Ratio bool
}

func (m *margin) DecodeSpec(n *Node, p *Problems) {
	if n.IsTable() {
		var ratio struct {
			Hazard float64 `toml:"hazard_ratio,required" range:"(0,inf)"`
		}
		Decode(n, &ratio, p)
		*m = margin{ratio.Hazard, true}
		return
	}
	Decode(n, &m.Value, p)
}

func (m *margin) EncodeSpec() *Node {
	if !m.Ratio {
		return NewFloat(m.Value)
	}
	n := NewTable()
	n.Put("hazard_ratio", NewFloat(m.Value))
	return n
}

func (*margin) DescribeSpec() string { return "number or ratio" }

type look struct {
	When  Of[trigger] `toml:"when,required"`
	Bound Of[law]     `toml:"bound"`
	Lag   float64     `toml:"lag" range:"[0,inf)"`
}

func (l *look) SetDefaults() { l.Bound = laws.Of("normal") }

// readDocument parses and decodes a document.
func readDocument(text string) (file, []Problem) {
	p := NewProblems()
	var d file
	d.Simulation.SetDefaults()
	n, err := Parse(text)
	if err != nil {
		return d, err.(*Error).Problems
	}
	Decode(n, &d, p)
	return d, p.List()
}
