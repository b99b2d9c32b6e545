package report

import (
	"math"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
)

// Implied is what follows from a scenario without running it.
type Implied struct {
	Title       string              `json:"title"`
	TimeUnit    string              `json:"time_unit"`
	Arms        []ImpliedArm        `json:"arms"`
	AccrualEnd  float64             `json:"accrual_end"` // expected calendar time of the last entry
	FollowUp    shard.Real          `json:"follow_up"`   // null when it is not limited
	Population  []ImpliedCovariate  `json:"population,omitempty"`
	Strata      []string            `json:"strata,omitempty"` // covariates within whose categories patients are assigned
	Joint       []ImpliedPair       `json:"correlation,omitempty"`
	Endpoints   []ImpliedEndpoint   `json:"endpoints"`
	Analyses    []ImpliedAnalysis   `json:"analyses,omitempty"` // those of which there is something to say
	Dropout     []ImpliedLaw        `json:"dropout"`
	Comparisons []ImpliedComparison `json:"comparisons"`
}

// ImpliedArm is an arm and the patients that the allocation gives it.
type ImpliedArm struct {
	Arm      string `json:"arm"`
	Label    string `json:"label"`
	Control  bool   `json:"control"`
	Patients int    `json:"patients"`
}

// ImpliedEndpoint is an endpoint and its law in every arm.
type ImpliedEndpoint struct {
	Endpoint string       `json:"endpoint"`
	Type     string       `json:"type"`
	At       float64      `json:"at"` // since entry; 0 for survival
	Laws     []ImpliedLaw `json:"laws"`

	Visits      []float64   `json:"visits,omitempty"`      // of a longitudinal endpoint, since entry
	Correlation [][]float64 `json:"correlation,omitempty"` // of the visits before values are recorded, latent for skewed laws
	Selected    string      `json:"selected,omitempty"`    // the criterion of entry in words
	Of          []string    `json:"of,omitempty"`          // the endpoints from which a derived one follows
	Levels      []string    `json:"levels,omitempty"`      // of an ordinal endpoint, from low to high
	Words       []string    `json:"words,omitempty"`       // what else is assumed, a sentence each
}

// ImpliedLaw is the law of one arm. Figures that do not apply are null.
type ImpliedLaw struct {
	Arm         string     `json:"arm"`
	Visit       *float64   `json:"visit,omitempty"` // of a longitudinal endpoint, since entry
	Law         string     `json:"law"`             // in words
	Probability shard.Real `json:"probability"`     // of a yes, or of the event by the horizon
	Horizon     shard.Real `json:"horizon"`         // since entry
	Mean        shard.Real `json:"mean"`
	SD          shard.Real `json:"sd"`
	Median      shard.Real `json:"median"`

	Shares   []float64      `json:"shares,omitempty"`   // of an ordinal endpoint, by category
	Recorded *ImpliedRecord `json:"recorded,omitempty"` // what rounding, bounds and selection make of it
}

// ImpliedComparison is a comparison, its null hypothesis and its true value.
type ImpliedComparison struct {
	shard.Comparison
	NullHypothesis string     `json:"null_hypothesis"`
	Ratio          shard.Real `json:"ratio"` // exp(truth) on a log scale
}

// Imply says what a plan implies.
func Imply(p *plan.Plan, comparisons []shard.Comparison) *Implied {
	s, w := p.Scenario, &p.Protocol.World
	out := &Implied{
		Title: s.Title, TimeUnit: s.TimeUnit,
		AccrualEnd: w.Accrual.Expected(w.Allocation.Size), FollowUp: shard.Real(w.FollowUp),
		Dropout: []ImpliedLaw{},
	}
	for i, n := range w.Allocation.Targets() {
		a := s.Arms[i]
		out.Arms = append(out.Arms, ImpliedArm{a.Name, a.Value.Label, len(w.Arms) > 1 && i == w.Allocation.Control, n})
	}
	horizon := horizon(p)
	for i := range w.Endpoints {
		e := &w.Endpoints[i]
		out.Endpoints = append(out.Endpoints, impliedEndpoint(w, e, horizon))
	}
	if w.Dropout != nil {
		for j, law := range w.Dropout.ByArm {
			out.Dropout = append(out.Dropout, impliedLaw(w.Arms[j], s.Dropout, law, cohort.Survival, horizon))
		}
	}
	out.Population, out.Strata, out.Joint = impliedPopulation(p), strata(p), impliedPairs(p)
	for k := range out.Endpoints {
		out.Endpoints[k].Words = out.endpointWords(p, k)
	}
	out.Analyses = out.impliedAnalyses(p)
	for _, c := range comparisons {
		ic := ImpliedComparison{c, NullHypothesis(&c), shard.Real(math.NaN())}
		if RatioOf(c.Scale) != "" {
			ic.Ratio = shard.Real(math.Exp(float64(c.Truth)))
		}
		out.Comparisons = append(out.Comparisons, ic)
	}
	return out
}

