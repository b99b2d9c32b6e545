package report

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// decisions are rejections other than those of the answer.
func (s *sections) decisions(d *Document) {
	t := &Table{Title: "Decision", Columns: []string{"%", "SE", "95 % interval"}}
	const label = "rejected toward the effect assumed"
	all := s.comparisons()
	for i := range all {
		row := s.find("power_favorable", &all[i], 0)
		name := about(all, &all[i])
		switch {
		case row == nil:
		case name == "":
			t.percent(label, row)
		default:
			if len(t.Rows) == 0 {
				t.Add(label)
			}
			t.percent("  "+name, row)
		}
	}
	if row := s.find("power_any", nil, 0); row != nil {
		t.percent("at least one hypothesis rejected", row)
	}
	if row := s.find("power_all", nil, 0); row != nil {
		t.percent("all hypotheses rejected", row)
	}
	d.AddTable(t)
}

func named(label, name string) string {
	if name == "" {
		return label
	}
	return label + ", " + name
}

// percent adds a row with a probability.
func (t *Table) percent(label string, r *oc.Row) *Row {
	decimals := Decimals(100 * r.JudgingSE())
	row := t.Add(label, Fixed(100*r.Value, decimals), Fixed(100*r.SE, decimals),
		Fixed(100*r.Lower, decimals)+" to "+Fixed(100*r.Upper, decimals))
	row.Notes = r.Warnings
	return row
}

// looks is what happens at each look.
func (s *sections) looks(d *Document) {
	looks := len(s.all("look_reached"))
	if looks == 0 {
		return
	}
	t := &Table{Title: "Look"}
	all := s.comparisons()
	t.Columns = []string{"held %", s.time(), "patients"}
	events := s.lookEvents()
	for _, e := range events {
		t.Columns = append(t.Columns, named("events", onlyOf(events, e)))
	}
	stops := s.stops()
	for _, stop := range stops {
		t.Columns = append(t.Columns, stop.title)
	}
	for i := range all {
		t.Columns = append(t.Columns, named("rejected by then %", about(all, &all[i])))
	}
	columns := [][]*oc.Row{s.byLook("look_reached", nil, looks), s.byLook("look_time", nil, looks), s.byLook("look_patients", nil, looks)}
	for _, e := range events {
		var column []*oc.Row
		for k := 1; k <= looks; k++ {
			column = append(column, s.endpointRow("look_events", e, k))
		}
		columns = append(columns, column)
	}
	for _, stop := range stops {
		columns = append(columns, s.byLook(stop.metric, nil, looks))
	}
	for i := range all {
		columns = append(columns, s.byLook("power", &all[i], looks))
	}
	for k := range looks {
		t.Add(fmt.Sprint(k + 1))
	}
	for _, c := range columns {
		for k, cell := range column(c) {
			t.Rows[k].Cells = append(t.Rows[k].Cells, cell)
		}
	}
	d.AddTable(t)
}

// stop is a way to stop, and the column for it.
type stop struct{ metric, title string }

// stops are the ways to stop that there are.
func (s *sections) stops() []stop {
	switch {
	case len(s.all("stop_futility")) > 0:
		return []stop{{"stop_efficacy", "efficacy %"}, {"stop_futility", "futility %"}}
	case len(s.all("stop_efficacy")) > 0:
		return []stop{{"stop_efficacy", "stopped %"}}
	}
	return nil
}

// byLook are the rows of a metric by look.
func (s *sections) byLook(metric string, c *shard.Comparison, looks int) []*oc.Row {
	var rows []*oc.Row
	for k := 1; k <= looks; k++ {
		rows = append(rows, s.find(metric, c, k))
	}
	return rows
}

// column writes figures of one kind below each other with as many decimals as
// the worst of their errors supports. Probabilities are in percent and have
// their errors beside them, and then one decimal more where some error supports
// it; those that are 0 or 1 have none.
func column(rows []*oc.Row) []string {
	least, most := math.MaxInt, -1
	for _, r := range rows {
		if d := Decimals(scaled(r)); d >= 0 {
			least, most = min(least, d), max(most, d)
		}
	}
	decimals := most
	if most >= 0 {
		decimals = least
		if rows[0] != nil && rows[0].Unit == oc.Share {
			decimals = min(most, least+1)
		}
	}
	var cells []string
	for _, r := range rows {
		cells = append(cells, figure(r, decimals))
	}
	return cells
}

// scaled is the error of a figure as it is printed; 0 when it is exact.
func scaled(r *oc.Row) float64 {
	switch {
	case missing(r):
		return 0
	case r.Unit != oc.Share:
		return r.SE
	case r.Value == 0 || r.Value == 1:
		return 0
	}
	return 100 * r.JudgingSE()
}

// figure is one cell of a column.
func figure(r *oc.Row, decimals int) string {
	switch {
	case missing(r):
		return "–"
	case r.Unit != oc.Share:
		return Fixed(r.Value, decimals)
	case scaled(r) == 0:
		return Fixed(100*r.Value, max(0, decimals))
	}
	return fmt.Sprintf("%s (%s)", Fixed(100*r.Value, decimals), Fixed(scaled(r), decimals))
}

// lookEvents are the endpoints whose events are counted by look.
func (s *sections) lookEvents() []string {
	var names []string
	for _, r := range s.all("look_events") {
		if r.Look == 1 {
			names = append(names, r.Endpoint)
		}
	}
	return names
}

// onlyOf is a name, or nothing when it is the only one.
func onlyOf(names []string, name string) string {
	if len(names) == 1 {
		return ""
	}
	return name
}

