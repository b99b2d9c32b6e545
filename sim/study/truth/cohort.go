package truth

import (
	"math"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/cohort"
)

// Patients is the number of patients of the large cohort.
const Patients = 1 << 20

// chunk is how many of them are realized at a time.
const chunk = 1 << 13

// Estimand is what one comparison estimates, whatever the model is.
type Estimand struct {
	Scale    analysis.Scale // any but LogHazardRatio
	Endpoint int            // of the protocol
	Column   int            // of the endpoint
	Change   bool           // from the first column
	Subgroup []cohort.Subset
	Pair     analysis.Pair
	Until    float64 // RMSTDifference and SurvivalDifference: the time
	Null     float64 // of a pair without control: what the arm is compared with
}

// Cohort is the values of the estimands, found in one cohort of Patients patients of
// the world of the protocol, each of whom is seen whole under every arm.
func Cohort(p *trial.Protocol, seed uint64, of []Estimand) []Value {
	if len(of) == 0 {
		return nil
	}
	var wanted []int
	measures := make([]measure, len(of))
	for i := range of {
		measures[i] = measure{Estimand: &of[i], found: newSummary(of[i].Scale)}
		wanted = append(wanted, of[i].Endpoint)
	}
	whole := trial.NewWhole(p, chunk, wanted)
	for k := range int64(Patients / chunk) {
		for arm := range p.Arms {
			if takes(of, uint8(arm)) {
				c := whole.Realize(seed, -1-k, uint8(arm))
				for i := range measures {
					measures[i].see(c, uint8(arm))
				}
			}
		}
		for i := range measures {
			measures[i].add()
		}
	}
	values := make([]Value, len(of))
	for i := range measures {
		values[i] = measures[i].found.value()
		if measures[i].beyond {
			values[i] = none("values are too large")
		}
	}
	return values
}

// takes reports whether some estimand is about an arm.
func takes(of []Estimand, arm uint8) bool {
	for i := range of {
		if of[i].Pair.Treated == arm || of[i].Pair.Control == arm {
			return true
		}
	}
	return false
}

// measure finds one estimand.
type measure struct {
	*Estimand
	treated, control []float64 // what the patients of a chunk show under each arm
	found            summary
	beyond           bool // somebody shows more than can be squared
}

// summary takes what the same patients show under both arms.
type summary interface {
	add(treated, control []float64)
	value() Value
}

// newSummary returns an empty summary for a scale.
func newSummary(s analysis.Scale) summary {
	switch s {
	case analysis.Superiority:
		return &placements{}
	case analysis.LogOddsRatio:
		return &logRatio{odds: true}
	case analysis.LogRateRatio:
		return &logRatio{}
	}
	return &difference{}
}

// see takes down what the patients show under an arm.
func (m *measure) see(c *cohort.Cohort, arm uint8) {
	switch arm {
	case m.Pair.Treated:
		m.treated = m.values(m.treated[:0], c)
	case m.Pair.Control:
		m.control = m.values(m.control[:0], c)
	}
}

// add counts what the patients showed under both arms.
func (m *measure) add() {
	if m.Pair.Control == analysis.NoArm {
		m.control = m.control[:0]
		for range m.treated {
			m.control = append(m.control, m.Null)
		}
	}
	m.found.add(m.treated, m.control)
}

// values appends what is measured of the patients of the subgroup.
func (m *measure) values(to []float64, c *cohort.Cohort) []float64 {
	o := &c.Outcomes[m.Endpoint]
	first := o.Columns[0][:c.N]
	for i, x := range o.Columns[m.Column][:c.N] {
		if !m.has(c, i) {
			continue
		}
		switch {
		case m.Change:
			x -= first[i]
		case m.Scale == analysis.RMSTDifference:
			x = min(x, m.Until)
		case m.Scale == analysis.SurvivalDifference:
			x = after(x, m.Until)
		}
		if !(math.Abs(x) < largest) {
			m.beyond, x = true, 0
		}
		to = append(to, x)
	}
	return to
}

// largest bounds what is counted.
const largest = 1e150

// after is 1 for a time after another and 0 else.
func after(t, until float64) float64 {
	if t > until {
		return 1
	}
	return 0
}

// has reports whether a patient belongs to the subgroup.
func (m *measure) has(c *cohort.Cohort, i int) bool {
	for k := range m.Subgroup {
		s := &m.Subgroup[k]
		if !s.In[int(c.Covariates[s.Covariate].Value[i])] {
			return false
		}
	}
	return true
}

// few is the reason why there is no value.
const few = "hardly anyone of the large cohort is in the subgroup"

// found is a value with its error.
func found(x, se float64, n int64) Value {
	if n < 2 || math.IsNaN(x) || math.IsNaN(se) {
		return none(few)
	}
	return Value{Value: x, SE: se, Patients: n}
}
