package trial

import (
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
	"simrun/sim/world/missing"
)

// TestNoAllocation conducts whole trials of each kind of protocol.
func TestNoAllocation(t *testing.T) {
	for _, b := range append(benches(), bench{"futility", futilityBench}, bench{"missing", missingBench}) {
		w := NewWorker(bake(t, b.recipe()).Protocol)
		i := int64(0)
		next := func() { w.Conduct(seed, i%64); i++ }
		for range 64 {
			next() // bounds and tables that are remembered
		}
		if n := testing.AllocsPerRun(200, next); n != 0 {
			t.Errorf("%s: %v allocations a trial", b.name, n)
		}
	}
}

// BenchmarkTrial times a trial of four designs: a comparison of 58 patients, three
// looks at a mean, three looks at a survival endpoint of 480 patients, and 120
// patients at six visits; and
// within a trial what lets the patients happen, and what a look takes.
func BenchmarkTrial(b *testing.B) {
	for _, bench := range benches() {
		w := NewWorker(bake(b, bench.recipe()).Protocol)
		i := int64(0)
		b.Run("conduct/"+bench.name, func(b *testing.B) {
			for b.Loop() {
				w.Conduct(seed, i)
				i++
			}
		})
		b.Run("realize/"+bench.name, func(b *testing.B) {
			for b.Loop() {
				w.Enroll(seed, i)
				i++
			}
		})
		w.Enroll(seed, 0)
		w.begin()
		w.next()
		b.Run("snapshot/"+bench.name, func(b *testing.B) {
			for b.Loop() {
				w.Cohort.At(w.time, w.wanted, w.Snapshot)
			}
		})
		b.Run("analyze/"+bench.name, func(b *testing.B) {
			for b.Loop() {
				w.analyze()
			}
		})
		b.Run("decide/"+bench.name, func(b *testing.B) {
			for b.Loop() {
				w.decider.Start()
				w.decider.Decide(w.look, w.evidence, &w.action)
			}
		})
	}
}

type bench struct {
	name   string
	recipe func() *recipe
}

func benches() []bench {
	return []bench{{"binary", binaryBench}, {"means", meansBench}, {"survival", survivalBench}, {"visits", visitsBench}}
}

// binaryBench is 28 against 30 patients, analyzed twice.
func binaryBench() *recipe {
	q := question{test: &analysis.ChiSquare{}, alternative: analysis.Greater, alpha: 0.025}
	fisher := q
	fisher.test = &analysis.Fisher{}
	return &recipe{
		ratio: []float64{30, 28}, size: 58,
		accrual: &accrual.Instant{}, assignment: &assign.Exact{},
		endpoints: []column{{kind: cohort.Binary, at: 1, laws: []dist.Dist{&dist.Bernoulli{P: *number(0.5)}, &dist.Bernoulli{P: *number(0.6)}}}},
		analyses:  []question{q, fisher},
		looks:     []glance{{}},
	}
}

// obrienFleming is a group-sequential design that spends as O'Brien and Fleming.
func obrienFleming() design.Design {
	rule := spec.Of[boundary.Efficacy]{Name: "obrien_fleming", Value: &boundary.OBrienFleming{}}
	return &design.GroupSequential{Information: "observed", Efficacy: spec.All(rule)}
}

// meansBench is 100 patients an arm and three looks.
func meansBench() *recipe {
	r := &recipe{
		ratio: []float64{1, 1}, size: 200,
		accrual: &accrual.Uniform{Rate: ptr(10.0)}, assignment: &assign.Blocks{Size: ptr(2)},
		endpoints: []column{{kind: cohort.Continuous, laws: []dist.Dist{
			&dist.Normal{Expected: *number(0), SD: *number(1)}, &dist.Normal{Expected: *number(0.4), SD: *number(1)},
		}}},
		analyses: []question{{test: &analysis.T{}, alternative: analysis.Greater, alpha: 0.025, maximum: 50}},
		design:   obrienFleming(),
	}
	for _, n := range []int{66, 134, 200} {
		r.looks = append(r.looks, glance{when: &trigger.Patients{Count: &n}})
	}
	return r
}

// futilityBench is meansBench without an effect, with futility bounds that are not
// binding, so that trials go on to say what would have been.
func futilityBench() *recipe {
	r := meansBench()
	r.endpoints[0].laws[1] = r.endpoints[0].laws[0]
	g := obrienFleming().(*design.GroupSequential)
	rule := spec.Of[boundary.Efficacy]{Name: "pocock", Value: &boundary.Pocock{}}
	g.Futility = spec.All(boundary.Futility{Of: rule, Beta: 0.2})
	r.design = g
	return r
}

// visitsBench is 120 patients at six visits, of whom 4 % leave from one to the next.
func visitsBench() *recipe {
	leaves := &dist.Exponential{Rate: number(0.04082199452025517)}
	c := column{kind: cohort.Longitudinal, visits: []float64{0, 1, 2, 3, 4, 5}, rho: 0.6}
	for k, control := range []float64{10, 9, 8.4, 7.9, 7.5, 7.2} {
		laws := []dist.Dist{
			&dist.Normal{Expected: *number(control), SD: *number(3.5)},
			&dist.Normal{Expected: *number(control - 0.4*float64(k)), SD: *number(3.5)},
		}
		if k == 0 {
			c.laws = laws
		} else {
			c.later = append(c.later, laws)
		}
	}
	return &recipe{
		ratio: []float64{1, 1}, size: 120, dropout: []dist.Dist{leaves, leaves}, followUp: 5,
		accrual: &accrual.Instant{}, assignment: &assign.Exact{},
		endpoints: []column{c},
		analyses:  []question{{test: &analysis.T{}, alpha: 0.05, reading: cohort.Reading{Visit: 5}}},
		looks:     []glance{{}},
	}
}

// missingBench is visitsBench with everything that may happen to values.
func missingBench() *recipe {
	r := visitsBench()
	c := &r.endpoints[0]
	r.population, r.bound = true, 0
	c.round, c.effects = true, []influence{{covariate: 0, arm: -1, slope: 0.1}, {covariate: 2, arm: 1, levels: []float64{0, 1, 2}}}
	c.missing = &missing.MAR{
		Chance:     missing.Chance{P: spec.All(*number(0.1)), Pattern: "monotone"},
		Dependence: missing.Dependence{Strength: 1, Center: ptr(8.0), Scale: ptr(3.5)},
	}
	r.analyses[0].reading.Carry, r.analyses[0].reading.Change, r.analyses[0].missing = true, true, analysis.Last
	return r
}

// survivalBench is 480 patients and looks at 100, 200 and 300 events.
func survivalBench() *recipe {
	leaves := &dist.Exponential{Rate: number(0.004274441198995)}
	r := &recipe{
		ratio: []float64{1, 1}, size: 480,
		accrual:    &accrual.Piecewise{From: []float64{0, 3, 6}, Rate: []float64{10, 20, 30}, Poisson: true},
		assignment: &assign.Blocks{Size: ptr(2)},
		dropout:    []dist.Dist{leaves, leaves},
		endpoints: []column{{kind: cohort.Survival, laws: []dist.Dist{
			&dist.Exponential{Median: number(12)}, &dist.Exponential{Median: number(12 / 0.7)},
		}}},
		analyses: []question{{test: &analysis.LogRank{}, alternative: analysis.Less, alpha: 0.025, maximum: 300}},
		design:   obrienFleming(),
	}
	for _, n := range []int{100, 200, 300} {
		r.looks = append(r.looks, glance{when: &trigger.Events{Endpoint: "e0", Count: &n}})
	}
	return r
}
