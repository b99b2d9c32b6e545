package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// Bound is the planned bounds of one look. Effects are on the scale of the test,
// with the planned information: the smallest that is significant, and the largest
// that is futile; ratios are their exponentials on a log scale.
type Bound struct {
	Analysis       string     `json:"analysis,omitempty"` // when several have bounds
	Look           int        `json:"look"`
	Information    float64    `json:"information"`
	EfficacyZ      shard.Real `json:"efficacy_z"`
	FutilityZ      shard.Real `json:"futility_z"`
	AlphaSpent     shard.Real `json:"alpha_spent"`
	BetaSpent      shard.Real `json:"beta_spent"`
	NominalP       shard.Real `json:"nominal_p"`
	EfficacyEffect shard.Real `json:"efficacy_effect"`
	EfficacyRatio  shard.Real `json:"efficacy_ratio"`
	FutilityEffect shard.Real `json:"futility_effect"`
	FutilityRatio  shard.Real `json:"futility_ratio"`

	scale string
}

// Expected is what to expect of a comparison with planned bounds.
type Expected struct {
	Analysis  string             `json:"analysis"`
	Arm       string             `json:"arm"`
	Drift     shard.Real         `json:"drift"`           // mean of z at the planned maximum under the effect assumed
	Inflation shard.Real         `json:"inflation"`       // of the size against the fixed design
	Power     float64            `json:"inflation_power"` // that both have
	Maximum   shard.Real         `json:"maximum"`         // planned number of events or patients
	Scenarios []ExpectedScenario `json:"scenarios"`
}

// ExpectedScenario is what to expect under a share of the effect assumed.
type ExpectedScenario struct {
	Share       float64    `json:"effect"` // 0, 0.5 or 1 of that assumed
	Power       float64    `json:"power"`
	Information float64    `json:"information"` // mean fraction of the maximum at the end
	Number      shard.Real `json:"number"`      // of events or patients
}

// Bounds are the planned bounds of a plan's design, look by look; empty when it
// has none, or when they depend on information that is not planned. Where the
// comparisons of an analysis have different effects at their bounds, none is given.
func Bounds(p *plan.Plan) []Bound {
	bounds := []Bound{}
	setting := &p.Protocol.Setting
	seen := map[int]int{} // where the bounds of an analysis begin
	for _, s := range theory.Sequences(p) {
		a := setting.Comparisons[s.Comparison].Analysis
		mine := boundsOf(&s, p.Protocol.Analyses[a].Scale)
		if at, ok := seen[a]; ok {
			agree(bounds[at:at+len(mine)], mine)
			continue
		}
		seen[a] = len(bounds)
		bounds = append(bounds, mine...)
	}
	if len(seen) == 1 {
		for i := range bounds {
			bounds[i].Analysis = ""
		}
	}
	return bounds
}

// boundsOf are those of one comparison.
func boundsOf(s *theory.Sequence, scale analysis.Scale) []Bound {
	at := func(x []float64, i int) shard.Real {
		if x == nil {
			return shard.Real(math.NaN())
		}
		return shard.Real(x[i])
	}
	ratio := func(x shard.Real) shard.Real {
		if !strings.HasPrefix(scale.String(), "log ") {
			return shard.Real(math.NaN())
		}
		return shard.Real(math.Exp(float64(x)))
	}
	var all []Bound
	for i, look := range s.Looks {
		all = append(all, Bound{
			Analysis: s.Analysis, Look: look + 1, Information: s.Plan.Fractions[i],
			EfficacyZ: at(s.Bounds.Z, i), FutilityZ: at(s.Bounds.Lower, i),
			AlphaSpent: at(s.Bounds.Spent, i), BetaSpent: at(s.Bounds.SpentBeta, i), NominalP: at(s.Bounds.Nominal, i),
			EfficacyEffect: at(s.Effect, i), EfficacyRatio: ratio(at(s.Effect, i)),
			FutilityEffect: at(s.FutilityEffect, i), FutilityRatio: ratio(at(s.FutilityEffect, i)),
			scale: scale.String(),
		})
	}
	return all
}

// agree takes the effects out of bounds where those of another comparison differ.
func agree(bounds, other []Bound) {
	nan := shard.Real(math.NaN())
	for i := range bounds {
		b, o := &bounds[i], &other[i]
		if math.Abs(float64(b.EfficacyEffect-o.EfficacyEffect)) > 1e-9 {
			b.EfficacyEffect, b.EfficacyRatio = nan, nan
		}
		if math.Abs(float64(b.FutilityEffect-o.FutilityEffect)) > 1e-9 {
			b.FutilityEffect, b.FutilityRatio = nan, nan
		}
	}
}

// Expectations are what to expect of the comparisons with planned bounds.
func Expectations(p *plan.Plan) []Expected {
	all := []Expected{}
	for _, s := range theory.Sequences(p) {
		e := Expected{
			Analysis: s.Analysis, Arm: s.Arm, Drift: shard.Real(s.Drift), Inflation: shard.Real(s.Inflation),
			Power: s.Power, Maximum: shard.Real(s.Maximum),
		}
		for _, x := range s.Scenarios {
			e.Scenarios = append(e.Scenarios, ExpectedScenario{x.Share, x.Power, x.Information, shard.Real(x.Information * s.Maximum)})
		}
		all = append(all, e)
	}
	return all
}

