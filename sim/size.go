package sim

import (
	"context"
	"math"
	"strconv"
	"time"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/search"
	"simrun/sim/study/shard"
)

// verifyTrials is how many trials of a fresh seed the answer is tried on.
const verifyTrials = 100_000

// mostTrials bounds the trials of a search, verification included, up to one
// round of tries.
const mostTrials = 1_000_000

// Size finds the smallest value of the number that [search] names and that
// reaches its goal, and tries it on a fresh seed. The error is a *spec.Error
// when the scenario cannot be searched.
func Size(ctx context.Context, text string, r Request, o Options) (*shard.Sizing, error) {
	now := o.Clock
	if now == nil {
		now = func() time.Time { return time.Time{} }
	}
	start := now()
	z, err := newSizer(ctx, text, r, o)
	if err != nil {
		return nil, err
	}
	found, err := search.Run(z.problem())
	if err != nil {
		return nil, err
	}
	s, err := z.verify(found)
	if err != nil {
		return nil, err
	}
	s.Seconds = now().Sub(start).Seconds()
	return s, nil
}

// verifications is how often the answer is tried on a fresh seed at the most: again
// after a try that excluded the goal and moved the answer.
const verifications = 4

// verify tries the answer on fresh seeds.
func (z *sizer) verify(found search.Answer) (*shard.Sizing, error) {
	var verified *shard.SizingPoint
	var known *shard.Theory
	var warnings []string
	var arms []shard.SizingArm
	for round := 0; found.Reached && round < verifications; round++ {
		z.fresher = (z.base.Scenario.Simulation.Seed ^ uint64(rng.NewSlot("search.verification."+strconv.Itoa(round)))) >> 1
		at, err := z.fresh(found.Value)
		e, row, err := z.evaluate(at, err)
		if err != nil {
			return nil, err
		}
		found.Trials += e.N
		verified = point(found.Value, e, row)
		known, warnings = knownOf(at.study.Plans[0], row)
		arms = nil
		protocol := at.study.Plans[0].Protocol
		for i, n := range protocol.Allocation.Targets() {
			arms = append(arms, shard.SizingArm{Arm: protocol.Arms[i], Patients: n})
		}
		if !found.Excludes(e) || round == verifications-1 {
			break
		}
		found.Update(e)
	}
	s := z.sizing(found)
	s.Verified, s.Arms, s.Known = verified, arms, known
	s.Warnings = append(s.Warnings, warnings...)
	return s, nil
}

// sizer evaluates one figure at one value of a number after the other.
type sizer struct {
	ctx     context.Context
	source  scenario.Source
	set     []scenario.Override
	o       Options
	base    *plan.Plan
	search  scenario.Search
	row     oc.Row // what the figure is
	tried   map[place]oc.Row
	spent   int64
	fresher uint64 // the seed of the verification
	start   *shard.SizingStart
}

// place is a value in a round of the search.
type place struct {
	x     float64
	round int
}

// roundBits is where the number of a round stands in the trial indices: above
// all indices of a run.
const roundBits = 42

// trying is what is to be run at one value.
type trying struct {
	study  *engine.Study
	trials engine.Range
}

// newSizer reads the scenario and finds the figure.
func newSizer(ctx context.Context, text string, r Request, o Options) (*sizer, error) {
	source := scenario.Source{Text: text, Files: r.Files}
	base, err := LoadFrom(source, r.Set...)
	if err != nil {
		return nil, err
	}
	p := spec.NewProblems()
	if base.Scenario.Search == nil {
		p.At("search").Add("is missing", `give [search] with range = [40, 2000] and goal = { at_least = 0.9 }`)
		return nil, p.Err()
	}
	z := &sizer{ctx: ctx, source: source, set: r.Set, o: o, base: base, search: *base.Scenario.Search, tried: map[place]oc.Row{}}
	z.row = z.figure(p.At("search").At("goal"))
	if err := p.Err(); err != nil {
		return nil, err
	}
	return z, nil
}

// figure finds the row of the goal.
func (z *sizer) figure(p *spec.Problems) oc.Row {
	g := &z.search.Goal
	if g.Analysis == "" {
		g.Analysis = z.base.Scenario.Analyses[0].Name
	}
	var found []oc.Row
	for _, row := range oc.NewTallies(z.base.Metrics).Rows() {
		if row.Metric == g.Metric && row.Look == 0 && (row.Analysis == "" || row.Analysis == g.Analysis) && (g.Arm == "" || row.Arm == g.Arm) {
			found = append(found, row)
		}
	}
	switch len(found) {
	case 0:
		p.Report("simrun run lists the figures of the scenario", "there is no figure %s of analysis %s", g.Metric, g.Analysis)
		return oc.Row{}
	case 1:
	default:
		p.At("arm").Report("name the arm", "%s of analysis %s has %d comparisons", g.Metric, g.Analysis, len(found))
	}
	return found[0]
}

