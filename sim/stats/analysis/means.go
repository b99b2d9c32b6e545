package analysis

import "simrun/sim/world/cohort"

// means collects counts, means and sums of squares by arm.
type means struct {
	h       *Hypothesis
	n       []float64 // by arm
	mean    []float64
	square  []float64 // Σ (x − x̄)², by spread
	missing []int32
}

func newMeans(h *Hypothesis, s Shape) means {
	return means{
		h: h, n: make([]float64, s.Arms), mean: make([]float64, s.Arms),
		square: make([]float64, s.Arms), missing: make([]int32, s.Arms),
	}
}

// sum finds the count and mean of every arm.
func (m *means) sum(s *cohort.Snapshot) {
	v := &s.Views[m.h.Endpoint]
	clear(m.n)
	clear(m.mean)
	value := v.Value[:v.N]
	for i, arm := range v.Arm[:v.N] {
		m.n[arm]++
		m.mean[arm] += value[i]
	}
	for arm, n := range m.n {
		m.missing[arm] = int32(v.Missing[arm])
		if n > 0 {
			m.mean[arm] /= n
		}
	}
}

// spread finds the sums of squares about the means, in a second pass: exact
// where a running formula would cancel.
func (m *means) spread(s *cohort.Snapshot) {
	v := &s.Views[m.h.Endpoint]
	clear(m.square)
	value := v.Value[:v.N]
	for i, arm := range v.Arm[:v.N] {
		d := value[i] - m.mean[arm]
		m.square[arm] += float64(d * d)
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
