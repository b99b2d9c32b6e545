package trial

import (
	"math/rand/v2"
	"slices"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// TestTwinRandom compares Worker and twin over generated protocols, each with
// several trials in an order that shows what one leaves behind for the next.
func TestTwinRandom(t *testing.T) {
	protocols := 400
	if testing.Short() {
		protocols = 100
	}
	for i := range protocols {
		r := maker{rand.New(rand.NewPCG(uint64(i), 58))}.recipe()
		if err := agree(bake(t, r), 3, 0, 1, 2, 0, 3); err != nil {
			t.Fatalf("protocol %d: %v\n%+v", i, err, r)
		}
	}
}

// TestBeside follows the same patients under a second conduct, and wants what a
// worker of its own comes to.
func TestBeside(t *testing.T) {
	for i := range 60 {
		m := maker{rand.New(rand.NewPCG(uint64(i), 59))}
		r := m.recipe()
		first := bake(t, r)
		r.looks, r.analyses, r.design = nil, nil, nil
		m.conduct(r)
		second := bake(t, r)
		w, alone := NewWorker(first.Protocol), NewWorker(second.Protocol)
		beside := w.Beside(second.Protocol)
		for trial := range int64(3) {
			w.Enroll(seed, trial)
			one := text(*w.Follow())
			two := text(*beside.Follow())
			if again := text(*w.Follow()); again != one {
				t.Fatalf("protocol %d, trial %d: %s, and again %s", i, trial, one, again)
			}
			if want := text(*alone.Conduct(seed, trial)); two != want {
				t.Fatalf("protocol %d, trial %d: %s beside, %s alone", i, trial, two, want)
			}
		}
	}
}

// sequential is a group-sequential design whose bounds are one of a list.
func sequential(i int) *design.GroupSequential {
	g := &design.GroupSequential{Information: "observed"}
	g.Efficacy = spec.All(spec.Of[boundary.Efficacy]{Name: "rule", Value: efficacies()[i]})
	return g
}

func efficacies() []boundary.Efficacy {
	return []boundary.Efficacy{
		&boundary.FixedBounds{Z: boundary.PerLook{1}},
		&boundary.OBrienFleming{},
		&boundary.PocockBounds{},
		&boundary.Pocock{},
		&boundary.HaybittlePeto{Z: boundary.PerLook{2.5}},
	}
}

// maker makes protocols at random. Times come from a grid of halves as often as
// not, so that many things fall on one instant.
type maker struct{ *rand.Rand }

func (m maker) yes(p float64) bool { return m.Float64() < p }

func (m maker) time(upTo float64) float64 {
	t := m.Float64() * upTo
	if m.yes(0.5) {
		return float64(int(2*t)) / 2
	}
	return t
}

func (m maker) maybe(upTo float64) *float64 {
	if m.yes(0.75) {
		return nil
	}
	return ptr(m.time(upTo))
}

func (m maker) recipe() *recipe {
	arms := 2 + m.IntN(2)
	r := &recipe{control: m.IntN(arms), size: 4 + m.IntN(40)}
	sum := 0
	for range arms {
		n := 1 + m.IntN(3)
		sum += n
		r.ratio = append(r.ratio, float64(n))
	}
	r.lastEvents = 1 + m.IntN(r.size)
	m.world(r, sum)
	m.conduct(r)
	return r
}

func (m maker) world(r *recipe, sum int) {
	r.accrual = accruals()[m.IntN(len(accruals()))]
	if m.yes(0.3) {
		r.accrual = &accrual.Uniform{Rate: ptr(2.0)} // on the grid
	}
	// The reduced ratio may have fewer parts than sum, which is a multiple of them.
	r.assignment = []assign.Rule{
		&assign.Exact{}, &assign.Complete{}, &assign.Blocks{Size: &sum}, &assign.Blocks{Sizes: []int{2 * sum, sum, sum}},
	}[m.IntN(4)]
	if m.yes(0.4) {
		r.followUp = 0.5 + m.time(8)
	}
	if m.yes(0.4) {
		for range r.ratio {
			r.dropout = append(r.dropout, m.lifetime())
		}
	}
	n := 1 + m.IntN(3)
	r.population, r.bound = m.yes(0.5), m.IntN(n+1)-1
	for range n {
		c := column{kind: cohort.Type(m.IntN(3)), at: m.time(4), rho: 0.5}
		if m.yes(0.5) {
			c.delay = m.time(2)
		}
		for range r.ratio {
			c.laws = append(c.laws, m.law(c.kind))
		}
		if c.kind == cohort.Continuous && m.yes(0.5) {
			c.kind = cohort.Longitudinal
			m.visits(r, &c)
		}
		m.surround(r, &c)
		r.endpoints = append(r.endpoints, c)
	}
}

func (m maker) law(kind cohort.Type) dist.Dist {
	switch {
	case kind == cohort.Binary:
		return &dist.Bernoulli{P: *number(float64(m.IntN(5)) / 4)}
	case kind == cohort.Survival:
		return m.lifetime()
	case m.yes(0.2):
		return &dist.Constant{Value: *number(1)}
	}
	return &dist.Normal{Expected: *number(m.Float64()), SD: *number(1)}
}

func (m maker) lifetime() dist.Dist {
	switch m.IntN(4) {
	case 0:
		return &dist.Constant{Value: *number(m.time(6))}
	case 1:
		return &dist.PiecewiseExponential{From: []float64{0, 2}, Rate: []spec.Number{*number(m.Float64()), *number(0)}}
	case 2:
		return &dist.Weibull{Shape: *number(0.5 + m.Float64()), Scale: number(1 + m.time(6))}
	}
	return &dist.Exponential{Rate: number(0.05 + m.Float64()/2)}
}

func (m maker) conduct(r *recipe) {
	looks := 1 + m.IntN(4)
	for k := range looks {
		g := glance{when: m.trigger(r, 2)}
		if k == looks-1 && m.yes(0.2) {
			g.when = nil
		}
		if m.yes(0.3) {
			g.lag = m.time(2)
		}
		r.looks = append(r.looks, g)
	}
	for range 1 + m.IntN(3) {
		r.analyses = append(r.analyses, m.question(r))
	}
	for k := range r.looks {
		for range r.analyses {
			r.looks[k].analyses = append(r.looks[k].analyses, m.yes(0.7))
		}
	}
	for i := range r.analyses {
		r.looks[m.IntN(looks)].analyses[i] = true
	}
	if looks > 1 || m.yes(0.3) {
		r.design = m.sequential(r)
	}
}

func (m maker) question(r *recipe) question {
	q := question{endpoint: m.IntN(len(r.endpoints)), alternative: analysis.Alternative(m.IntN(3)), alpha: 0.05 + m.Float64()/4}
	q.maximum = float64(r.size) * (0.1 + m.Float64()/2)
	kind := r.endpoints[q.endpoint].kind
	if kind == cohort.Longitudinal {
		kind = cohort.Continuous // at a visit
	}
	q.test = [][]analysis.Test{
		{&analysis.ChiSquare{}, &analysis.ChiSquare{Continuity: true}, &analysis.Fisher{}, &analysis.Z{Pooled: true}},
		{&analysis.T{}, &analysis.Z{SD: ptr(1.0)}},
		{&analysis.LogRank{}, &analysis.LogRank{Gamma: 1}},
	}[kind][m.IntN([]int{4, 2, 2}[kind])]
	if kind == cohort.Binary && m.yes(0.3) {
		q.missing = analysis.Failure
	}
	m.reading(r, &q)
	return q
}

// sequential gives bounds to the first analysis and perhaps to others.
func (m maker) sequential(r *recipe) design.Design {
	g := sequential(m.IntN(len(efficacies())))
	if m.yes(0.3) {
		g.Information = "planned"
	}
	for i := range r.analyses {
		if m.yes(0.3) {
			g.Decides = append(g.Decides, name("q", i))
		}
	}
	if m.yes(0.5) && oneSided(r, g) {
		f := m.futility()
		g.Futility = spec.All(f)
	}
	if m.yes(0.5) || g.Futility.IsSet() {
		return g
	}
	one := *g.Efficacy.One
	g.Efficacy.One = nil
	for i := range r.analyses {
		if i == 0 || m.yes(0.5) {
			g.Efficacy.Each = append(g.Efficacy.Each, spec.Named[spec.Of[boundary.Efficacy]]{Name: name("q", i), Value: one})
		}
	}
	return g
}

// oneSided says whether all deciding analyses are.
func oneSided(r *recipe, g *design.GroupSequential) bool {
	for i, q := range r.analyses {
		decides := i == 0
		if g.Decides != nil {
			decides = slices.Contains(g.Decides, name("q", i))
		}
		if decides && q.alternative == analysis.TwoSided {
			return false
		}
	}
	return true
}

// futility is a rule for lower bounds.
func (m maker) futility() boundary.Futility {
	rule := []boundary.Efficacy{
		&boundary.FixedBounds{Z: boundary.PerLook{-0.2}}, &boundary.HwangShihDeCani{Gamma: -1}, &boundary.Pocock{},
	}[m.IntN(3)]
	return boundary.Futility{Of: spec.Of[boundary.Efficacy]{Name: "rule", Value: rule}, Beta: 0.2 + 0.3*m.Float64(), Binding: m.yes(0.4)}
}

func (m maker) trigger(r *recipe, depth int) trigger.Trigger {
	win := trigger.Window{Earliest: m.maybe(6), Latest: m.maybe(20), AfterPrevious: m.maybe(3)}
	if win.Earliest != nil && win.Latest != nil && *win.Earliest > *win.Latest {
		win.Earliest, win.Latest = win.Latest, win.Earliest
	}
	kind := m.IntN(7)
	if depth == 0 {
		kind = m.IntN(5)
	}
	count, fraction := ptr(1+m.IntN(r.size)), (*float64)(nil)
	if m.yes(0.3) {
		count, fraction = nil, ptr(1-m.Float64())
	}
	switch kind {
	case 0:
		if m.yes(0.5) {
			return &trigger.Information{Fraction: 1 - m.Float64(), Window: win}
		}
		return &trigger.Calendar{Time: m.time(15), Window: win}
	case 1, 2:
		return &trigger.Patients{Count: count, Fraction: fraction, Followed: m.time(4), Window: win}
	case 3, 4:
		for i := range r.endpoints {
			if r.endpoints[i].kind == cohort.Survival {
				return &trigger.Events{Endpoint: name("e", i), Count: count, Fraction: fraction, Window: win}
			}
		}
		return &trigger.Patients{Count: count, Fraction: fraction, Window: win}
	}
	var of []spec.Of[trigger.Trigger]
	for range 1 + m.IntN(3) {
		of = append(of, spec.Of[trigger.Trigger]{Name: "trigger", Value: m.trigger(r, depth-1)})
	}
	if kind == 5 {
		return &trigger.AllOf{Of: of, Window: win}
	}
	return &trigger.AnyOf{Of: of, Window: win}
}
