package analysis

import "simrun/sim/world/cohort"

// means collects counts, means and sums of squares by arm.
//
// Values are taken relative to the first one of their arm, d = x − shift, and
//
//	x̄ = shift + Σd/n,  Σ(x − x̄)² = Σd² − (Σd)²/n.
//
// The shift is one of the values, so Σd² ≤ n·Σ(x − x̄)²: the difference loses at
// most log₁₀(n) digits, whatever the data, and equal values have exactly no
// spread.
type means struct {
	h       *Hypothesis
	even    []lane // by arm: sums over the even rows
	odd     []lane
	n       []float64 // by arm
	mean    []float64
	square  []float64 // Σ (x − x̄)²
	missing []int32
}

// lane is a running sum of one arm. Note: with one lane an addition waits for
// the one before it, which costs more than everything else.
type lane struct{ shift, n, sum, square float64 }

func (l *lane) add(x float64) {
	d := x - l.shift
	l.n++
	l.sum += d
	l.square += float64(d * d)
}

func newMeans(h *Hypothesis, s Shape) means {
	return means{
		h: h, even: make([]lane, s.Arms), odd: make([]lane, s.Arms),
		n: make([]float64, s.Arms), mean: make([]float64, s.Arms),
		square: make([]float64, s.Arms), missing: make([]int32, s.Arms),
	}
}

// collect finds the count, the mean and the sum of squares of every arm.
func (m *means) collect(s *cohort.Snapshot) {
	v := &s.Views[m.h.View]
	arm := v.Arm[:v.N]
	value := v.Value[:len(arm)]
	m.begin(arm, value)

	even, odd := m.even, m.odd
	last := len(arm) - 1
	for i := 0; i < last; i += 2 {
		even[arm[i]].add(value[i])
		odd[arm[i+1]].add(value[i+1])
	}
	if len(arm)%2 == 1 {
		even[arm[last]].add(value[last])
	}

	for a := range even {
		e, o := even[a], odd[a]
		m.missing[a] = int32(v.Missing[a])
		m.n[a], m.mean[a], m.square[a] = e.n+o.n, 0, 0
		if n := m.n[a]; n > 0 {
			shift := (e.sum + o.sum) / n
			m.mean[a] = e.shift + shift
			m.square[a] = e.square + o.square - float64(n*shift*shift)
		}
	}
}

// begin empties the sums and makes the first value of each arm its shift.
func (m *means) begin(arm []uint8, value []float64) {
	clear(m.even)
	clear(m.odd)
	found := 0
	for i, a := range arm {
		if m.even[a].n == 0 {
			m.even[a].n = 1
			m.even[a].shift, m.odd[a].shift = value[i], value[i]
			if found++; found == len(m.even) {
				break
			}
		}
	}
	for a := range m.even {
		m.even[a].n = 0
	}
}

// compare fills the estimate and the counts of one pair, and reports whether
// both arms have patients.
func (m *means) compare(pair Pair, e *Evidence) bool {
	t, c := pair.Treated, pair.Control
	n1, n0 := m.n[t], m.n[c]
	*e = Evidence{N: int32(n1 + n0), Missing: m.missing[t] + m.missing[c]}
	if n1 == 0 || n0 == 0 {
		e.fail(NoPatients)
		return false
	}
	e.Info = n1 * n0 / (n1 + n0)
	e.Estimate = m.mean[t] - m.mean[c]
	return true
}