// endpointRow is the row of a metric about an endpoint.
func (s *sections) endpointRow(metric, endpoint string, look int) *oc.Row {
	for _, r := range s.all(metric) {
		if r.Endpoint == endpoint && r.Look == look {
			return r
		}
	}
	return nil
}

// time is the unit of time as a column heading.
func (s *sections) time() string {
	if u := s.r.Scenario.TimeUnit; u != "" {
		return u
	}
	return "time"
}

// size is how many patients and events there are, and how long it takes.
func (s *sections) size(d *Document) {
	t := &Table{Title: "Size and duration", Columns: []string{"mean", "SE", "10 %", "median", "90 %"}}
	s.spread(t, "patients", "patients", "")
	for _, r := range s.all("events") {
		label := "events of " + r.Endpoint
		s.spread(t, label, "events", r.Endpoint)
	}
	s.spread(t, named("duration", s.r.Scenario.TimeUnit), "duration", "")
	d.AddTable(t)
}

// spread adds a row with a mean and its quantiles.
func (s *sections) spread(t *Table, label, metric, endpoint string) {
	m := s.endpointRow(metric, endpoint, 0)
	if missing(m) {
		return
	}
	decimals := Decimals(m.SE)
	cells := []string{Fixed(m.Value, decimals), Fixed(m.SE, decimals)}
	var quantiles []*oc.Row
	for _, q := range []string{"_p10", "_p50", "_p90"} {
		r := s.endpointRow(metric+q, endpoint, 0)
		quantiles = append(quantiles, r)
		if d := Decimals(r.SE); d >= 0 {
			decimals = min(decimals, d)
		}
	}
	if m.Unit == oc.Number {
		decimals = 0 // quantiles of a count are counts
	}
	for _, r := range quantiles {
		cells = append(cells, Fixed(r.Value, decimals))
	}
	t.Add(label, cells...)
}

// estimates are what the trials say the effect is. Several comparisons share a
// table, each under a heading.
func (s *sections) estimates(d *Document) {
	t := &Table{Title: "Estimate", Columns: []string{"value", "SE", "95 % interval"}}
	all := s.comparisons()
	for i := range all {
		c := &all[i]
		if missing(s.find("estimate", c, 0)) {
			continue
		}
		if name := about(all, c); name == "" {
			t.Title = "Estimate of the " + c.Scale
		} else {
			t.Add(name + ": " + c.Scale)
		}
		s.estimate(t, c)
	}
	d.AddTable(t)
}

// estimate adds the rows of one comparison.
func (s *sections) estimate(t *Table, c *shard.Comparison) {
	row := s.find("estimate", c, 0)
	ratio := RatioOf(c.Scale)
	t.quantity("mean at the end of the trial", row)
	if ratio != "" {
		t.ratio("  as "+ratio, row)
	}
	if truth := float64(c.Truth); !math.IsNaN(truth) {
		decimals := Decimals(row.SE)
		t.Add("assumed", Fixed(truth, decimals), "", "")
		if ratio != "" {
			t.Add("  as "+ratio, Fixed(math.Exp(truth), decimals), "", "")
		}
	}
	if r := s.find("bias", c, 0); !missing(r) {
		t.quantity("bias", r)
	}
	if r := s.find("coverage", c, 0); !missing(r) {
		t.percent(fmt.Sprintf("coverage of the %s %% interval, %%", Short(100*level(c), 6)), r)
	}
	if r := s.find("missing", c, 0); !missing(r) && r.Value > 0 {
		t.quantity("patients without a value", r)
	}
}

// RatioOf is the ratio that a scale is the logarithm of, with its article; empty when
// it is none.
func RatioOf(scale string) string {
	ratio, ok := strings.CutPrefix(scale, "log ")
	switch {
	case !ok:
		return ""
	case strings.HasPrefix(ratio, "odds"):
		return "an " + ratio
	}
	return "a " + ratio
}

// level is the confidence level of the interval that belongs to a test.
func level(c *shard.Comparison) float64 {
	if c.Alternative == "two-sided" {
		return 1 - c.Alpha
	}
	return 1 - 2*c.Alpha
}

// quantity adds a row with a mean.
func (t *Table) quantity(label string, r *oc.Row) *Row {
	decimals := Decimals(r.SE)
	row := t.Add(label, Fixed(r.Value, decimals), Fixed(r.SE, decimals), Fixed(r.Lower, decimals)+" to "+Fixed(r.Upper, decimals))
	row.Notes = r.Warnings
	return row
}

// ratio adds a row with the exponential of a mean.
func (t *Table) ratio(label string, r *oc.Row) {
	value := math.Exp(r.Value)
	decimals := Decimals(value * r.SE)
	t.Add(label, Fixed(value, decimals), "", Fixed(math.Exp(r.Lower), decimals)+" to "+Fixed(math.Exp(r.Upper), decimals))
}

// failures is what could not be done as planned.
func (s *sections) failures(d *Document) {
	t := &Table{Title: "Trials in which", Columns: []string{"%", "SE", "95 % interval"}}
	all := s.comparisons()
	for _, r := range s.all("failures") {
		if !(r.Value > 0) {
			continue
		}
		label := "no statistic: " + r.Reason
		if r.Reason == "unreached" {
			label = "the last look was not reached"
		}
		for i := range all {
			if all[i].Analysis == r.Analysis && all[i].Arm == r.Arm {
				label = named(label, about(all, &all[i]))
			}
		}
		t.percent(label, r)
	}
	d.AddTable(t)
}