// problem is the search in numbers.
func (z *sizer) problem() search.Problem {
	guess := math.NaN()
	if z.start = z.theory(); z.start != nil {
		guess = float64(z.start.X)
	}
	p := search.Problem{
		Lo: z.search.Range[0], Hi: z.search.Range[1], Step: z.step(), Goal: z.goal(), AtMost: z.search.Goal.AtMost != nil,
		Probability: z.row.Unit == oc.Share, Guess: guess, Precision: z.search.Precision, Most: mostTrials - verifyTrials,
		Try: func(x float64, round int, n int64) (search.Estimate, error) {
			at := place{x, round}
			t, err := z.compile(x, nil)
			if err != nil {
				return search.Estimate{}, err
			}
			t.trials = engine.Range{Lo: int64(round) << roundBits, Hi: int64(round)<<roundBits + n}
			e, row, err := z.evaluate(t, nil)
			z.tried[at] = row
			return e, err
		},
	}
	return p
}

// step is what the values are multiples of: as [search] says, else for the size
// the parts of the reduced allocation, so that the arms keep their ratio, for
// other whole numbers 1.
func (z *sizer) step() float64 {
	if z.search.Step != nil {
		return *z.search.Step
	}
	if z.search.Vary == "enrollment.size" {
		return float64(max(1, z.base.Protocol.Allocation.Unit()))
	}
	if n := z.base.Scenario.Canonical().Lookup(z.search.Vary); n != nil && n.Form() == spec.FormInteger {
		return 1
	}
	return 0
}

// fresh is the value on the seed of the verification.
func (z *sizer) fresh(x float64) (*trying, error) {
	t, err := z.compile(x, &z.fresher)
	if err == nil {
		t.trials = engine.Range{Hi: verifyTrials}
	}
	return t, err
}

// compile makes the plan at x.
func (z *sizer) compile(x float64, seed *uint64) (*trying, error) {
	set := append([]scenario.Override(nil), z.set...)
	set = append(set, scenario.Override{Path: z.search.Vary, Value: strconv.FormatFloat(x, 'g', -1, 64)})
	if seed != nil {
		set = append(set, scenario.Override{Path: "simulation.seed", Value: strconv.FormatUint(*seed, 10)})
	}
	p, err := LoadFrom(z.source, set...)
	if err != nil {
		return nil, err
	}
	return &trying{study: &engine.Study{Plans: []*plan.Plan{p}, Against: -1}}, nil
}

// evaluate conducts trials and reads the figure.
func (z *sizer) evaluate(t *trying, err error) (search.Estimate, oc.Row, error) {
	if err != nil {
		return search.Estimate{}, oc.Row{}, err
	}
	found, err := engine.Run(z.ctx, t.study, t.trials, engine.Options{Workers: z.o.Workers})
	if err != nil {
		return search.Estimate{}, oc.Row{}, err
	}
	n := t.trials.Hi - t.trials.Lo
	z.spent += n
	for _, row := range found.Tallies.Plans[0].Rows() {
		if row.Metric == z.row.Metric && row.Analysis == z.row.Analysis && row.Arm == z.row.Arm && row.Look == 0 {
			if z.o.Progress != nil {
				z.o.Progress(Progress{Done: z.spent, Total: max(z.spent, mostTrials), Rows: func() []oc.Row { return []oc.Row{row} }})
			}
			return search.Estimate{Value: row.Value, SE: row.SE, N: n}, row, nil
		}
	}
	panic("sim: a figure has gone")
}

// sizing is what the search found.
func (z *sizer) sizing(a search.Answer) *shard.Sizing {
	d := describe(z.base, z.o.Name)
	s := &shard.Sizing{
		Schema: shard.SizingSchema, Scenario: d.Scenario, Engine: d.Engine, Vary: z.search.Vary,
		Goal:    shard.SizingGoal{Metric: z.row.Metric, Analysis: z.row.Analysis, Arm: z.row.Arm, Unit: z.row.Unit},
		Reached: a.Reached, Largest: a.Largest, Answer: shard.Real(a.Value), SE: shard.Real(a.SE),
		Lower: shard.Real(a.Lower), Upper: shard.Real(a.Upper),
		Seed: z.base.Scenario.Simulation.Seed, Fresh: z.fresher, Trials: a.Trials,
		Start: z.start, Learnt: z.learnt(&a), Warnings: []string{},
	}
	s.Goal.AtMost, s.Goal.Value = z.search.Goal.AtMost != nil, z.goal()
	for _, p := range a.Curve {
		row := z.tried[place{p.X, p.Round}]
		s.Curve = append(s.Curve, *point(p.X, p.Estimate, row))
	}
	return s
}

// point is a figure at a value.
func point(x float64, e search.Estimate, row oc.Row) *shard.SizingPoint {
	return &shard.SizingPoint{
		X: x, Value: shard.Real(e.Value), SE: shard.Real(e.SE),
		Lower: shard.Real(row.Lower), Upper: shard.Real(row.Upper), N: e.N,
	}
}
