package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	lacking "simrun/sim/world/missing"
	"simrun/sim/world/population"
)

// ImpliedCovariate is a covariate and its law in the population.
type ImpliedCovariate struct {
	Covariate string         `json:"covariate"`
	Law       string         `json:"law"`  // in words, or how it is cut
	Mean      shard.Real     `json:"mean"` // null for categories
	SD        shard.Real     `json:"sd"`
	Levels    []ImpliedLevel `json:"levels,omitempty"` // of categories
}

// ImpliedLevel is a category and its probability.
type ImpliedLevel struct {
	Level       string  `json:"level"`
	Probability float64 `json:"probability"`
}

// ImpliedAnalysis says what an analysis reads, a sentence each, beyond what its
// hypothesis says.
type ImpliedAnalysis struct {
	Analysis string   `json:"analysis"`
	Words    []string `json:"words"`
}

// impliedPopulation are the covariates.
func impliedPopulation(p *plan.Plan) []ImpliedCovariate {
	var out []ImpliedCovariate
	all := p.Protocol.Population
	for i := range all {
		v := &all[i]
		nan := shard.Real(math.NaN())
		c := ImpliedCovariate{Covariate: v.Name, Mean: nan, SD: nan}
		if v.Cut != nil {
			c.Law = all[v.Of].Name + " cut at " + list(v.Cut.At)
			below := 0.0
			for k, label := range v.Labels {
				upTo := 1.0
				if k < len(v.Cut.At) {
					upTo = underneath(all[v.Of].Laws.ByArm[0], v.Cut.At[k])
				}
				c.Levels = append(c.Levels, ImpliedLevel{label, upTo - below})
				below = upTo
			}
			out = append(out, c)
			continue
		}
		law := v.Laws.ByArm[0]
		c.Law = lawWords(spec.Encode(p.Scenario.Population[p.Scenario.Population.Index(v.Name)].Value.Law))
		if v.Labels == nil {
			c.Mean, c.SD = shard.Real(law.Mean()), shard.Real(math.Sqrt(dist.Variance(law)))
		}
		for k, label := range v.Labels {
			c.Levels = append(c.Levels, ImpliedLevel{label, law.CDF(float64(k)) - law.CDF(float64(k)-1)})
		}
		out = append(out, c)
	}
	return out
}

// underneath is the probability of a value below x.
func underneath(law dist.Dist, x float64) float64 { return law.CDF(math.Nextafter(x, math.Inf(-1))) }

// list are numbers in words.
func list(all []float64) string {
	var parts []string
	for _, x := range all {
		parts = append(parts, Short(x, 6))
	}
	return strings.Join(parts, ", ")
}

// strata are the covariates within whose combinations of categories patients are
// assigned.
func strata(p *plan.Plan) []string {
	if rule, ok := p.Protocol.Assignment.(assign.Stratified); ok {
		return rule.By()
	}
	return nil
}

// endpointWords are the sentences about an endpoint beyond its laws.
func (i *Implied) endpointWords(p *plan.Plan, e int) []string {
	of := &p.Protocol.Endpoints[e]
	var out []string
	switch m := of.Model.(type) {
	case *endpoint.Threshold:
		out = append(out, thresholdWords(m, i))
	case *endpoint.Composite:
		out = append(out, fmt.Sprintf("A patient has it who has %s of %s.", map[string]string{"any": "any", "all": "all"}[m.Rule], strings.Join(m.Of, ", ")))
	case *endpoint.FirstOf:
		out = append(out, "It is the time to the first of "+strings.Join(m.Of, ", ")+".")
	case *endpoint.Longitudinal:
		out = append(out, i.visitWords(m)...)
	case *endpoint.Count:
		out = append(out, "Events are counted over "+i.time(m.Exposure)+", or until the patient leaves; the law is that of one unit of time.")
	}
	if of.Terminal {
		out = append(out, "The event is terminal: it ends the observation of every other endpoint.")
	}
	if d := of.Shape.Delay; d > 0 {
		out = append(out, "It is reported "+i.time(d)+" later.")
	}
	if a, ok := of.Model.(endpoint.Affected); ok {
		out = append(out, effectWords(a.Predictor(), predictors[i.Endpoints[e].Type])...)
	}
	if m, ok := of.Model.(endpoint.Incomplete); ok && m.Mechanism() != nil {
		out = append(out, missingWords(m.Mechanism(), i.Endpoints[e].Type == "longitudinal"))
	}
	return out
}