// impliedEndpoint is an endpoint with its laws by column and arm.
func impliedEndpoint(w *trial.World, e *trial.Endpoint, horizon float64) ImpliedEndpoint {
	out := ImpliedEndpoint{Endpoint: e.Name, Type: e.Shape.Type.String(), At: e.Shape.Last(), Visits: e.Shape.Visits}
	for _, k := range e.Of {
		out.Of = append(out.Of, w.Endpoints[k].Name)
	}
	drawn, ok := e.Model.(endpoint.Drawn)
	if !ok {
		return out
	}
	for k, column := range drawn.Responses() {
		for j, law := range e.Laws[k].ByArm {
			l := impliedLaw(w.Arms[j], column.Response, law, e.Shape.Type, horizon)
			if e.Shape.Type == cohort.Longitudinal {
				l.Visit, l.Recorded = &e.Shape.Visits[k], impliedRecord(e, k, j)
			}
			if ordinal, ok := drawn.(*endpoint.Ordinal); ok {
				out.Levels = ordinal.Labels()
				for level := range out.Levels {
					l.Shares = append(l.Shares, law.CDF(float64(level))-law.CDF(float64(level)-1))
				}
				l.Mean, l.Median = shard.Real(math.NaN()), shard.Real(math.NaN())
			}
			out.Laws = append(out.Laws, l)
		}
	}
	if l, ok := drawn.(*endpoint.Longitudinal); ok {
		out.Correlation, out.Selected = l.Correlation(), l.Entry.String()
	}
	return out
}

// horizon is the longest time for which a patient can be observed, as far as it
// is known before the trial: NaN when it is not.
func horizon(p *plan.Plan) float64 {
	longest := p.Protocol.FollowUp
	if n := len(p.Scenario.Looks); n > 0 {
		if c, ok := p.Scenario.Looks[n-1].When.Value.(*trigger.Calendar); ok {
			longest = min(longest, c.Time)
		}
	}
	if math.IsInf(longest, 1) {
		return math.NaN()
	}
	return longest
}

// impliedLaw says what a prepared law implies.
func impliedLaw(arm string, r spec.Keyed[dist.Response], law dist.Dist, t cohort.Type, horizon float64) ImpliedLaw {
	nan := shard.Real(math.NaN())
	out := ImpliedLaw{Arm: arm, Probability: nan, Horizon: nan, Mean: shard.Real(law.Mean()), SD: nan, Median: nan}
	if response, ok := r.For(arm); ok {
		out.Law = lawWords(response.EncodeSpec())
		if r := response.Relative; r != nil && r.Weight != nil && *r.Weight != 1 {
			out.Law += ", share " + Short(*r.Weight, 6)
		}
	}
	switch t {
	case cohort.Binary:
		out.Probability, out.Mean = out.Mean, nan
		return out
	case cohort.Survival:
		if !math.IsNaN(horizon) {
			out.Horizon, out.Probability = shard.Real(horizon), shard.Real(law.CDF(horizon))
		}
	case cohort.Continuous, cohort.Longitudinal:
		out.SD = shard.Real(math.Sqrt(dist.Variance(law)))
	}
	out.Median = shard.Real(law.Quantile(0.5))
	return out
}

// lawWords is the declaration of a law in words.
func lawWords(n *spec.Node) string {
	var parts []string
	for _, key := range n.Keys() {
		text, _ := n.Field(key).AsText()
		switch key {
		case "kind":
			parts = append(parts, words(text))
		case "relative_to":
			parts = append(parts, "as "+text)
		default:
			parts = append(parts, strings.ReplaceAll(key, "_", " ")+" "+valueWords(n.Field(key)))
		}
	}
	return strings.Join(parts, ", ")
}

// valueWords is a parameter of a law in words.
func valueWords(n *spec.Node) string {
	if x, ok := n.AsFloat(); ok {
		return Short(x, 6)
	}
	if n.IsTable() {
		return "(" + lawWords(n) + ")"
	}
	if !n.IsArray() {
		return n.TOML()
	}
	var items []string
	for _, item := range n.Items() {
		items = append(items, valueWords(item))
	}
	return "[" + strings.Join(items, ", ") + "]"
}
