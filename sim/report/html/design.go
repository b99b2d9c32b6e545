package html

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/conduct/assign"
	"simrun/sim/report"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/accrual"
)

// designer says of a plan what the statistical section of a protocol says.
type designer struct {
	p       *plan.Plan
	r       *shard.Result
	implied *report.Implied
	unit    string // of time, "" when it has no name
}

// describe is the design in words.
func describe(p *plan.Plan, r *shard.Result) []paragraph {
	d := &designer{p: p, r: r, implied: report.Imply(p, r.Scenario.Comparisons), unit: p.Scenario.TimeUnit}
	all := []paragraph{
		{"Arms and allocation", d.arms()},
		{"Enrollment and follow-up", d.enrollment()},
		{"Patients", d.patients()},
		{"Endpoints and assumed laws", d.endpoints()},
		{"Analysis", d.analyses()},
		{"Looks and stopping", d.stopping()},
	}
	return slices.DeleteFunc(all, func(p paragraph) bool { return len(p.Lines) == 0 })
}

// patients says what is known of patients at entry, and what is correlated.
func (d *designer) patients() []string {
	var lines []string
	for k := range d.implied.Population {
		c := &d.implied.Population[k]
		text := c.Covariate + ": " + proper.Replace(c.Law)
		if len(c.Levels) > 0 {
			var shares []string
			for _, l := range c.Levels {
				shares = append(shares, fmt.Sprintf("%s %s %%", l.Level, report.Short(100*l.Probability, 3)))
			}
			text = c.Covariate + ": " + series(shares)
			if strings.Contains(c.Law, " cut at ") {
				text += " (" + c.Law + ")"
			}
		} else if !strings.Contains(c.Law, "mean ") || !strings.Contains(c.Law, "sd ") {
			text += fmt.Sprintf(" (mean %s, SD %s)", report.Short(float64(c.Mean), 4), report.Short(float64(c.SD), 4))
		}
		lines = append(lines, text+".")
	}
	var pairs []string
	for _, p := range d.implied.Joint {
		if p.Latent != 0 {
			pairs = append(pairs, fmt.Sprintf("%s with %s %s", p.Of[0], p.Of[1], report.Short(p.Latent, 4)))
		}
	}
	if len(pairs) > 0 {
		lines = append(lines, "The normal deviates from which values are drawn (a Gaussian copula) are correlated: "+series(pairs)+".")
	}
	return lines
}

// time is a time with its unit.
func (d *designer) time(t float64) string {
	if d.unit == "" {
		return report.Short(t, 4) + " time units"
	}
	return report.Short(t, 4) + " " + d.unit
}

// per is one unit of time, to count by.
func (d *designer) per() string {
	if d.unit == "" {
		return "time unit"
	}
	return strings.TrimSuffix(d.unit, "s")
}

// armName is the label of an arm in words, with its name.
func (d *designer) armName(i int) string {
	a := &d.implied.Arms[i]
	if a.Label == "" {
		return a.Arm
	}
	return a.Label + " (" + a.Arm + ")"
}

// arms says who is randomized to what.
func (d *designer) arms() []string {
	arms := d.implied.Arms
	size := d.p.Scenario.Enrollment.Size
	if len(arms) == 1 {
		return []string{fmt.Sprintf("%s patients enter a single arm, %s.", report.Count(int64(size)), d.armName(0))}
	}
	var names, ratio []string
	for i, a := range arms {
		text := fmt.Sprintf("%s to %s", report.Count(int64(a.Patients)), d.armName(i))
		if a.Control && a.Arm != "control" {
			text += ", the control"
		}
		names = append(names, text)
		ratio = append(ratio, report.Short(d.p.Protocol.Allocation.Ratio[i], 4))
	}
	how := d.assignment()
	if by := d.implied.Strata; len(by) > 0 {
		how += " This is done within the strata of " + series(by) + "."
	}
	return []string{
		fmt.Sprintf("%s patients are randomized to %d arms in the ratio %s: %s.",
			report.Count(int64(size)), len(arms), strings.Join(ratio, ":"), strings.Join(names, "; ")),
		how,
	}
}

