package diff

import (
	"math"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// beyond is how many standard errors 1 % of independent differences exceed:
// Φ⁻¹(0.995).
const beyond = 2.576

// Point is the figures of one point that both results have.
type Point struct {
	Set     map[string]any `json:"set"`
	Rows    []Row          `json:"rows"` // those that both have
	OnlyOld []string       `json:"rows_only_old"`
	OnlyNew []string       `json:"rows_only_new"`
}

// Row is one figure in both results.
type Row struct {
	Metric     string     `json:"metric"`
	Analysis   string     `json:"analysis,omitempty"`
	Endpoint   string     `json:"endpoint,omitempty"`
	Arm        string     `json:"arm,omitempty"`
	Look       int        `json:"look,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Unit       oc.Unit    `json:"unit"`
	Old        shard.Real `json:"old"`
	New        shard.Real `json:"new"`
	Difference shard.Real `json:"difference"` // new − old
	SE         shard.Real `json:"se"`         // of the difference of independent runs
	Verdict    Verdict    `json:"verdict"`
}

// Verdict is what is to be made of a difference.
type Verdict string

// The verdicts.
const (
	Equal     Verdict = "equal"     // to the last digit
	Noise     Verdict = "noise"     // no difference to be told from noise
	Higher    Verdict = "higher"    // new than old, beyond noise
	Lower     Verdict = "lower"     // new than old, beyond noise
	Undefined Verdict = "undefined" // on one side or both
)

// name is what tells a row from all others of a point.
type name struct {
	metric, analysis, endpoint, arm, reason string
	look                                    int
}

func nameOf(r *oc.Row) name {
	return name{r.Metric, r.Analysis, r.Endpoint, r.Arm, r.Reason, r.Look}
}

// comparePoints compares the figures of two points.
func comparePoints(old, now *shard.Point) Point {
	p := Point{Set: now.Set, Rows: []Row{}, OnlyOld: []string{}, OnlyNew: []string{}}
	before := map[name]*oc.Row{}
	for i := range old.Rows {
		before[nameOf(&old.Rows[i].Row)] = &old.Rows[i].Row
	}
	both := map[name]bool{}
	for i := range now.Rows {
		b := &now.Rows[i].Row
		a := before[nameOf(b)]
		if a == nil {
			p.OnlyNew = append(p.OnlyNew, compareRows(b, b).figure(everything))
			continue
		}
		both[nameOf(b)] = true
		p.Rows = append(p.Rows, compareRows(a, b))
	}
	for i := range old.Rows {
		if a := &old.Rows[i].Row; !both[nameOf(a)] {
			p.OnlyOld = append(p.OnlyOld, compareRows(a, a).figure(everything))
		}
	}
	return p
}

// compareRows judges the difference of two figures by the error that independent
// runs have; that of a rate is never taken as zero.
func compareRows(a, b *oc.Row) Row {
	d, se := b.Value-a.Value, math.Hypot(a.JudgingSE(), b.JudgingSE())
	r := Row{
		Metric: b.Metric, Analysis: b.Analysis, Endpoint: b.Endpoint, Arm: b.Arm, Look: b.Look, Reason: b.Reason, Unit: b.Unit,
		Old: shard.Real(a.Value), New: shard.Real(b.Value), Difference: shard.Real(d), SE: shard.Real(se),
	}
	switch {
	case math.IsNaN(d) || math.IsInf(d, 0):
		r.Verdict = Undefined
	case d == 0:
		r.Verdict = Equal
	case math.Abs(d) <= beyond*se:
		r.Verdict = Noise
	case d > 0:
		r.Verdict = Higher
	case d < 0:
		r.Verdict = Lower
	}
	return r
}
