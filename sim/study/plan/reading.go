package plan

import (
	"slices"
	"strconv"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/scenario"
	"simrun/sim/world/cohort"
	"simrun/sim/world/population"
)

// reading binds what an analysis reads of its endpoint, and returns the type of
// what it reads.
func (c *compiler) reading(a *scenario.Analysis, h *analysis.Hypothesis, p *spec.Problems) cohort.Type {
	r := cohort.Whole(h.Endpoint)
	shape := &c.protocol.Endpoints[h.Endpoint].Shape
	h.Levels = shape.Levels
	if shape.Type == cohort.Longitudinal {
		c.visit(a, h, &r, p)
	} else {
		refuseVisits(a, shape.Type, p)
	}
	if a.First != nil {
		r.First = *a.First
	}
	for _, s := range a.Subgroup {
		if subset, ok := c.subset(s.Name, s.Value, p.At("subgroup").At(s.Name)); ok {
			r.Subgroup = append(r.Subgroup, subset)
		}
	}
	h.View = slices.IndexFunc(c.protocol.Readings, func(other cohort.Reading) bool { return other.Equal(&r) })
	if h.View < 0 {
		h.View = len(c.protocol.Readings)
		c.protocol.Readings = append(c.protocol.Readings, r)
	}
	return r.Type(shape.Type)
}

// visit finds the visit of a longitudinal endpoint that an analysis is about.
func (c *compiler) visit(a *scenario.Analysis, h *analysis.Hypothesis, r *cohort.Reading, p *spec.Problems) {
	visits := c.protocol.Endpoints[h.Endpoint].Shape.Visits
	at, place := a.At, p.At("at")
	if v, ok := a.Test.Value.(analysis.Visited); ok && v.AtVisit() != nil {
		if at != nil {
			place.Add("is given beside the visit of the test", "leave one of them out")
		}
		at, place = v.AtVisit(), p.At("test").At("visit")
	}
	h.Visit = len(visits) - 1
	if at != nil {
		if h.Visit = slices.Index(visits, *at); h.Visit < 0 {
			place.Report("the visits are at "+times(visits), "%v is no visit", *at)
			h.Visit = len(visits) - 1
		}
	}
	h.Visits = visits
	r.Carry, r.Change = h.Missing == analysis.Last, a.Value == "change"
	if _, all := a.Test.Value.(analysis.Repeated); all {
		if r.Carry {
			p.At("missing").Report("leave missing out: the model uses what is known", "does not apply to %s", a.Test.Name)
		}
		if r.Change {
			p.At("value").Report("leave value out: the model adjusts for the first visit", "does not apply to %s", a.Test.Name)
		}
		if h.Visit == 0 {
			place.Add("is the baseline, and no response", "the estimate is about a later visit")
		}
		r.Carry, r.Change = false, false
		return
	}
	if r.Change && h.Visit == 0 {
		p.At("value").Add("is the change of the first visit from itself", "analyze a later visit")
	}
	r.Visit = h.Visit
}

// times lists visits in words.
func times(visits []float64) string {
	var words []string
	for _, v := range visits {
		words = append(words, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strings.Join(words, ", ")
}

// refuseVisits reports keys that belong to longitudinal endpoints.
func refuseVisits(a *scenario.Analysis, t cohort.Type, p *spec.Problems) {
	const hint = "leave it out: only a longitudinal endpoint has visits"
	if a.At != nil {
		p.At("at").Report(hint, "does not apply to a %s endpoint", t)
	}
	if a.Value == "change" {
		p.At("value").Report(hint, "does not apply to a %s endpoint", t)
	}
	if a.Missing == analysis.Last.String() {
		p.At("missing").Report("say exclude, or failure for a binary endpoint: only a longitudinal endpoint has earlier values",
			"does not apply to a %s endpoint", t)
	}
	if v, ok := a.Test.Value.(analysis.Visited); ok && v.AtVisit() != nil {
		p.At("test").At("visit").Report(hint, "does not apply to a %s endpoint", t)
	}
}

// subset binds the categories of a covariate that patients must have.
func (c *compiler) subset(name string, levels []string, p *spec.Problems) (s cohort.Subset, ok bool) {
	k, ok := c.category(name, p)
	if !ok {
		return s, false
	}
	labels := c.protocol.Population[k].Labels
	s = cohort.Subset{Covariate: k, In: make([]bool, len(labels))}
	if len(levels) == 0 {
		p.Add("names no category", "name at least one")
	}
	for i, level := range levels {
		at := slices.Index(labels, level)
		if at < 0 {
			p.Index(i+1).Unknown("category", level, labels)
			continue
		}
		s.In[at] = true
	}
	return s, true
}

// category finds a covariate that has categories.
func (c *compiler) category(name string, p *spec.Problems) (int, bool) {
	k, ok := c.covariate(name, p)
	if ok && c.protocol.Population[k].Labels == nil {
		p.Report(`cut it into categories: { kind = "cut", of = "`+name+`", at = [...] }`, "%s is a number", name)
		return 0, false
	}
	return k, ok
}

// covariate finds a covariate.
func (c *compiler) covariate(name string, p *spec.Problems) (int, bool) {
	names := population.Names(c.protocol.Population)
	k := slices.Index(names, name)
	if k < 0 {
		p.Unknown("covariate", name, names)
	}
	return k, k >= 0
}

// baseline is the name of an endpoint's own value at the first visit.
const baseline = "baseline"

// adjust binds the covariates of a model, and the strata.
func (c *compiler) adjust(a *scenario.Analysis, h *analysis.Hypothesis, p *spec.Problems) {
	test, ok := a.Test.Value.(analysis.Adjusted)
	if !ok {
		return
	}
	p = p.At("test")
	covariates, strata := test.Adjusts()
	for i, name := range covariates {
		at := p.At("covariates").Index(i + 1)
		if name == baseline {
			c.baseline(a, h, at)
			continue
		}
		if k, ok := c.covariate(name, at); ok {
			h.Covariates = append(h.Covariates, analysis.Regressor{Index: k, Levels: len(c.protocol.Population[k].Labels)})
		}
	}
	for i, name := range strata {
		if k, ok := c.category(name, p.At("strata").Index(i+1)); ok {
			h.Strata = append(h.Strata, k)
		}
	}
}

// baseline adjusts for the value at the first visit.
func (c *compiler) baseline(a *scenario.Analysis, h *analysis.Hypothesis, p *spec.Problems) {
	shape := &c.protocol.Endpoints[h.Endpoint].Shape
	_, all := a.Test.Value.(analysis.Repeated)
	switch {
	case shape.Type != cohort.Longitudinal:
		p.Report("name covariates of the population", "a %s endpoint has no baseline", shape.Type)
	case all:
		p.Report("leave it out", "%s adjusts for the baseline in any case", a.Test.Name)
	case h.Visit == 0:
		p.Add("is what is analyzed", "analyze a later visit, or leave baseline out")
	default:
		h.Covariates = append(h.Covariates, analysis.Regressor{Index: analysis.Baseline})
	}
}