// assignment says how patients are assigned.
func (d *designer) assignment() string {
	e := &d.p.Scenario.Enrollment.Assignment
	switch a := e.Value.(type) {
	case *assign.Blocks:
		if a.Size != nil {
			return fmt.Sprintf("They are assigned in permuted blocks of %d.", *a.Size)
		}
		var sizes []float64
		for _, s := range a.Sizes {
			sizes = append(sizes, float64(s))
		}
		return fmt.Sprintf("They are assigned in permuted blocks whose sizes are drawn from %s.", numbers(sizes, 6))
	}
	switch e.Name {
	case "exact":
		return "They are assigned in random order, and the numbers by arm are exact."
	case "complete":
		return "Each is assigned independently of all others, so that the numbers by arm vary."
	}
	return "They are assigned by " + chosen(assign.Kinds, e) + "."
}

// enrollment says when patients enter, and how long they stay.
func (d *designer) enrollment() []string {
	lines := []string{d.accrual()}
	if end := d.implied.AccrualEnd; end > 0 {
		lines[0] += fmt.Sprintf(" Enrollment is expected to be complete after %s.", d.time(end))
	}
	if f := float64(d.implied.FollowUp); !math.IsInf(f, 0) && !math.IsNaN(f) {
		lines = append(lines, fmt.Sprintf("Each patient is followed for %s at most.", d.time(f)))
	}
	if len(d.implied.Dropout) == 0 {
		return append(lines, "No patient leaves early.")
	}
	return append(lines, "Patients leave early after a random time: "+d.laws(d.implied.Dropout, d.lifetime)+".")
}

// accrual says how patients arrive.
func (d *designer) accrual() string {
	e := &d.p.Scenario.Enrollment.Accrual
	switch a := e.Value.(type) {
	case *accrual.Poisson:
		return fmt.Sprintf("Patients arrive at random (a Poisson process), %s per %s on average.", report.Short(a.Rate, 4), d.per())
	case *accrual.Uniform:
		if a.Rate != nil {
			return fmt.Sprintf("Patients arrive evenly, %s per %s.", report.Short(*a.Rate, 4), d.per())
		}
		return fmt.Sprintf("Patients arrive evenly over %s.", d.time(*a.Duration))
	case *accrual.Piecewise:
		how := "at random (a Poisson process)"
		if !a.Poisson {
			how = "evenly within periods"
		}
		var pieces []string
		for i, rate := range a.Rate {
			pieces = append(pieces, fmt.Sprintf("%s from %s", report.Short(rate, 3), report.Short(a.From[i], 4)))
		}
		return fmt.Sprintf("Patients arrive %s, with as many per %s as follows: %s %s on.", how, d.per(), series(pieces), d.unit)
	}
	if e.Name == "instant" {
		return "All patients enter at once."
	}
	return "Patients arrive by " + chosen(accrual.Kinds, e) + "."
}

// endpoints says what is measured, and what is assumed of it.
func (d *designer) endpoints() []string {
	var lines []string
	for i := range d.implied.Endpoints {
		e := &d.implied.Endpoints[i]
		text := fmt.Sprintf("%s: %s endpoint", e.Endpoint, e.Type)
		figures := d.lifetime
		switch e.Type {
		case "survival":
			text = fmt.Sprintf("%s: time to the event", e.Endpoint)
		case "binary":
			figures = d.chance
			text += ", known " + d.time(e.At) + " after entry"
		case "count":
			figures = func(l *report.ImpliedLaw) string {
				return fmt.Sprintf("mean %s per %s", report.Short(float64(l.Mean), 4), d.per())
			}
			text = fmt.Sprintf("%s: number of events in %s", e.Endpoint, d.time(e.At))
		case "ordinal":
			figures = sharesOf(e)
			text = fmt.Sprintf("%s: ordinal endpoint (from low to high %s), measured %s after entry", e.Endpoint, series(e.Levels), d.time(e.At))
		default:
			figures = d.moments
			text += ", measured " + d.time(e.At) + " after entry"
		}
		switch {
		case len(e.Of) > 0:
			text += ", which follows from " + series(e.Of) + "."
		case e.Type == "longitudinal":
			text = d.visits(e)
		default:
			text += ". Assumed: " + d.laws(e.Laws, figures) + "."
		}
		for _, said := range e.Words {
			text += " " + said
		}
		lines = append(lines, text)
	}
	if n := len(d.p.Protocol.Draws); n > 0 {
		var paths []string
		for _, draw := range d.p.Protocol.Draws {
			paths = append(paths, fmt.Sprintf("%s (mean %s)", draw.Path, report.Short(draw.Law.Mean(), 4)))
		}
		lines = append(lines, "Drawn once per trial, so that power is averaged over what is not known: "+series(paths)+".")
	}
	return lines
}

