package trial

import (
	"fmt"
	"math"
	"testing"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/missing"
)

// recipe is what the tests of this package say of a trial; bake makes the rest.
type recipe struct {
	ratio      []float64 // by arm
	control    int
	size       int
	accrual    accrual.Pattern
	assignment assign.Rule
	followUp   float64     // 0 for none
	dropout    []dist.Dist // by arm, nil for none
	endpoints  []column
	analyses   []question
	looks      []glance
	design     design.Design // nil for fixed
	lastEvents int           // what the fraction of an events trigger is of
	population bool          // whether there are covariates: a number, a category, and a cut of the number
	bound      int           // the endpoint that is correlated with the number, −1 for none
}

// column is an endpoint.
type column struct {
	kind      cohort.Type
	at, delay float64
	laws      []dist.Dist // by arm

	visits  []float64
	later   [][]dist.Dist // by further visit and arm
	rho     float64       // of the visits
	entry   *float64      // the least first value
	round   bool          // to halves between −1 and 2
	missing missing.Mechanism
	effects []influence
}

// influence is the effect of a covariate.
type influence struct {
	covariate, arm int // arm −1: all
	slope          float64
	levels         []float64 // of a category
}

// question is an analysis.
type question struct {
	endpoint    int
	test        analysis.Test
	alternative analysis.Alternative
	alpha       float64
	missing     analysis.Missing
	maximum     float64 // planned information
	reading     cohort.Reading
}

// glance is a look; analyses nil means all.
type glance struct {
	when     trigger.Trigger
	analyses []bool
	lag      float64
}

// planned is a protocol with the triggers as they were declared, which a
// protocol has only in bound form.
type planned struct {
	*Protocol
	recipe     *recipe
	triggers   []trigger.Trigger
	lastEvents int
	measure    *trigger.Measure
}

func ptr[T any](x T) *T { return &x }

func number(x float64) *spec.Number { n := spec.Const(x); return &n }

// arms, endpoints and analyses are named a0, a1, …, e0, …, q0, ….
func name(letter string, i int) string { return fmt.Sprintf("%s%d", letter, i) }

// bake makes a protocol, and fails the test on any problem.
func bake(t testing.TB, r *recipe) *planned {
	t.Helper()
	p := &Protocol{}
	out := &planned{Protocol: p, recipe: r, lastEvents: r.lastEvents}
	problems := spec.NewProblems()
	r.world(&p.World, problems)
	r.conduct(out, problems)
	p.Design = r.design
	if p.Design == nil {
		p.Design = &design.Fixed{}
	}
	p.Assignment.Check(problems)
	p.Assignment.New(&p.Allocation, problems)
	p.Accrual.Check(problems)
	p.Design.Check(problems)
	p.Design.New(&p.Setting, problems)
	if err := problems.Err(); err != nil {
		t.Fatalf("protocol has problems: %v\n%+v", err, r)
	}
	return out
}

func (r *recipe) world(w *World, problems *spec.Problems) {
	for i := range r.ratio {
		w.Arms = append(w.Arms, name("a", i))
	}
	w.Allocation = assign.Allocation{Size: r.size, Ratio: r.ratio, Control: r.control}
	w.Accrual, w.Assignment = r.accrual, r.assignment
	if w.FollowUp = r.followUp; r.followUp == 0 {
		w.FollowUp = math.Inf(1)
	}
	if r.dropout != nil {
		w.Dropout = resolve(r.dropout, w.Arms, problems)
	}
	if r.population {
		w.Population = covariates(problems)
	}
	for i, c := range r.endpoints {
		w.Endpoints = append(w.Endpoints, c.endpoint(name("e", i), w, problems))
	}
	r.blocks(w)
	w.Slots = Slots{rng.NewSlot("enrollment.accrual"), rng.NewSlot("enrollment.assignment"), rng.NewSlot("dropout")}
}

