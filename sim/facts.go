package sim

import (
	"simrun/sim/conduct/trigger"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
)

// Comparisons are what the plan compares, in the order of its analyses, as
// results and reports speak of it.
func Comparisons(p *plan.Plan) []shard.Comparison {
	all := []shard.Comparison{}
	for i := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[i]
		h := &a.Hypothesis
		e := &p.Protocol.Endpoints[h.Endpoint]
		for j, pair := range h.Pairs {
			about := &p.Subject.Comparisons[a.First+j]
			known := about.True()
			all = append(all, shard.Comparison{
				Analysis: a.Name, Endpoint: e.Name, Type: e.Shape.Type.String(),
				Arm: p.Protocol.Arms[pair.Treated], Control: about.Control,
				Test: p.Scenario.Analyses[i].Value.Test.Name, Scale: a.Scale.String(),
				Alternative: h.Alternative.String(), Alpha: h.Alpha, Margin: h.Margin,
				Margins: [2]float64{h.Margins.Low, h.Margins.High}, Null: about.Null,
				Truth: shard.Real(known.Value), NoTruth: known.Reason,
				TruthSE: known.SE, TruthPatients: known.Patients,
			})
		}
	}
	return all
}

// looks are the looks that the scenario declares.
func looks(p *plan.Plan) []shard.Look {
	all := []shard.Look{}
	for i := range p.Scenario.Looks {
		l := shard.Look{Kind: p.Scenario.Looks[i].When.Name}
		if c, ok := p.Protocol.Looks[i].When.(trigger.Counter); ok {
			count := c.Count()
			l.Count = count.N
			if count.Unit == trigger.EventUnit {
				l.Endpoint = p.Protocol.Endpoints[count.Endpoint].Name
			}
		}
		all = append(all, l)
	}
	return all
}