// visits says what is assumed of a longitudinal endpoint: the means of each arm.
func (d *designer) visits(e *report.ImpliedEndpoint) string {
	var arms, parts, at []string
	means := map[string][]string{}
	for i := range e.Laws {
		l := &e.Laws[i]
		if means[l.Arm] == nil {
			arms = append(arms, l.Arm)
		}
		means[l.Arm] = append(means[l.Arm], report.Short(float64(l.Mean), 4))
	}
	for _, t := range e.Visits {
		at = append(at, report.Short(t, 4))
	}
	for _, arm := range arms {
		parts = append(parts, "in "+arm+" "+strings.Join(means[arm], ", "))
	}
	unit := d.unit
	if unit == "" {
		unit = "time units"
	}
	text := fmt.Sprintf("%s: longitudinal endpoint, measured at %s %s after entry. Assumed means: %s; SD %s at the last visit.",
		e.Endpoint, series(at), unit, strings.Join(parts, "; "), report.Short(float64(e.Laws[len(e.Laws)-1].SD), 4))
	return text
}

// sharesOf are the probabilities of the categories of an ordinal endpoint.
func sharesOf(e *report.ImpliedEndpoint) func(*report.ImpliedLaw) string {
	return func(l *report.ImpliedLaw) string {
		var parts []string
		for k, share := range l.Shares {
			parts = append(parts, fmt.Sprintf("%s %s %%", e.Levels[k], report.Short(100*share, 3)))
		}
		return strings.Join(parts, ", ")
	}
}

// laws says what each arm follows; arms that follow the same share a phrase.
func (d *designer) laws(all []report.ImpliedLaw, figures func(*report.ImpliedLaw) string) string {
	var parts []string
	for i := 0; i < len(all); {
		names := []string{all[i].Arm}
		j := i + 1
		for ; j < len(all) && all[j].Law == all[i].Law && figures(&all[j]) == figures(&all[i]); j++ {
			names = append(names, all[j].Arm)
		}
		who := "in " + series(names)
		if len(names) == len(all) && len(all) > 1 {
			who = "in all arms"
		}
		text := who + " " + proper.Replace(all[i].Law)
		if f := figures(&all[i]); f != "" {
			text += " (" + f + ")"
		}
		parts = append(parts, text)
		i = j
	}
	return strings.Join(parts, "; ")
}

// proper writes the names of people with capitals.
var proper = strings.NewReplacer("weibull", "Weibull", "gompertz", "Gompertz", "bernoulli", "Bernoulli", "poisson", "Poisson")

// lifetime are the figures of a law of a time.
func (d *designer) lifetime(l *report.ImpliedLaw) string {
	var parts []string
	if m := float64(l.Median); !math.IsInf(m, 0) && !math.IsNaN(m) && !strings.Contains(l.Law, "median") {
		parts = append(parts, "median "+d.time(m))
	}
	if h := float64(l.Horizon); !math.IsNaN(h) && !math.IsInf(h, 0) {
		parts = append(parts, fmt.Sprintf("%s %% by %s", report.Short(100*float64(l.Probability), 3), d.time(h)))
	}
	return strings.Join(parts, ", ")
}

// chance is the probability of a yes, where the law does not say it.
func (d *designer) chance(l *report.ImpliedLaw) string {
	if strings.HasPrefix(l.Law, "bernoulli") {
		return ""
	}
	return "probability " + report.Short(float64(l.Probability), 4)
}

// moments are mean and standard deviation, where the law does not say them.
func (d *designer) moments(l *report.ImpliedLaw) string {
	if !strings.HasPrefix(l.Law, "as ") && strings.Contains(l.Law, "mean ") && strings.Contains(l.Law, "sd ") {
		return ""
	}
	return fmt.Sprintf("mean %s, SD %s", report.Short(float64(l.Mean), 4), report.Short(float64(l.SD), 4))
}
