package oc

import (
	"math"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
)

// Record is what is kept of one trial when trials are kept.
type Record struct {
	Look        int     // the last one, from 1
	Duration    float64 // calendar time of the last decision
	Patients    int     // entered by then
	Comparisons []Verdict
	Events      []int     // by survival endpoint, at the last look
	Draws       []float64 // by draw
}

// Verdict is what a trial said of one comparison. Estimate, Z and P are those of
// the last look that analyzed it, NaN when they are undefined.
type Verdict struct {
	Rejected       int // the look at which it was rejected, from 1; 0 when it was not
	Estimate, Z, P float64
}

// NewRecords returns room for n trials.
func NewRecords(s *Subject, n int) []Record {
	c, e, d := len(s.Comparisons), len(s.Endpoints), len(s.Draws)
	verdicts, events, draws := make([]Verdict, n*c), make([]int, n*e), make([]float64, n*d)
	all := make([]Record, n)
	for i := range all {
		all[i].Comparisons = verdicts[i*c : (i+1)*c : (i+1)*c]
		all[i].Events = events[i*e : (i+1)*e : (i+1)*e]
		all[i].Draws = draws[i*d : (i+1)*d : (i+1)*d]
	}
	return all
}

// Observe overwrites the record with a trial of its subject.
func (r *Record) Observe(s *Subject, o *trial.Outcome) {
	r.Look, r.Duration, r.Patients = o.Last+1, o.Duration, o.Patients
	for i := range r.Comparisons {
		c, v := &o.Comparisons[i], &r.Comparisons[i]
		*v = Verdict{Rejected: c.Rejected + 1, Estimate: math.NaN(), Z: math.NaN(), P: math.NaN()}
		if c.Last.Status == analysis.OK {
			v.Estimate, v.Z, v.P = c.Last.Estimate, c.Last.Z, c.Last.P
		}
	}
	for i := range r.Events {
		r.Events[i] = o.Looks[o.Last].Events[s.Endpoints[i].Index]
	}
	for i := range r.Draws {
		r.Draws[i] = o.Draws[i].Value
	}
}
