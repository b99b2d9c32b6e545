package scenario

import (
	"strings"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
)

// Margin is the value of the null hypothesis: a number on the scale of the test,
// or a ratio whose logarithm that is.
type Margin struct {
	Ratio string // hazard_ratio, odds_ratio or rate_ratio; empty for a number
	Value float64
}

// ratios are the keys of a margin given as a ratio.
var ratios = []string{"hazard_ratio", "odds_ratio", "rate_ratio"}

// DecodeSpec reads a number, or a table with one ratio.
func (m *Margin) DecodeSpec(n *spec.Node, p *spec.Problems) {
	const hint = "write a number, or { hazard_ratio = 1.3 }"
	if x, ok := n.AsFloat(); ok {
		*m = Margin{Value: x}
		return
	}
	if !n.IsTable() || len(n.Keys()) != 1 {
		p.Add("is neither a number nor a table with one ratio", hint)
		return
	}
	key := n.Keys()[0]
	for _, r := range ratios {
		if key != r {
			continue
		}
		x, ok := n.Field(key).AsFloat()
		if !ok || !(x > 0) {
			p.At(key).Add("is not a positive number", hint)
		}
		*m = Margin{Ratio: key, Value: x}
		return
	}
	p.Unknown("ratio", key, ratios)
}

// EncodeSpec is the inverse of DecodeSpec.
func (m *Margin) EncodeSpec() *spec.Node {
	if m.Ratio == "" {
		return spec.NewFloat(m.Value)
	}
	t := spec.NewTable()
	t.Put(m.Ratio, spec.NewFloat(m.Value))
	return t
}

// DescribeSpec says what may be written.
func (*Margin) DescribeSpec() string { return "number, or { hazard_ratio | odds_ratio | rate_ratio }" }

// On is the margin on the scale of a test; a ratio that does not belong to the
// scale is a problem.
func (m *Margin) On(s analysis.Scale, p *spec.Problems) float64 {
	if m.Ratio == "" {
		return m.Value
	}
	if strings.ReplaceAll(m.Ratio, "_", " ") != s.Ratio() {
		p.Report("give a plain number on that scale", "%s is no margin on the scale of the test, %s", m.Ratio, s)
		return 0
	}
	return num.Log(m.Value)
}
