package analysis

import "simrun/sim/world/cohort"

// strata puts the rows of an endpoint together by stratum, in each of them in the order
// of the view.
type strata struct {
	row, next []int32  // rows in order, and room for another order
	key       []uint32 // by row: the stratum
	arm       []uint8
	value     []float64
	event     []bool
	patient   []int32
	end       []int32 // by stratum with rows: where they end
	found     int
	typ       cohort.Type
}

func newStrata(s Shape) strata {
	n := s.Patients
	return strata{
		row: make([]int32, n), next: make([]int32, n), key: make([]uint32, n), arm: make([]uint8, n),
		value: make([]float64, n), event: make([]bool, n), patient: make([]int32, n), end: make([]int32, n),
	}
}

// n is the number of strata that have rows.
func (a *strata) n() int { return a.found }

// stratum is the part of the view that belongs to one of them.
func (a *strata) stratum(k int) cohort.View {
	lo, hi := int32(0), a.end[k]
	if k > 0 {
		lo = a.end[k-1]
	}
	return cohort.View{
		Type: a.typ, N: int(hi - lo), Patient: a.patient[lo:hi],
		Arm: a.arm[lo:hi], Value: a.value[lo:hi], Event: a.event[lo:hi],
	}
}

// sort orders the rows of a view of the hypothesis's endpoint by stratum: by one pass of a
// stable counting sort for each eight bits of the stratum's number, which nearly
// always is one.
func (a *strata) sort(s *cohort.Snapshot, v *cohort.View, h *Hypothesis) {
	n, largest := v.N, a.number(s, v, h)
	a.typ = v.Type
	for shift := 0; shift == 0 || largest>>shift > 0; shift += 8 {
		a.pass(n, shift)
	}
	a.found = 0
	if v.Event != nil {
		for i, r := range a.row[:n] {
			a.event[i] = v.Event[r]
		}
	}
	for i, r := range a.row[:n] {
		a.arm[i], a.value[i], a.patient[i] = v.Arm[r], v.Value[r], patientOf(v, int(r))
		if i > 0 && a.key[r] != a.key[a.row[i-1]] {
			a.end[a.found] = int32(i)
			a.found++
		}
	}
	if n > 0 {
		a.end[a.found] = int32(n)
		a.found++
	}
}

// number numbers the stratum of each row, and returns the largest number.
func (a *strata) number(s *cohort.Snapshot, v *cohort.View, h *Hypothesis) (largest uint32) {
	clear(a.key[:v.N])
	for i := range v.N {
		a.row[i] = int32(i)
	}
	for _, index := range h.Strata {
		c := &s.Covariates[index]
		levels := uint32(c.Levels)
		for i := range v.N {
			a.key[i] = a.key[i]*levels + uint32(c.Value[patientOf(v, i)])
		}
	}
	for _, k := range a.key[:v.N] {
		largest = max(largest, k)
	}
	return largest
}

// pass sorts by eight bits of the stratum's number.
func (a *strata) pass(n, shift int) {
	var from [256]int32
	for _, r := range a.row[:n] {
		from[a.key[r]>>shift&255]++
	}
	sum := int32(0)
	for b, count := range from {
		from[b] = sum
		sum += count
	}
	for _, r := range a.row[:n] {
		b := a.key[r] >> shift & 255
		a.next[from[b]] = r
		from[b]++
	}
	a.row, a.next = a.next, a.row
}

// patientOf is the patient of a row.
func patientOf(v *cohort.View, row int) int32 {
	if v.Patient == nil {
		return int32(row)
	}
	return v.Patient[row]
}