// resolve gives each arm its law.
func resolve(laws []dist.Dist, arms []string, problems *spec.Problems) *dist.Laws {
	var k spec.Keyed[dist.Response]
	for i, law := range laws {
		law.Check(problems)
		k.Each = append(k.Each, spec.Named[dist.Response]{Name: arms[i], Value: dist.Response{Law: spec.Of[dist.Dist]{Name: "law", Value: law}}})
	}
	return dist.Resolve(k, arms, problems)
}

func (r *recipe) conduct(out *planned, problems *spec.Problems) {
	p := out.Protocol
	setting := trigger.Setting{Size: r.size}
	for _, e := range p.Endpoints {
		setting.Endpoints, setting.Shapes = append(setting.Endpoints, e.Name), append(setting.Shapes, e.Shape)
		setting.LastEvents = append(setting.LastEvents, r.lastEvents)
	}
	out.measure = r.measure()
	setting.Measure = out.measure
	for i, g := range r.looks {
		l := Look{Analyses: g.analyses, Lag: g.lag}
		if g.when != nil {
			g.when.Check(problems.At("looks").Index(i + 1))
			l.When = g.when.New(&setting, problems.At("looks").Index(i+1))
		}
		if l.Analyses == nil {
			l.Analyses = make([]bool, len(r.analyses))
			for j := range l.Analyses {
				l.Analyses[j] = true
			}
		}
		p.Looks, out.triggers = append(p.Looks, l), append(out.triggers, g.when)
	}
	p.Setting.Looks = len(p.Looks)
	for i := range r.endpoints {
		p.Readings = append(p.Readings, cohort.Whole(i))
	}
	for i, q := range r.analyses {
		if q.reading.Endpoint != q.endpoint || q.reading.Visit == 0 && r.endpoints[q.endpoint].visits == nil {
			q.reading = cohort.Whole(q.endpoint)
		}
		a := Analysis{Name: name("q", i), Test: q.test, First: len(p.Setting.Comparisons)}
		a.Hypothesis = analysis.Hypothesis{Endpoint: q.endpoint, View: p.view(q.reading), Visit: max(q.reading.Visit, 0), Alternative: q.alternative, Alpha: q.alpha, Missing: q.missing}
		p.Setting.Analyses = append(p.Setting.Analyses, a.Name)
		for arm := range r.ratio {
			if arm != r.control {
				a.Hypothesis.Pairs = append(a.Hypothesis.Pairs, analysis.Pair{Treated: uint8(arm), Control: uint8(r.control)})
				p.Setting.Comparisons = append(p.Setting.Comparisons, r.comparison(p, i))
			}
		}
		a.Scale = q.test.Fit(q.reading.Type(r.endpoints[q.endpoint].kind), 0, problems)
		p.Analyses = append(p.Analyses, a)
	}
}

// measure is what information triggers wait for: the first comparison.
func (r *recipe) measure() *trigger.Measure {
	q, treated := r.analyses[0], 0
	if r.control == 0 {
		treated = 1
	}
	return &trigger.Measure{
		Endpoint: q.endpoint, Arms: [2]uint8{uint8(treated), uint8(r.control)},
		Visit:    max(q.reading.Visit, 0),
		Failures: q.missing != analysis.Exclude, Maximum: q.maximum, PerCount: 1,
	}
}

// comparison plans equal steps of information for the looks of analysis i.
func (r *recipe) comparison(p *Protocol, i int) design.Comparison {
	q := r.analyses[i]
	c := design.Comparison{Analysis: i, Alternative: q.alternative, Alpha: q.alpha, Count: q.maximum, PerCount: 1}
	n := 0.0
	for _, l := range p.Looks {
		c.Part = append(c.Part, l.Analyses[i])
		c.Planned = append(c.Planned, math.NaN())
		if l.Analyses[i] {
			n++
			c.Planned[len(c.Planned)-1] = n
		}
	}
	for k := range c.Planned {
		c.Planned[k] /= n
	}
	return c
}
