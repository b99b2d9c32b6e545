package analysis

import (
	"math"
	"slices"

	"simrun/sim/world/cohort"
)

// row is one patient as an analyst sees it.
type row struct {
	arm     int
	value   float64
	event   bool
	missing bool
}

// rows is what is known of one endpoint, in order of entry.
type rows []row

// add appends a patient.
func (r *rows) add(arm int, value float64, event bool) {
	*r = append(*r, row{arm: arm, value: value, event: event})
}

// lose appends a patient whose value is missing.
func (r *rows) lose(arm int) { *r = append(*r, row{arm: arm, value: math.NaN(), missing: true}) }

// snapshot lays the rows out as a View does: known values in order of entry, or
// survival times from the shortest to the longest, equal times in order of entry.
func (r rows) snapshot(t cohort.Type, arms int) *cohort.Snapshot {
	if t == cohort.Survival {
		r = slices.Clone(r)
		slices.SortStableFunc(r, func(a, b row) int {
			switch {
			case a.value < b.value:
				return -1
			case a.value > b.value:
				return 1
			}
			return 0
		})
	}
	v := cohort.View{Type: t, Missing: make([]int, arms)}
	for i, p := range r {
		if p.missing {
			v.Missing[p.arm]++
			continue
		}
		v.N++
		v.Patient = append(v.Patient, int32(i))
		v.Arm = append(v.Arm, uint8(p.arm))
		v.Value = append(v.Value, p.value)
		if t == cohort.Survival {
			v.Event = append(v.Event, p.event)
		}
	}
	return &cohort.Snapshot{N: len(r), Views: []cohort.View{v}}
}
