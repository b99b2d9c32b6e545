package analysis

import "simrun/sim/world/cohort"

// riskSets lists the risk sets of pairs of arms: all that a test of two arms needs
// to know of survival.
type riskSets struct {
	sets   []riskSet    // one more than there can be, since list writes ahead
	weight [256]patient // by arm, what a patient adds: nothing outside of the pair
}

func newRiskSets(s Shape) riskSets { return riskSets{sets: make([]riskSet, s.Patients+1)} }

// patient is a pair of counts that are always added together: all patients in
// the lower half, those of the treated arm in the upper.
type patient uint64

const (
	control patient = 1
	treated patient = 1<<32 | 1
)

func (c patient) all() int64     { return int64(uint32(c)) }
func (c patient) treated() int64 { return int64(c >> 32) }

// riskSet is one event time: who is at risk, and who of them has the event.
type riskSet struct{ risk, event patient }

// list finds the risk sets of a pair from the last event time to the first, so
// that the set at risk grows as the walk meets the patients, and counts the
// patients of the pair.
//
// Note: whose event comes next is random, and each branch on it would be
// mispredicted half of the time, which takes longer than all else. So there is
// none except for ties, and a set without event is written all the same, and
// then overwritten.
func (a *riskSets) list(v *cohort.View, pair Pair) (sets []riskSet, all patient) {
	a.weight[pair.Treated], a.weight[pair.Control] = treated, control
	arm := v.Arm[:v.N]
	time, event := v.Value[:len(arm)], v.Event[:len(arm)]
	sets = a.sets
	k := 0
	for i := len(arm) - 1; i >= 0; {
		// Gather the patients whose observation ends at this time.
		t := time[i]
		var events patient
		for {
			p := a.weight[arm[i]]
			all += p
			events += p & -bit(event[i])
			if i--; i < 0 || time[i] != t {
				break
			}
		}
		sets[k] = riskSet{all, events}
		k += int(bit(events != 0))
	}
	a.weight[pair.Treated], a.weight[pair.Control] = 0, 0
	return sets[:k], all
}

// bit is 1 for true.
func bit(b bool) (x patient) {
	if b {
		x = 1
	}
	return x
}

// begin counts the patients and events of the evidence, and reports whether there
// are patients in both arms and events.
func begin(sets []riskSet, all patient, e *Evidence) bool {
	return start(all, countEvents(sets), e)
}

// start is begin for patients and events that have been counted.
func start(all, events patient, e *Evidence) bool {
	*e = Evidence{N: int32(all.all()), Events: int32(events.all())}
	e.Info = float64(e.Events)
	switch {
	case all.treated() == 0 || all.treated() == all.all():
		e.fail(NoPatients)
	case events == 0:
		e.fail(NoEvents)
	}
	return e.Status == OK
}

// countEvents counts the events of all risk sets.
func countEvents(sets []riskSet) (d patient) {
	for i := range sets {
		d += sets[i].event
	}
	return d
}