// predictors are on what covariates act, by the type of the endpoint.
var predictors = map[string]string{
	"binary": "log odds", "ordinal": "log odds of higher values", "continuous": "value", "longitudinal": "values",
	"survival": "log hazard", "count": "log rate",
}

// thresholdWords is the rule of a threshold.
func thresholdWords(t *endpoint.Threshold, i *Implied) string {
	text := "A patient has it whose " + t.Of
	if t.At != nil {
		text += " at " + i.time(*t.At)
	}
	switch {
	case t.AtMost != nil:
		return text + " is at most " + Short(*t.AtMost, 6) + "."
	case t.AtLeast != nil:
		return text + " is at least " + Short(*t.AtLeast, 6) + "."
	case t.ChangeAtMost != nil:
		return text + " has changed from the first visit by at most " + Short(*t.ChangeAtMost, 6) + "."
	}
	return text + " has changed from the first visit by at least " + Short(*t.ChangeAtLeast, 6) + "."
}

// visitWords say how visits are correlated, and what is recorded.
func (i *Implied) visitWords(l *endpoint.Longitudinal) []string {
	pattern := lawWords(spec.Encode(l.Correlations))
	if rest, ok := strings.CutPrefix(pattern, "ar1"); ok {
		pattern = "that of a first-order autoregression by the number of the visit" + rest
	}
	out := []string{"The correlation of the visits is " + pattern + "."}
	if l.Marginal != "normal" {
		out[0] = strings.TrimSuffix(out[0], ".") + ", of latent normal deviates; each visit has a " + l.Marginal + " law."
	}
	if l.Bounds != nil {
		out = append(out, fmt.Sprintf("Values below %s or above %s are recorded as these.", Short(l.Bounds[0], 6), Short(l.Bounds[1], 6)))
	}
	if l.Round != nil {
		out = append(out, "Values are recorded in multiples of "+Short(*l.Round, 6)+".")
	}
	if l.Entry != nil {
		out = append(out, "Patients enter with a first value "+l.Entry.String()+".")
	}
	if l.EffectProfile != nil {
		out = append(out, "Covariates act on the visits in the proportions "+list(l.EffectProfile)+".")
	}
	return out
}

// effectWords say what covariates add.
func effectWords(e *population.Effects, on string) []string {
	var out []string
	if len(e.Effects) > 0 {
		out = append(out, "Covariates add to the "+on+": "+coefficients(e.Effects)+".")
	}
	for _, arm := range e.Interactions {
		out = append(out, "In "+arm.Name+" they add further: "+coefficients(arm.Value)+".")
	}
	return out
}

// coefficients are effects in words.
func coefficients(all spec.Table[population.Effect]) string {
	var parts []string
	for _, e := range all {
		if e.Value.ByLevel == nil {
			parts = append(parts, Short(e.Value.Slope, 6)+" times "+e.Name)
		}
		for _, level := range e.Value.ByLevel {
			parts = append(parts, Short(level.Value, 6)+" for "+e.Name+" "+level.Name)
		}
	}
	return strings.Join(parts, ", ")
}

