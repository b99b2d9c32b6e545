package analysis

import "simrun/sim/world/cohort"

// strata puts the rows of an endpoint together by stratum, in each of them in the order
// of the view.
type strata struct {
	row, next []int32  // rows in order, and room for another order
	key       []uint32 // by row: the stratum
	in        []uint32 // the same by place
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
		row: make([]int32, n), next: make([]int32, n), key: make([]uint32, n), in: make([]uint32, n), arm: make([]uint8, n),
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
	largest := a.number(s, v, h)
	a.typ = v.Type
	shift := 0
	for ; largest>>shift > 255; shift += 8 {
		from := a.starts(v.N, shift)
		for _, r := range a.row[:v.N] {
			b := a.key[r] >> shift & 255
			a.next[from[b]] = r
			from[b]++
		}
		a.row, a.next = a.next, a.row
	}
	a.place(v, shift)
	a.found = 0
	for i := 1; i <= v.N; i++ {
		if i == v.N || a.in[i] != a.in[i-1] {
			a.end[a.found] = int32(i)
			a.found++
		}
	}
}

// number numbers the stratum of each row, and returns the largest number.
func (a *strata) number(s *cohort.Snapshot, v *cohort.View, h *Hypothesis) (largest uint32) {
	key := a.key[:v.N]
	clear(key)
	for _, index := range h.Strata {
		c := &s.Covariates[index]
		levels := uint32(c.Levels)
		if v.Patient == nil {
			for i := range key {
				key[i] = key[i]*levels + uint32(int32(c.Value[i]))
			}
			continue
		}
		for i, who := range v.Patient[:len(key)] {
			key[i] = key[i]*levels + uint32(int32(c.Value[who]))
		}
	}
	for i, k := range key {
		a.row[i] = int32(i)
		largest = max(largest, k)
	}
	return largest
}

// starts is where the rows of each value of eight bits begin.
func (a *strata) starts(n, shift int) (from [256]int32) {
	for _, k := range a.key[:n] {
		from[k>>shift&255]++
	}
	sum := int32(0)
	for b, count := range from {
		from[b] = sum
		sum += count
	}
	return from
}

// place is the last pass, which moves what is known instead of the rows.
func (a *strata) place(v *cohort.View, shift int) {
	from := a.starts(v.N, shift)
	for _, r := range a.row[:v.N] {
		k := a.key[r]
		b := k >> shift & 255
		i := from[b]
		from[b]++
		a.in[i], a.arm[i], a.value[i], a.patient[i] = k, v.Arm[r], v.Value[r], patientOf(v, int(r))
		if v.Event != nil {
			a.event[i] = v.Event[r]
		}
	}
}

// patientOf is the patient of a row.
func patientOf(v *cohort.View, row int) int32 {
	if v.Patient == nil {
		return int32(row)
	}
	return v.Patient[row]
}
