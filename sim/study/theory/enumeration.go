package theory

import (
	"math"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// enumeration is the exact power of a test of one or two proportions in a trial of
// one look: the sum over all tables that the test rejects of their probabilities,
//
//	Σ C(n₁, x₁)·p₁^x₁·(1 − p₁)^(n₁−x₁) · C(n₀, x₀)·p₀^x₀·(1 − p₀)^(n₀−x₀)
//
// averaged over the sizes that the arms may have. A patient who leaves before the
// value is due counts as a failure, so that p is smaller, or is left out, so that n
// is.
//
// It applies to binary endpoints of a fixed design that looks once at all values, if
// the sizes of the arms have a known law and the tables are not too many.
func enumeration(p *plan.Plan) []Answer {
	return powers(p, countable, func(a *trial.Analysis, pair int) Answer {
		return Answer{Value: tablePower(p, a, a.Hypothesis.Pairs[pair]), Method: "exact, by enumeration of all tables", Exact: true}
	})
}

// mostTables limits the work: the tables times what each costs, which is about the
// time of so many patients.
const mostTables = 4e8

// countable reports whether all tables of an analysis can be enumerated.
func countable(p *plan.Plan, a *trial.Analysis) bool {
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	if e.Shape.Type != cohort.Binary || !tabled(a.Test) || !whole(p, e) {
		return false
	}
	work := 0.0
	for _, pair := range a.Hypothesis.Pairs {
		s := sizes(p, a, pair)
		if len(s) == 0 {
			return false
		}
		for k := range s {
			work += float64(tableCost(a.Test, s[k].n) * tableCount(s[k].n[0]) * tableCount(s[k].n[1]))
		}
	}
	return work <= mostTables
}

// tabled reports whether a test depends on nothing but the table.
func tabled(test analysis.Test) bool {
	switch test.(type) {
	case *analysis.Z, *analysis.ChiSquare, *analysis.Fisher, *analysis.Boschloo,
		*analysis.FarringtonManning, *analysis.MiettinenNurminen, *analysis.BinomialExact,
		*analysis.CMH, *analysis.StratifiedDifference, *analysis.Logistic:
		return true
	}
	return false
}

// tableCount is about how many numbers of successes are not negligible.
func tableCount(n int) float64 { return math.Min(float64(n)+1, 9*math.Sqrt(float64(n)+1)) }

// tableCost is about what one table costs, in patients counted.
func tableCost(test analysis.Test, n [2]int) float64 {
	size := float64(n[0] + n[1])
	switch test.(type) {
	case *analysis.Boschloo:
		return 200 * size
	case *analysis.Logistic:
		return 1000 + float64(5*size)
	}
	return 100 + size
}

// sizes are the numbers of patients of either arm of a pair whose value is known,
// with their probabilities.
func sizes(p *plan.Plan, a *trial.Analysis, pair analysis.Pair) []split {
	all := assigned(p, pair)
	if a.Hypothesis.Missing == analysis.Failure {
		return all
	}
	at := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Shape.At
	return thin(all, [2]float64{stays(p, pair.Control, at), stays(p, pair.Treated, at)})
}

// tablePower is the power of one comparison.
func tablePower(p *plan.Plan, a *trial.Analysis, pair analysis.Pair) float64 {
	h, own := a.Hypothesis, analysis.Pair{Treated: 1, Control: 0}
	if pair.Control == analysis.NoArm {
		own.Control = analysis.NoArm
	}
	h.Endpoint, h.Pairs = 0, []analysis.Pair{own}
	n := p.Protocol.Allocation.Size
	t := newTabler(n, a.Test.New(&h, analysis.Shape{Patients: n, Arms: 2}))
	chance := [2]float64{success(p, a, pair.Control), success(p, a, pair.Treated)}
	power := 0.0
	for _, s := range sizes(p, a, pair) {
		power += float64(s.weight * t.power(s.n, chance, h.Alpha))
	}
	return power
}

// success is the probability that a patient of an arm counts as a success.
func success(p *plan.Plan, a *trial.Analysis, arm uint8) float64 {
	if arm == analysis.NoArm {
		return 0
	}
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	chance := e.Laws[0].ByArm[arm].Mean()
	if a.Hypothesis.Missing == analysis.Failure {
		chance *= stays(p, arm, e.Shape.At)
	}
	return chance
}

// tabler analyzes one table after the other: patients of the control arm first,
// in each arm those with a yes first.
type tabler struct {
	snapshot cohort.Snapshot
	analyzer analysis.Analyzer
	evidence [1]analysis.Evidence
}

// newTabler makes room for a number of patients.
func newTabler(size int, a analysis.Analyzer) *tabler {
	v := cohort.View{Type: cohort.Binary, Arm: make([]uint8, size), Value: make([]float64, size), Missing: make([]int, 2)}
	return &tabler{analyzer: a, snapshot: cohort.Snapshot{Views: []cohort.View{v}}}
}

// power adds up the probabilities of the tables with p ≤ alpha, for patients and
// chances of the control and of the treated arm.
func (t *tabler) power(n [2]int, chance [2]float64, alpha float64) float64 {
	t.enroll(n)
	control, treated := binomial(n[0], chance[0]), binomial(n[1], chance[1])
	sum := 0.0
	for x0, w0 := range control {
		if w0 < negligible {
			continue
		}
		t.set(0, n[0], x0)
		for x1, w1 := range treated {
			if w1 < negligible {
				continue
			}
			t.set(n[0], n[1], x1)
			t.analyzer.Analyze(&t.snapshot, t.evidence[:])
			if t.evidence[0].P <= alpha {
				sum += float64(w0 * w1)
			}
		}
	}
	return sum
}

// enroll gives both arms their patients.
func (t *tabler) enroll(n [2]int) {
	v := &t.snapshot.Views[0]
	t.snapshot.N, v.N = n[0]+n[1], n[0]+n[1]
	for i := range v.Arm[:v.N] {
		v.Arm[i] = 0
		if i >= n[0] {
			v.Arm[i] = 1
		}
	}
}

// negligible is a probability that does not show in 12 digits of a sum.
const negligible = 1e-17

// set gives the first x of n patients from the given one on a yes.
func (t *tabler) set(from, n, x int) {
	value := t.snapshot.Views[0].Value[from : from+n]
	for i := range value {
		value[i] = 0
		if i < x {
			value[i] = 1
		}
	}
}