// missingWords say how values come to be missing.
func missingWords(m lacking.Mechanism, visits bool) string {
	chance, on := m.Parts()
	var p []string
	if chance.P.One != nil {
		p = append(p, valueWords(spec.Encode(*chance.P.One)))
	}
	for _, arm := range chance.P.Each {
		p = append(p, valueWords(spec.Encode(arm.Value))+" in "+arm.Name)
	}
	text := "Values are missing "
	switch {
	case on == nil:
		text += "completely at random, with probability " + strings.Join(p, ", ")
	case on.Unseen:
		text += "not at random: the log odds, those of a probability of " + strings.Join(p, ", ") + " on average values, change by " + Short(on.Strength, 6) + " for each standard deviation of the missing value itself"
	case visits:
		text += "at random given what is known: the log odds, those of a probability of " + strings.Join(p, ", ") + " on average values, change by " + Short(on.Strength, 6) + " for each standard deviation of the last value seen"
	default:
		text += "at random given covariates: the log odds are those of a probability of " + strings.Join(p, ", ")
	}
	if on != nil && on.Scale != nil {
		text = strings.Replace(text, "each standard deviation", "each "+Short(*on.Scale, 6), 1)
	}
	if on != nil && on.Center != nil {
		text = strings.Replace(text, "on average values", "at a value of "+Short(*on.Center, 6), 1)
	}
	if on != nil && (on.Effects.Effects != nil || on.Interactions != nil) {
		text += ", and by " + Short(on.Strength, 6) + " times a sum over covariates"
		for _, s := range effectWords(&on.Effects, "sum") {
			text += " (" + strings.TrimSuffix(s, ".") + ")"
		}
	}
	if visits {
		text += ", at each visit after the first"
		if chance.Pattern == "monotone" {
			return text + "; then all later ones are missing too."
		}
		return text + "; later ones may be there again."
	}
	return text + "."
}

// impliedAnalyses say what analyses read.
func (i *Implied) impliedAnalyses(p *plan.Plan) []ImpliedAnalysis {
	var out []ImpliedAnalysis
	for k := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[k]
		if words := i.readingWords(p, k); len(words) > 0 {
			out = append(out, ImpliedAnalysis{a.Name, words})
		}
	}
	return out
}

// readingWords are the sentences about what an analysis reads.
func (i *Implied) readingWords(p *plan.Plan, k int) []string {
	h := &p.Protocol.Analyses[k].Hypothesis
	declared := &p.Scenario.Analyses[k].Value
	out := []string{}
	e := &p.Protocol.Endpoints[h.Endpoint]
	if visits := e.Shape.Visits; visits != nil {
		what := "value"
		if declared.Value == "change" {
			what = "change from the first visit"
		}
		out = append(out, fmt.Sprintf("It is about the %s at %s.", what, i.time(visits[h.Visit])))
	}
	for _, s := range declared.Subgroup {
		out = append(out, "Only patients with "+s.Name+" "+strings.Join(s.Value, " or ")+" are analyzed.")
	}
	if declared.First != nil {
		out = append(out, "Only the first "+Count(int64(*declared.First))+" patients to enter are analyzed.")
	}
	_, repeated := declared.Test.Value.(analysis.Repeated)
	switch t := i.Endpoints[h.Endpoint].Type; {
	case h.Missing == analysis.Failure:
		out = append(out, "Patients whose value is missing count as failures.")
	case h.Missing == analysis.Last && !repeated:
		out = append(out, "A missing value is replaced by the last one known before it.")
	case t == "survival":
	case repeated:
		out = append(out, "Every known value is used, and no patient is left out for a missing one.")
	case i.mayLack(p, h.Endpoint):
		out = append(out, "Patients whose value is missing are left out.")
	}
	return out
}

// mayLack reports whether values of an endpoint can be missing.
func (i *Implied) mayLack(p *plan.Plan, e int) bool {
	of := &p.Protocol.Endpoints[e]
	if of.Shape.Type.String() == "count" {
		return of.Missing != nil
	}
	return of.Missing != nil || len(i.Dropout) > 0 || i.terminal(p) ||
		slices.ContainsFunc(of.Of, func(k int) bool { return i.mayLack(p, k) })
}

// terminal reports whether some event ends the observation of patients.
func (i *Implied) terminal(p *plan.Plan) bool {
	for k := range p.Protocol.Endpoints {
		if p.Protocol.Endpoints[k].Terminal {
			return true
		}
	}
	return false
}

// covariates is the table of the population.
func (i *Implied) covariates() *Table {
	t := &Table{Title: "Covariate", Left: 1, Columns: []string{"law", "mean", "SD", "%"}}
	for k := range i.Population {
		c := &i.Population[k]
		if len(c.Levels) == 0 {
			t.Add(c.Covariate, c.Law, real(c.Mean), real(c.SD), "")
			continue
		}
		law := c.Law
		if !strings.Contains(law, " cut at ") {
			law = "categories"
		}
		t.Add(c.Covariate, law, "", "", "")
		for _, l := range c.Levels {
			t.Add("  "+l.Level, "", "", "", Short(100*l.Probability, 4))
		}
	}
	return t
}
