package theory

import (
	"math"

	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// enumeration is the exact power of a test of two proportions in a trial of one
// look that misses nobody: the sum over all two-by-two tables that the test
// rejects of their probabilities,
//
//	Σ C(n₁, x₁)·p₁^x₁·(1 − p₁)^(n₁−x₁) · C(n₀, x₀)·p₀^x₀·(1 − p₀)^(n₀−x₀)
type enumeration struct{}

// mostTables limits the work: the tables times the patients of each.
const mostTables = 4e8

// Applies to binary endpoints of a fixed design without looks, dropout or
// random sizes of the arms.
func (enumeration) Applies(p *plan.Plan) bool {
	_, fixed := p.Protocol.Design.(*design.Fixed)
	_, exact := p.Protocol.Assignment.(*assign.Exact)
	if !fixed || !exact || len(p.Scenario.Looks) > 0 || p.Protocol.Dropout != nil {
		return false
	}
	n := float64(p.Protocol.Allocation.Size)
	for i := range p.Protocol.Analyses {
		e := p.Protocol.Analyses[i].Hypothesis.Endpoint
		if p.Protocol.Endpoints[e].Shape.Type != cohort.Binary {
			return false
		}
	}
	return n*min(n*n/4, 400*n) <= mostTables
}

// Answers are the powers of all comparisons.
func (enumeration) Answers(p *plan.Plan) []Answer {
	var all []Answer
	targets := p.Protocol.Allocation.Targets()
	for i := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[i]
		laws := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Laws.ByArm
		for _, pair := range a.Hypothesis.Pairs {
			h := a.Hypothesis
			h.Endpoint, h.Pairs = 0, []analysis.Pair{{Treated: 1, Control: 0}}
			n, p0 := [2]int{0, targets[pair.Treated]}, 0.0
			if pair.Control == analysis.NoArm {
				h.Pairs[0].Control = analysis.NoArm
			} else {
				n[0], p0 = targets[pair.Control], laws[pair.Control].Mean()
			}
			t := newTabler(n, a.Test.New(&h, analysis.Shape{Patients: n[0] + n[1], Arms: 2}))
			all = append(all, Answer{
				Metric: "power", Analysis: a.Name, Arm: p.Protocol.Arms[pair.Treated],
				Value:  t.power(p0, laws[pair.Treated].Mean(), h.Alpha),
				Method: "exact, by enumeration of all tables",
			})
		}
	}
	return all
}

// tabler analyzes one table after the other: patients of the control arm first,
// in each arm those with a yes first.
type tabler struct {
	n        [2]int // patients of the control and of the treated arm
	snapshot cohort.Snapshot
	analyzer analysis.Analyzer
	evidence [1]analysis.Evidence
}

func newTabler(n [2]int, a analysis.Analyzer) *tabler {
	t := &tabler{n: n, analyzer: a}
	size := n[0] + n[1]
	v := cohort.View{Type: cohort.Binary, N: size, Arm: make([]uint8, size), Value: make([]float64, size), Missing: make([]int, 2)}
	for i := n[0]; i < size; i++ {
		v.Arm[i] = 1
	}
	t.snapshot = cohort.Snapshot{N: size, Views: []cohort.View{v}}
	return t
}

// power adds up the probabilities of the tables with p ≤ alpha.
func (t *tabler) power(p0, p1, alpha float64) float64 {
	control, treated := binomial(t.n[0], p0), binomial(t.n[1], p1)
	sum := 0.0
	for x0, w0 := range control {
		if w0 < negligible {
			continue
		}
		t.set(0, t.n[0], x0)
		for x1, w1 := range treated {
			if w1 < negligible {
				continue
			}
			t.set(t.n[0], t.n[1], x1)
			t.analyzer.Analyze(&t.snapshot, t.evidence[:])
			if t.evidence[0].P <= alpha {
				sum += float64(w0 * w1)
			}
		}
	}
	return sum
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

// binomial are the probabilities of 0 … n successes.
func binomial(n int, p float64) []float64 {
	w := make([]float64, n+1)
	if p <= 0 || p >= 1 {
		w[int(math.Round(p))*n] = 1
		return w
	}
	all, _ := math.Lgamma(float64(n + 1))
	for k := range w {
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(n - k + 1))
		w[k] = math.Exp(all - a - b + float64(float64(k)*math.Log(p)) + float64(float64(n-k)*math.Log1p(-p)))
	}
	return w
}
