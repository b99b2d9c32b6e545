package html

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/report"
	"simrun/sim/stats/analysis"
	bounds "simrun/sim/stats/boundary"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// analyses says how each hypothesis is tested.
func (d *designer) analyses() []string {
	var lines []string
	for i := range d.p.Protocol.Analyses {
		a := &d.p.Protocol.Analyses[i]
		declared := &d.p.Scenario.Analyses[i].Value
		text := fmt.Sprintf("%s: %s of %s", a.Name, chosen(analysis.Kinds, &declared.Test), declared.Endpoint)
		for _, c := range d.r.Scenario.Comparisons {
			if c.Analysis == a.Name && c.Control != "" {
				text += ", " + c.Arm + " against " + c.Control
			}
		}
		h := &a.Hypothesis
		switch h.Alternative {
		case analysis.TwoSided:
			text += fmt.Sprintf(", two-sided at alpha %s.", report.Short(h.Alpha, 4))
		case analysis.Equivalence:
			text += fmt.Sprintf(", two one-sided tests, each at alpha %s.", report.Short(h.Alpha, 4))
		default:
			text += fmt.Sprintf(", one-sided (%s) at alpha %s.", h.Alternative, report.Short(h.Alpha, 4))
		}
		text += d.truths(a.Name)
		for _, reads := range d.implied.Analyses {
			if reads.Analysis == a.Name {
				text += " " + strings.Join(reads.Words, " ")
			}
		}
		lines = append(lines, text)
	}
	return lines
}

