package oc_test

import (
	"math"
	"math/big"
	"slices"

	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/oc"
)

// z95 is the normal quantile of 0.975, from R 4.2: qnorm(0.975).
const z95 = 1.959963984540054

// naive makes the rows of recorded outcomes the obvious way: it lists the
// values of all trials, and computes from the list.
type naive struct {
	s        *oc.Subject
	outcomes []trial.Outcome
	rows     []oc.Row
}

func (n *naive) all() []oc.Row {
	for i := range n.s.Comparisons {
		n.power(i)
	}
	if len(n.s.Comparisons) > 1 {
		n.rate(oc.Row{Metric: "power_any"}, func(o *trial.Outcome) bool {
			return slices.ContainsFunc(o.Comparisons, func(r trial.Result) bool { return r.Rejected >= 0 })
		})
		n.rate(oc.Row{Metric: "power_all"}, func(o *trial.Outcome) bool {
			return !slices.ContainsFunc(o.Comparisons, func(r trial.Result) bool { return r.Rejected < 0 })
		})
	}
	for i, c := range n.s.Comparisons {
		for look := 0; c.Ignorable && look <= n.s.Looks; look++ {
			row := n.about("power_ignoring_futility", i)
			row.Look = look
			n.rate(row, func(o *trial.Outcome) bool {
				r := o.Comparisons[i].Ignoring
				return r >= 0 && (look == 0 || r < look)
			})
		}
	}
	if n.s.Looks > 1 {
		for k := range n.s.Looks {
			n.rate(oc.Row{Metric: "stop_efficacy", Look: k + 1}, func(o *trial.Outcome) bool { return o.Last == k && o.Looks[k].Stopped })
		}
	}
	for k := 0; n.s.Futility && k < n.s.Looks; k++ {
		n.rate(oc.Row{Metric: "stop_futility", Look: k + 1}, func(o *trial.Outcome) bool { return o.Last == k && o.Looks[k].Futile })
	}
	n.sizes()
	if n.s.Declared {
		n.looks()
	}
	for i := range n.s.Comparisons {
		n.estimate(i)
	}
	n.failures()
	return n.rows
}

// about is a row of comparison i.
func (n *naive) about(metric string, i int) oc.Row {
	c := n.s.Comparisons[i]
	return oc.Row{Metric: metric, Analysis: c.Analysis, Endpoint: c.Endpoint, Arm: c.Arm}
}

func (n *naive) power(i int) {
	c := n.s.Comparisons[i]
	n.rate(n.about("power", i), func(o *trial.Outcome) bool { return o.Comparisons[i].Rejected >= 0 })
	if effect := c.Truth.Value - c.Margin; c.Alternative == analysis.TwoSided && (effect > 0 || effect < 0) {
		n.rate(n.about("power_favorable", i), func(o *trial.Outcome) bool {
			return o.Comparisons[i].Rejected >= 0 && o.Comparisons[i].Positive == (effect > 0)
		})
	}
	for k := 0; n.s.Declared && k < n.s.Looks; k++ {
		row := n.about("power", i)
		row.Look = k + 1
		n.rate(row, func(o *trial.Outcome) bool {
			r := o.Comparisons[i].Rejected
			return r >= 0 && r <= k
		})
	}
}

func (n *naive) sizes() {
	always := func(*trial.Outcome) bool { return true }
	n.number(oc.Row{Metric: "patients", Unit: oc.Number}, always, func(o *trial.Outcome) float64 { return float64(o.Patients) }, exactly)
	for _, e := range n.s.Endpoints {
		n.number(oc.Row{Metric: "events", Endpoint: e.Name, Unit: oc.Number}, always,
			func(o *trial.Outcome) float64 { return float64(o.Looks[o.Last].Events[e.Index]) }, exactly)
	}
	n.number(oc.Row{Metric: "duration", Unit: oc.Time}, always, func(o *trial.Outcome) float64 { return o.Duration }, binned)
}

func (n *naive) looks() {
	for k := range n.s.Looks {
		held := func(o *trial.Outcome) bool { return o.Looks[k].Held }
		n.rate(oc.Row{Metric: "look_reached", Look: k + 1}, held)
		n.number(oc.Row{Metric: "look_time", Look: k + 1, Unit: oc.Time}, held, func(o *trial.Outcome) float64 { return o.Looks[k].Time }, nil)
		n.number(oc.Row{Metric: "look_patients", Look: k + 1, Unit: oc.Number}, held, func(o *trial.Outcome) float64 { return float64(o.Looks[k].Patients) }, nil)
		for _, e := range n.s.Endpoints {
			n.number(oc.Row{Metric: "look_events", Endpoint: e.Name, Look: k + 1, Unit: oc.Number}, held,
				func(o *trial.Outcome) float64 { return float64(o.Looks[k].Events[e.Index]) }, nil)
		}
	}
}