// bounds are the planned bounds; columns that say nothing are left out.
func bounds(all []Bound) *Table {
	t := &Table{Title: "Bounds at look"}
	for _, b := range all {
		t.Add(named(fmt.Sprint(b.Look), b.Analysis))
	}
	column := func(title string, cell func(b *Bound) string) {
		var cells []string
		blank := true
		for i := range all {
			c := cell(&all[i])
			blank = blank && c == "–"
			cells = append(cells, c)
		}
		if blank {
			return
		}
		t.Columns = append(t.Columns, title)
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, cells[i])
		}
	}
	fixed := func(x shard.Real, decimals int) string {
		if math.IsNaN(float64(x)) {
			return "–"
		}
		return Fixed(float64(x), decimals)
	}
	column("information %", func(b *Bound) string { return Short(100*b.Information, 4) })
	column("z", func(b *Bound) string { return fixed(b.EfficacyZ, 4) })
	column("nominal p", func(b *Bound) string { return fixed(b.NominalP, 6) })
	column("alpha spent", func(b *Bound) string { return fixed(b.AlphaSpent, 6) })
	column("effect", func(b *Bound) string { return effect(b.EfficacyEffect, b.EfficacyRatio) })
	column("futility z", func(b *Bound) string { return fixed(b.FutilityZ, 4) })
	column("beta spent", func(b *Bound) string { return fixed(b.BetaSpent, 6) })
	column("futile effect", func(b *Bound) string { return effect(b.FutilityEffect, b.FutilityRatio) })
	if len(all) > 0 && len(t.Columns) > 4 {
		t.Rows[0].Notes = []string{effects(all)}
	}
	return t
}

// effects says what the effects at the bounds are.
func effects(all []Bound) string {
	scale := all[0].scale
	for _, b := range all {
		if b.scale != scale {
			scale = "scale of its test"
		}
	}
	return "Effects are those whose estimate just reaches the bound with the planned information: " +
		strings.TrimPrefix(scale, "log ") + "."
}

// effect is an effect at a bound, as a ratio where there is one.
func effect(x, ratio shard.Real) string {
	switch {
	case !math.IsNaN(float64(ratio)):
		return Short(float64(ratio), 4)
	case !math.IsNaN(float64(x)):
		return Short(float64(x), 4)
	}
	return "–"
}

// inflation says by how much the looks increase the size.
func inflation(all []Expected) string {
	var lines []string
	for _, e := range all {
		if math.IsNaN(float64(e.Inflation)) {
			continue
		}
		name := ""
		if len(all) > 1 {
			name = " of " + e.Analysis + " in " + e.Arm
		}
		lines = append(lines, fmt.Sprintf("The looks and bounds%s take %s times the size of a fixed design with a power of %s %%.",
			name, Fixed(float64(e.Inflation), 4), Short(100*e.Power, 4)))
	}
	return strings.Join(lines, "\n")
}

// expected are the power and the size under shares of the effect assumed.
func expected(all []Expected) *Table {
	t := &Table{Title: "By integration", Columns: []string{"power %", "information %", "number at the end"}}
	for _, e := range all {
		for _, x := range e.Scenarios {
			label := map[float64]string{0: "no effect", 0.5: "half of the effect assumed", 1: "the effect assumed"}[x.Share]
			if len(all) > 1 {
				label += ", " + e.Analysis + ", " + e.Arm
			}
			number := "–"
			if !math.IsNaN(float64(x.Number)) {
				number = Short(float64(x.Number), 4)
			}
			t.Add(label, Fixed(100*x.Power, 2), Fixed(100*x.Information, 2), number)
		}
	}
	return t
}

// lookColumns are the headings of metrics that are known by look.
var lookColumns = map[string]string{
	"power": "rejected by then %", "power_ignoring_futility": "ignoring futility %",
	"stop_efficacy": "efficacy %", "stop_futility": "futility %",
}

// answersByLook are the probabilities that are known by look without simulation, a
// table for each comparison and method.
func answersByLook(all []shard.Comparison, known []theory.Answer) []*Table {
	var tables []*Table
	for i := range all {
		var methods []string
		for _, a := range known {
			if byLook(&a, &all[i]) && !slices.Contains(methods, a.Method) {
				methods = append(methods, a.Method)
			}
		}
		for _, method := range methods {
			t := &Table{Title: named("Known at look", about(all, &all[i]))}
			for _, a := range known {
				if a.Method == method && byLook(&a, &all[i]) {
					t.answer(&a)
				}
			}
			t.Rows[0].Notes = []string{method}
			tables = append(tables, t)
		}
	}
	return tables
}

// byLook reports whether an answer about a comparison belongs into its table.
func byLook(a *theory.Answer, c *shard.Comparison) bool {
	return a.Look != nil && lookColumns[a.Metric] != "" &&
		(a.Analysis == "" || a.Analysis == c.Analysis && a.Arm == c.Arm)
}

// answer puts a probability into the row of its look and the column of its metric.
func (t *Table) answer(a *theory.Answer) {
	column := slices.Index(t.Columns, lookColumns[a.Metric])
	if column < 0 {
		column = len(t.Columns)
		t.Columns = append(t.Columns, lookColumns[a.Metric])
	}
	label := fmt.Sprint(*a.Look)
	at := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Label == label })
	if at < 0 {
		at = len(t.Rows)
		t.Add(label)
	}
	row := &t.Rows[at]
	for len(row.Cells) <= column {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[column] = Fixed(100*a.Value, 2)
}