// truths are the true values of what an analysis estimates.
func (d *designer) truths(name string) string {
	var parts []string
	for i := range d.implied.Comparisons {
		c := &d.implied.Comparisons[i]
		if c.Analysis != name || math.IsNaN(float64(c.Truth)) {
			continue
		}
		text := fmt.Sprintf("a %s of %s", c.Scale, report.Short(float64(c.Truth), 4))
		if ratio := float64(c.Ratio); !math.IsNaN(ratio) {
			text = fmt.Sprintf("%s of %s", report.RatioOf(c.Scale), report.Short(ratio, 4))
		}
		if c.TruthPatients > 0 {
			text += fmt.Sprintf(" (standard error %.2g, from a cohort of %s patients)", c.TruthSE, report.Count(c.TruthPatients))
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return " The laws assumed imply " + series(parts) + "."
}

// stopping says when one looks, and what follows.
func (d *designer) stopping() []string {
	looks := d.p.Scenario.Looks
	if len(looks) == 0 {
		return []string{"There is one analysis, when nothing more can be observed."}
	}
	lead := "The data are analyzed once, "
	if len(looks) > 1 {
		lead = fmt.Sprintf("The data are looked at %d times: ", len(looks))
	}
	lines := []string{lead + d.looks(looks) + "."}
	if g, ok := d.p.Protocol.Design.(*design.GroupSequential); ok {
		return append(lines, d.sequential(g)...)
	}
	if name := d.p.Scenario.Design.Name; name != "fixed" {
		lines = append(lines, "The design is "+chosen(design.Kinds, &d.p.Scenario.Design)+".")
	}
	return lines
}

// looks are the dates of all looks; a long row of like ones is shortened.
func (d *designer) looks(looks []scenario.Look) string {
	var parts []string
	for i := range looks {
		text := d.when(looks[i].When)
		if lag := looks[i].Lag; lag > 0 {
			text += fmt.Sprintf(" (decided %s later)", d.time(lag))
		}
		if only := looks[i].Analyses; len(only) > 0 {
			text += " (" + series(only) + ")"
		}
		parts = append(parts, text)
	}
	if len(parts) > 6 {
		parts = append(append(parts[:2:2], "…"), parts[len(parts)-1])
	}
	return strings.Join(parts, "; ")
}

// when is the date of a look.
func (d *designer) when(w spec.Of[trigger.Trigger]) string {
	switch t := w.Value.(type) {
	case *trigger.Events:
		return "when " + amount(t.Count, t.Fraction, "of the last look's events") + " of " + t.Endpoint + " are reported" + d.window(&t.Window)
	case *trigger.Patients:
		text := "when " + amount(t.Count, t.Fraction, "of the patients")
		if t.Count != nil {
			text += " patients"
		}
		if t.Followed > 0 {
			return text + " have been followed for " + d.time(t.Followed) + d.window(&t.Window)
		}
		return text + " have entered" + d.window(&t.Window)
	case *trigger.Calendar:
		return "at " + d.time(t.Time)
	case *trigger.Information:
		return fmt.Sprintf("at %s %% of the planned information", report.Short(100*t.Fraction, 4)) + d.window(&t.Window)
	case *trigger.AllOf:
		return "at the latest of: " + d.each(t.Of) + d.window(&t.Window)
	case *trigger.AnyOf:
		return "at the earliest of: " + d.each(t.Of) + d.window(&t.Window)
	}
	return "by " + chosen(trigger.Kinds, &w)
}

// each are the dates of several triggers.
func (d *designer) each(of []spec.Of[trigger.Trigger]) string {
	var parts []string
	for _, t := range of {
		parts = append(parts, d.when(t))
	}
	return series(parts)
}

// amount is a count, or a fraction of something.
func amount(count *int, fraction *float64, of string) string {
	if count != nil {
		text := report.Count(int64(*count))
		if strings.HasSuffix(of, "events") {
			text += " events"
		}
		return text
	}
	return fmt.Sprintf("%s %% %s", report.Short(100**fraction, 4), of)
}

// window are the limits of the date of a look.
func (d *designer) window(w *trigger.Window) string {
	text := ""
	if w.Earliest != nil {
		text += ", not before " + d.time(*w.Earliest)
	}
	if w.Latest != nil {
		text += ", at the latest at " + d.time(*w.Latest)
	}
	if w.AfterPrevious != nil {
		text += ", at least " + d.time(*w.AfterPrevious) + " after the look before"
	}
	return text
}

// sequential says when the trial stops.
func (d *designer) sequential(g *design.GroupSequential) []string {
	setting := &d.p.Protocol.Setting
	var lines []string
	spends := false
	for i, c := range setting.Comparisons {
		name := setting.Analyses[c.Analysis]
		if i > 0 && setting.Comparisons[i-1].Analysis == c.Analysis {
			continue
		}
		e, ok := g.Efficacy.For(name)
		if !ok {
			continue
		}
		text := fmt.Sprintf("Efficacy bounds of %s: %s.", name, chosen(bounds.Kinds, &e))
		if f := g.FutilityOf(setting, i); f != nil {
			binding := "not binding, and ignored when efficacy bounds are computed"
			if f.Binding {
				binding = "binding"
			}
			text += fmt.Sprintf(" Futility bounds: %s, %s.", phrase(spec.Encode(f), "binding"), binding)
		}
		if e.Name != "fixed_bounds" {
			text += d.planned(g, i)
		}
		lines = append(lines, text)
		_, own := e.Value.(bounds.Spending)
		spends = spends || own
	}
	var deciding []string
	for i, decides := range g.Deciding(setting) {
		name := setting.Analyses[setting.Comparisons[i].Analysis]
		if decides && !contains(deciding, name) {
			deciding = append(deciding, name)
		}
	}
	if len(setting.Analyses) > 1 {
		lines = append(lines, "The trial stops when "+series(deciding)+" is decided.")
	}
	switch {
	case !spends:
		return lines
	case g.Information == "observed":
		return append(lines, "Spending functions are spent at the information observed; the last look spends all that is left.")
	}
	return append(lines, "The bounds planned are used, whatever information is observed.")
}

// planned are the planned bounds of a comparison in numbers.
func (d *designer) planned(g *design.GroupSequential, comparison int) string {
	for _, s := range g.Schedules(&d.p.Protocol.Setting) {
		if s.Comparison != comparison || len(s.Bounds.Z) > 6 {
			continue
		}
		var z []string
		for _, x := range s.Bounds.Z {
			z = append(z, report.Fixed(x, 3))
		}
		return fmt.Sprintf(" Planned bounds of z: %s.", series(z))
	}
	return ""
}

// comparisonOf is the comparison of the result with the index of the protocol.
func comparisonOf(r *shard.Result, i int) *shard.Comparison {
	if i < len(r.Scenario.Comparisons) {
		return &r.Scenario.Comparisons[i]
	}
	return nil
}
