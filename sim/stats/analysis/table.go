package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// table is a two-by-two table: x of n in the treated and in the control arm.
type table struct{ x1, n1, x0, n0 int32 }

// tableTest is a test whose evidence is a function of the two-by-two table. It
// fills P, Z, Statistic and possibly Status of an Evidence whose Estimate and SE
// are there already.
type tableTest interface {
	test(t table, h *Hypothesis, e *Evidence)
}

// tables analyzes binary endpoints: it counts the table, and remembers the
// evidence of tables it has met. The memory has a fixed size and holds a pure
// function of the table, so it changes no result.
type tables struct {
	tableTest
	counts
	h     *Hypothesis
	crit  float64 // normal quantile of the confidence interval
	cells []cell
}

// counts counts patients and successes by arm.
type counts struct {
	n, x      []int32
	even, odd []uint64 // patients in the upper half, successes in the lower
}

func newCounts(s Shape) counts {
	return counts{
		n: make([]int32, s.Arms), x: make([]int32, s.Arms),
		even: make([]uint64, s.Arms), odd: make([]uint64, s.Arms),
	}
}

type cell struct {
	key table
	ev  Evidence
}

const tableCells = 1 << 12

func newTables(t tableTest, h *Hypothesis, s Shape) *tables {
	a := &tables{
		tableTest: t, counts: newCounts(s), h: h, crit: num.NormalSurvivalQuantile(h.Tail()),
		cells: make([]cell, tableCells),
	}
	for i := range a.cells {
		a.cells[i].key.n1 = -1
	}
	return a
}

// Analyze counts successes by arm and tests each pair.
func (a *tables) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	a.collect(v)
	for i, pair := range a.h.Pairs {
		var tab table
		var missing [2]int32
		tab.x1, tab.n1, missing[0] = a.of(pair.Treated, v, a.h.Missing)
		if pair.Control != NoArm {
			tab.x0, tab.n0, missing[1] = a.of(pair.Control, v, a.h.Missing)
		}
		ev[i] = *a.lookUp(tab)
		ev[i].Missing = missing[0] + missing[1]
	}
}

// collect counts patients and successes by arm, both in one word, and the rows in
// two lanes, so that one addition need not wait for the one before.
func (a *counts) collect(v *cohort.View) {
	arm := v.Arm[:v.N]
	value := v.Value[:len(arm)]
	even, odd := a.even, a.odd
	clear(even)
	clear(odd)
	const patient = 1 << 32
	last := len(arm) - 1
	for i := 0; i < last; i += 2 {
		even[arm[i]] += patient + uint64(int64(value[i]))
		odd[arm[i+1]] += patient + uint64(int64(value[i+1]))
	}
	if len(arm)%2 == 1 {
		even[arm[last]] += patient + uint64(int64(value[last]))
	}
	for i := range a.n {
		both := even[i] + odd[i]
		a.n[i], a.x[i] = int32(both>>32), int32(both)
	}
}

// of is the successes, the patients and the missing ones of an arm.
func (a *counts) of(arm uint8, v *cohort.View, rule Missing) (x, n, missing int32) {
	x, n, missing = a.x[arm], a.n[arm], int32(v.Missing[arm])
	if rule == Failure {
		n += missing
	}
	return x, n, missing
}

// lookUp returns the evidence of a table, computed at most once while it stays
// in memory. Neighboring tables never displace each other.
func (a *tables) lookUp(t table) *Evidence {
	c := &a.cells[uint32(t.x1+t.x0<<6)%tableCells]
	if c.key != t {
		c.key = t
		a.compute(t, &c.ev)
	}
	return &c.ev
}

func (a *tables) compute(t table, e *Evidence) {
	*e = Evidence{N: t.n1 + t.n0, Events: t.x1 + t.x0}
	if one, ok := a.tableTest.(OneArm); ok {
		a.computeOne(one.Null(), t, e)
		return
	}
	if t.n1 == 0 || t.n0 == 0 {
		e.fail(NoPatients)
		return
	}
	n1, n0 := float64(t.n1), float64(t.n0)
	p1, p0 := float64(t.x1)/n1, float64(t.x0)/n0
	e.Info = n1 * n0 / (n1 + n0)
	e.Estimate = p1 - p0
	e.SE = math.Sqrt(float64(p1*(1-p1))/n1 + float64(p0*(1-p0))/n0)
	e.Half = a.crit * e.SE
	a.test(t, a.h, e)
}

// computeOne is compute for a test of one arm.
func (a *tables) computeOne(null float64, t table, e *Evidence) {
	if t.n1 == 0 {
		e.fail(NoPatients)
		return
	}
	n := float64(t.n1)
	p := float64(t.x1) / n
	e.Info = n
	e.Estimate = p - null
	e.SE = math.Sqrt(p * (1 - p) / n)
	e.Half = a.crit * e.SE
	a.test(t, a.h, e)
}

// fitBinary is the Fit of tests for binary endpoints that take no margin.
func fitBinary(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for a continuous endpoint use t, for a survival endpoint log_rank")
	}
	noMargin(p, margin, `use { kind = "farrington_manning" } for a margin on the risk difference`)
	return RiskDifference
}
