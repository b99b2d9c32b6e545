package oc

import (
	"fmt"
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/truth"
)

// Metric is a family of operating characteristics.
//
// New makes empty cells; Estimate turns cells, which New has made, into rows.
type Metric interface {
	New() Cells
	Estimate(c Cells) []Row
}

// Cells are the exact tallies of one metric. Observe does not allocate in the
// long run.
type Cells interface {
	Observe(o *trial.Outcome)
	Merge(other Cells)
	Reset()
	Binary
}

// Binary is the way to bytes and back. AppendBinary is canonical: equal content
// gives equal bytes. Decode is its inverse for cells of the same plan: it reads
// from the front of b, which may be anything, and returns what follows; after an
// error the content is not defined.
type Binary interface {
	AppendBinary(b []byte) []byte
	Decode(b []byte) (rest []byte, err error)
}

// Subject is what the metrics are about.
type Subject struct {
	Looks       int  // planned
	Declared    bool // the scenario declares looks, so that rows by look are of interest
	Futility    bool // some comparison has a futility bound
	Comparisons []Comparison
	Endpoints   []Endpoint
	Draws       []Draw
}

// Endpoint is a survival endpoint, whose events are counted.
type Endpoint struct {
	Name  string
	Index int // among all endpoints
}

// Comparison is what rows say of a comparison.
type Comparison struct {
	Analysis, Endpoint, Arm string
	Control                 string  // empty for a test of one arm
	Null                    float64 // what such a test compares the arm with
	Alternative             analysis.Alternative
	Margin                  float64
	Truth                   truth.Value        // in closed form, or the reason why there is none
	Large                   func() truth.Value // else from a large cohort; nil: not even there
	Ignorable               bool               // has a futility bound that is not binding
}

// True is the true value of what is estimated. Finding it in a large cohort takes a
// moment the first time.
func (c *Comparison) True() truth.Value {
	if c.Large != nil {
		return c.Large()
	}
	return c.Truth
}

// Row is one figure with its error. Value is NaN when no trial contributes.
type Row struct {
	Metric   string
	Analysis string
	Endpoint string
	Arm      string // the treated arm
	Look     int    // from 1; 0 when the row is about the whole trial
	Reason   string // of a failures row
	Value    float64
	SE       float64
	Lower    float64 // of the 95 % interval
	Upper    float64
	N        int64 // trials behind the row
	Unit     Unit
	Warnings []string
}

// Unit is what a value is measured in.
type Unit uint8

// The units of rows.
const (
	Share    Unit = iota // a probability
	Time                 // in time units of the scenario
	Number               // of patients or events
	Estimate             // on the scale of the test
)

// JudgingSE is the standard error by which a row is judged and precision is
// measured: never zero for a rate, since 0 of n is not exact.
func (r *Row) JudgingSE() float64 {
	if r.Unit != Share {
		return r.SE
	}
	return max(r.SE, (r.Upper-r.Lower)/2/z95)
}

// Metrics are all metrics that apply to the subject, in the order in which they
// are reported.
func Metrics(s *Subject) []Metric {
	m := []Metric{&powers{s}}
	if s.ignorable() {
		m = append(m, &ignoring{s})
	}
	m = append(m, &stops{s}, &sizes{s})
	if s.Declared {
		m = append(m, &looks{s})
	}
	if len(s.Draws) > 0 {
		m = append(m, &draws{s})
	}
	return append(m, &estimates{s}, &failures{s})
}

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

// about is a row that names a comparison.
func (c *Comparison) row(metric string) Row {
	return Row{Metric: metric, Analysis: c.Analysis, Endpoint: c.Endpoint, Arm: c.Arm}
}

// rate fills a row with k of n.
func (r Row) rate(c tally.Count) Row {
	r.Unit, r.N = Share, c.N
	r.Value, r.SE, r.Lower, r.Upper = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if c.N > 0 {
		r.Value, r.SE = c.Rate(), c.SE()
		r.Lower, r.Upper = tally.Wilson(c.K, c.N, z95)
	}
	return r
}

// mean fills a row with a mean and its error.
func (r Row) mean(u Unit, n int64, mean, se float64) Row {
	r.Unit, r.N, r.Value, r.SE = u, n, mean, se
	r.Lower, r.Upper = mean-float64(z95*se), mean+float64(z95*se)
	return r
}

// quantiler is a tally that knows its quantiles.
type quantiler interface {
	N() int64
	Quantile(p float64) float64
	Interval(p, z float64) (lo, hi float64)
}

// quantiles are the rows for the 10th, 50th and 90th percentile.
func (r Row) quantiles(u Unit, q quantiler) []Row {
	var rows []Row
	for _, p := range []struct {
		suffix string
		p      float64
	}{{"_p10", 0.1}, {"_p50", 0.5}, {"_p90", 0.9}} {
		row := r
		row.Metric += p.suffix
		row.Unit, row.N = u, q.N()
		row.Value, row.SE, row.Lower, row.Upper = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		if q.N() > 0 {
			row.Value = q.Quantile(p.p)
			row.Lower, row.Upper = q.Interval(p.p, z95)
			row.SE = (row.Upper - row.Lower) / 2 / z95
		}
		rows = append(rows, row)
	}
	return rows
}

// units are the names of the units in result files.
var units = [...]string{Share: "probability", Time: "time", Number: "count", Estimate: "scale of the test"}

// MarshalText writes the name of the unit.
func (u Unit) MarshalText() ([]byte, error) { return []byte(units[u]), nil }

// UnmarshalText reads the name of a unit.
func (u *Unit) UnmarshalText(text []byte) error {
	for i, name := range units {
		if name == string(text) {
			*u = Unit(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no unit", text)
}
