package endpoint

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/correlation"
	"simrun/sim/world/dist"
)

// Check reports visits, means and standard deviations that do not fit together.
func (l *Longitudinal) Check(p *spec.Problems) {
	if !l.checkVisits(p.At("visits")) {
		return
	}
	for _, mean := range keyed(l.Mean) {
		at := place(p.At("mean"), mean.Name)
		if r := mean.Value.Relative; r != nil {
			l.checkLength(at.At("profile"), "profile", len(r.Profile), false)
			continue
		}
		l.checkSeries(at, mean.Value.Series, "mean", l.Marginal != "normal")
	}
	l.checkSpread(p.At("sd"))
	l.Correlations.Value.Matrix(l.Visits, p.At("correlation"))
	l.checkLength(p.At("effect_profile"), "number", len(l.EffectProfile), false)
	if b := l.Bounds; b != nil && (len(b) != 2 || !(b[0] < b[1])) {
		p.At("bounds").Add("are not the least and the greatest value", "write bounds = [0, 105]")
	}
	if l.Entry != nil {
		l.checkEntry(p)
	}
}

// checkVisits reports times that are no visits.
func (l *Longitudinal) checkVisits(p *spec.Problems) bool {
	switch n := len(l.Visits); {
	case n == 0:
		p.Add("is empty", "give the times of the visits, such as [0, 1, 3, 6, 12]")
		return false
	case n > cohort.MostVisits:
		p.Report("leave some out", "has %d visits, more than %d", n, cohort.MostVisits)
		return false
	}
	for i := 1; i < len(l.Visits); i++ {
		if !(l.Visits[i-1] < l.Visits[i]) {
			p.Index(i+1).Add("is not after the visit before it", "let the visits increase")
			return false
		}
	}
	return true
}

// checkLength reports a list that has not one number for each visit.
func (l *Longitudinal) checkLength(p *spec.Problems, what string, n int, oneWillDo bool) {
	if n == 0 || n == len(l.Visits) || oneWillDo && n == 1 {
		return
	}
	p.Report("give one for each visit", "has %d numbers for %d visits", n, len(l.Visits))
}

// checkSeries reports numbers by visit that are too few, or not above 0 where
// they have to be.
func (l *Longitudinal) checkSeries(p *spec.Problems, s Series, what string, positive bool) {
	if len(s) == 0 {
		p.Add("is empty", "give one number, or one for each visit")
		return
	}
	l.checkLength(p, what, len(s), true)
	for i, n := range s {
		at := p
		if len(s) > 1 {
			at = p.Index(i + 1)
		}
		if lo, _ := dist.Span(n); positive && !(lo > 0 || n.IsDrawn() && lo == 0) {
			at.Report("let it be above 0", "a "+what+" of a "+l.Marginal+" value can be %v", lo)
		}
	}
}

// checkSpread reports standard deviations that are missing or too many.
func (l *Longitudinal) checkSpread(p *spec.Problems) {
	_, follows := l.Correlations.Value.(correlation.Spreading)
	switch {
	case follows && l.SD.IsSet():
		p.Report("leave sd out", "follows from correlation = %s", l.Correlations.Name)
	case follows:
		return
	case !l.SD.IsSet():
		p.Add("missing", "give the standard deviation, or one for each visit")
	}
	for _, sd := range keyed(l.SD) {
		at := place(p, sd.Name)
		l.checkSeries(at, sd.Value, "standard deviation", true)
		if mean, ok := l.Mean.Each.Get(sd.Name); ok && mean.Relative != nil {
			at.Report("leave it out", "follows from that of arm %s", mean.Relative.To)
		} else if sd.Name != "" && !ok && l.Mean.One == nil {
			at.Unknown("arm", sd.Name, l.Mean.Each.Names())
		}
	}
	for _, mean := range l.Mean.Each {
		if _, ok := l.SD.For(mean.Name); l.SD.IsSet() && !ok && mean.Value.Relative == nil {
			p.At(mean.Name).Add("missing", "give each arm its standard deviation, or one for all")
		}
	}
}

// keyed lists the values of a field, under the empty name when there is one for all.
func keyed[T any](k spec.Keyed[T]) spec.Table[T] {
	if k.One != nil {
		return spec.Table[T]{{Value: *k.One}}
	}
	return k.Each
}

// place is where the value of an arm stands.
func place(p *spec.Problems, arm string) *spec.Problems {
	if arm == "" {
		return p
	}
	return p.At(arm)
}

// checkEntry reports a criterion that selects nothing, or by what is not known at
// entry.
func (l *Longitudinal) checkEntry(p *spec.Problems) {
	e := l.Entry
	at := p.At("entry")
	if e.AtLeast == nil && e.AtMost == nil {
		at.Add("needs at_least or at_most", "write entry = { at_least = 8 }")
	}
	if e.AtLeast != nil && e.AtMost != nil && *e.AtLeast > *e.AtMost {
		at.Add("at_least is above at_most", "let at_least be the smaller one")
	}
	if (l.Effects.Effects != nil || l.Interactions != nil) && (len(l.EffectProfile) == 0 || l.EffectProfile[0] != 0) {
		at.Add("would select by covariates, which act on the first visit too",
			"let effect_profile begin with 0, so that they act on later visits only")
	}
	drawn := 0
	for _, mean := range l.Mean.Each {
		if s := mean.Value.Series; len(s) > 0 && s.at(0).IsDrawn() {
			drawn++
		}
	}
	if drawn > 1 {
		at.Add("the mean of the first visit is drawn by arm, but patients are selected before they are assigned",
			"give one mean for all arms, or the means of the others relative_to one")
	}
}

// Selective is an endpoint whose first column only patients of some values have.
type Selective interface {
	Correlated
	// Selects reports whether there is such a criterion.
	Selects() bool
	// Eligible reports a problem when the prepared laws of the first column do not
	// suit it.
	Eligible(first []dist.Dist, p *spec.Problems)
}

// Selects reports whether there is a criterion of entry.
func (l *Longitudinal) Selects() bool { return l.Entry != nil }

// Eligible reports arms that differ at the first visit, and a criterion that
// nobody meets.
func (l *Longitudinal) Eligible(first []dist.Dist, p *spec.Problems) {
	p = p.At("entry")
	for _, law := range first[1:] {
		for _, u := range [...]float64{0.1, 0.5, 0.9} {
			if math.Abs(law.Quantile(u)-first[0].Quantile(u)) > 1e-9*math.Abs(first[0].Quantile(u)) {
				p.Add("the arms differ at the first visit, but patients are selected before they are assigned",
					"give the first visit the same mean and sd in every arm")
				return
			}
		}
	}
	r := l.recording()
	if lo, hi := r.admitted(l.Entry, first[0]); !(hi-lo > 1e-9) {
		p.Add("next to nobody meets it", "widen it")
	}
}
