package analysis

import "simrun/sim/world/cohort"

// failing counts patients whose value is missing as failures of a binary endpoint, if
// the hypothesis says so.
type failing struct {
	does    bool
	view    cohort.View
	patient []int32
	arm     []uint8
	value   []float64
}

func newFailing(h *Hypothesis, s Shape) failing {
	if h.Missing != Failure {
		return failing{}
	}
	n := s.Patients
	return failing{does: true, patient: make([]int32, n), arm: make([]uint8, n), value: make([]float64, n)}
}

// failures is the view with a row for each missing patient too, behind the others.
func (f *failing) failures(v *cohort.View) *cohort.View {
	if !f.does || len(v.Lost) == 0 {
		return v
	}
	n := v.N
	for row := range n {
		f.patient[row] = patientOf(v, row)
	}
	copy(f.arm, v.Arm[:n])
	copy(f.value, v.Value[:n])
	for k, who := range v.Lost {
		f.patient[n+k], f.arm[n+k], f.value[n+k] = who, v.LostArm[k], 0
	}
	n += len(v.Lost)
	f.view = cohort.View{
		Type: v.Type, N: n, Patient: f.patient[:n], Arm: f.arm[:n], Value: f.value[:n], Missing: v.Missing,
	}
	return &f.view
}