func (n *naive) estimate(i int) {
	last := func(o *trial.Outcome) *analysis.Evidence { return &o.Comparisons[i].Last }
	defined := func(o *trial.Outcome) bool { return last(o).Status == analysis.OK }
	estimate := n.about("estimate", i)
	estimate.Unit = oc.Estimate
	truth := n.s.Comparisons[i].Truth
	if !truth.Known() {
		estimate.Warnings = []string{"no bias and coverage: " + truth.Reason}
	}
	n.number(estimate, defined, func(o *trial.Outcome) float64 { return last(o).Estimate }, nil)
	if truth.Known() {
		bias := n.rows[len(n.rows)-1]
		bias.Metric = "bias"
		bias.Value -= truth.Value
		bias.Lower, bias.Upper = bias.Value-z95*bias.SE, bias.Value+z95*bias.SE
		n.rows = append(n.rows, bias)
		of := *n
		of.outcomes = slices.DeleteFunc(slices.Clone(n.outcomes), func(o trial.Outcome) bool { return !defined(&o) })
		of.rate(n.about("coverage", i), func(o *trial.Outcome) bool {
			e := last(o)
			return e.Estimate-e.Half <= truth.Value && truth.Value <= e.Estimate+e.Half
		})
		n.rows = of.rows
	}
	half := n.about("half_width", i)
	half.Unit = oc.Estimate
	n.number(half, defined, func(o *trial.Outcome) float64 { return last(o).Half }, nil)
	missing := n.about("missing", i)
	missing.Unit = oc.Number
	analyzed := func(o *trial.Outcome) bool { return last(o).Status != analysis.NotAnalyzed }
	n.number(missing, analyzed, func(o *trial.Outcome) float64 { return float64(last(o).Missing) }, nil)
}

func (n *naive) failures() {
	before := len(n.rows)
	n.rate(oc.Row{Metric: "failures", Reason: "unreached"}, func(o *trial.Outcome) bool { return o.Unreached })
	row := &n.rows[before]
	switch {
	case row.Value > 0:
		row.Warnings = []string{"the planned look could no longer be reached, and was held when no datum could change any more"}
	case !n.s.Declared:
		n.rows = n.rows[:before]
	}
	for i := range n.s.Comparisons {
		for s := analysis.NotAnalyzed + 1; s < analysis.StatusCount; s++ {
			row := n.about("failures", i)
			row.Reason, row.Warnings = s.String(), []string{"an undefined statistic rejects nothing"}
			n.rate(row, func(o *trial.Outcome) bool { return o.Comparisons[i].Failed&(1<<s) != 0 })
			if n.rows[len(n.rows)-1].Value == 0 {
				n.rows = n.rows[:len(n.rows)-1]
			}
		}
	}
}

// rate appends the share of the trials that hit, with Wilson's interval in its
// textbook form.
func (n *naive) rate(row oc.Row, hit func(*trial.Outcome) bool) {
	k, size := 0., 0.
	for i := range n.outcomes {
		size++
		if hit(&n.outcomes[i]) {
			k++
		}
	}
	p := k / size
	row.Unit, row.N = oc.Share, int64(size)
	row.Value, row.SE = p, math.Sqrt(p*(1-p)/size)
	center, half := p+z95*z95/2/size, z95*math.Sqrt(p*(1-p)/size+z95*z95/4/size/size)
	row.Lower, row.Upper = (center-half)/(1+z95*z95/size), (center+half)/(1+z95*z95/size)
	n.rows = append(n.rows, row)
}

// number appends the mean over the trials that count, and with a representative
// the quantiles.
func (n *naive) number(row oc.Row, counts func(*trial.Outcome) bool, value func(*trial.Outcome) float64, bin func(x float64) (lo, hi float64)) {
	var list []float64
	for i := range n.outcomes {
		if o := &n.outcomes[i]; counts(o) {
			list = append(list, value(o))
		}
	}
	row.N = int64(len(list))
	row.Value, row.SE = meanSE(list)
	row.Lower, row.Upper = row.Value-z95*row.SE, row.Value+z95*row.SE
	n.rows = append(n.rows, row)
	if bin == nil {
		return
	}
	slices.Sort(list)
	metric, size := row.Metric, float64(len(list))
	for _, q := range []struct {
		suffix     string
		percent, p float64
	}{{"_p10", 10, 0.1}, {"_p50", 50, 0.5}, {"_p90", 90, 0.9}} {
		row.Metric = metric + q.suffix
		at := func(rank float64) (lo, hi float64) { return bin(list[int(min(max(rank, 1), size))-1]) }
		row.Value, _ = at(math.Ceil(size * q.percent / 100))
		half := z95 * math.Sqrt(size*q.p*(1-q.p))
		row.Lower, _ = at(math.Floor(size*q.p - half))
		_, row.Upper = at(math.Ceil(size*q.p+half) + 1)
		row.SE = (row.Upper - row.Lower) / 2 / z95
		n.rows = append(n.rows, row)
	}
}

// exactly is the bin of a value that has its own.
func exactly(x float64) (lo, hi float64) { return x, x }

// binned is the bin of a positive value: all that agree in nine bits of the
// mantissa.
func binned(x float64) (lo, hi float64) {
	const rest = 1<<43 - 1
	b := math.Float64bits(x)
	return math.Float64frombits(b &^ rest), math.Float64frombits(b | rest)
}

// meanSE are mean and standard error in rational numbers, rounded once each but
// for the root.
func meanSE(list []float64) (mean, se float64) {
	if len(list) == 0 {
		return math.NaN(), math.NaN()
	}
	sum, squares, n := new(big.Rat), new(big.Rat), big.NewRat(int64(len(list)), 1)
	for _, x := range list {
		r := new(big.Rat).SetFloat64(x)
		sum.Add(sum, r)
		squares.Add(squares, r.Mul(r, r))
	}
	m := new(big.Rat).Quo(sum, n)
	mean, _ = m.Float64()
	if len(list) < 2 {
		return mean, math.NaN()
	}
	squares.Sub(squares, sum.Mul(sum, m))
	variance, _ := squares.Quo(squares, big.NewRat(int64(len(list)-1), 1)).Float64()
	return mean, math.Sqrt(variance / float64(len(list)))
}
