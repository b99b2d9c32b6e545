package replay

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
)

// Text tells the trial in words.
func (t *Trial) Text(p *plan.Plan) string {
	w := &teller{p: p, unit: p.Scenario.TimeUnit}
	w.line("Trial %d of seed %d: %s", t.Trial, t.Seed, p.Scenario.Title)
	for i := range t.Looks {
		w.look(&t.Looks[i], len(p.Protocol.Looks))
	}
	if t.Unreached {
		w.line("")
		w.line("The last look could no longer be reached as planned; it was held when no datum could change any more.")
	}
	w.line("")
	w.line("The trial ended at %s with %d patients.", w.time(t.Duration), t.Patients)
	return w.String()
}

// AnalysesText tells the evidence of patients from a file in words.
func AnalysesText(p *plan.Plan, all []Analysis) string {
	w := &teller{p: p, unit: p.Scenario.TimeUnit}
	for i := range all {
		w.evidence(&all[i])
	}
	return w.String()
}

// teller writes lines.
type teller struct {
	strings.Builder
	p    *plan.Plan
	unit string
}

func (w *teller) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// time is a calendar time with its unit.
func (w *teller) time(t float64) string {
	return strings.TrimSpace(fmt.Sprintf("%.2f %s", t, w.unit))
}

// look tells one look: the date, what was seen, what it was held against.
func (w *teller) look(l *Look, planned int) {
	w.line("")
	w.line("Look %d of %d, at %s from the opening of the trial", l.Look, planned, w.time(l.Time))
	for _, e := range l.Enrolled {
		if e.Patients == 0 {
			w.line("  %-12s nobody enrolled yet", e.Arm)
			continue
		}
		w.line("  %-12s %d patients enrolled, from %s to %s", e.Arm, e.Patients, w.time(float64(e.First)), w.time(float64(e.Last)))
	}
	for _, e := range l.Events {
		w.line("  %-12s %d events reported", e.Endpoint, e.Events)
	}
	for i := range l.Analyses {
		w.analysis(&l.Analyses[i])
	}
	w.line("  Decision: %s.", l.Decision)
}

// analysis tells what one comparison said and why it was or was not rejected.
func (w *teller) analysis(a *Analysis) {
	if w.evidence(a) {
		h := &w.p.Protocol.Analyses[w.about(a.Analysis)].Hypothesis
		w.line("    %s", w.verdict(a, h))
		w.futility(a, h)
	}
}

// futility says on which side of its futility bound a comparison is that is not
// rejected.
func (w *teller) futility(a *Analysis, h *analysis.Hypothesis) {
	bound := float64(a.Futility)
	switch {
	case math.IsNaN(bound) || a.Rejected:
	case math.IsInf(bound, 0):
		w.line("    futility   no bound at this look")
	case h.Alternative.Turn(float64(a.Z)) <= bound:
		w.line("    futility   %.4f, z is at or below it", bound)
	default:
		w.line("    futility   %.4f, z is above it", bound)
	}
}

// evidence tells what one comparison said, and reports whether its statistic is
// defined.
func (w *teller) evidence(a *Analysis) bool {
	about := w.about(a.Analysis)
	h := &w.p.Protocol.Analyses[about].Hypothesis
	if a.Compare[1] == "" {
		w.line("  %s, %s:", a.Analysis, a.Compare[0])
	} else {
		w.line("  %s, %s versus %s:", a.Analysis, a.Compare[0], a.Compare[1])
	}
	seen := fmt.Sprintf("%d patients", a.N)
	if w.p.Protocol.Analyses[about].Scale == analysis.LogHazardRatio || a.Events > 0 {
		seen += fmt.Sprintf(", %d events", a.Events)
	}
	if a.Missing > 0 {
		seen += fmt.Sprintf(", %d missing", a.Missing)
	}
	w.line("    seen       %s", seen)
	if a.Status != analysis.OK.String() {
		w.line("    undefined  %s: nothing can be rejected", a.Status)
		return false
	}
	scale := w.p.Protocol.Analyses[about].Scale
	ratio := ""
	if scale.Ratio() != "" {
		ratio = fmt.Sprintf(", %s %.4g", scale.Ratio(), math.Exp(float64(a.Estimate)))
	}
	w.line("    estimate   %.4g (SE %.4g, interval %.4g to %.4g), %s%s", a.Estimate, a.SE, a.Lower, a.Upper, scale, ratio)
	w.line("    statistic  %.4g, z %.4f, p %.4g (%s)", a.Statistic, a.Z, a.P, h.Alternative)
	return true
}

// verdict says against what the evidence was held.
func (w *teller) verdict(a *Analysis, h *analysis.Hypothesis) string {
	z := shard.Real(h.Alternative.Turn(float64(a.Z)))
	word := "not rejected"
	if a.Rejected {
		word = "rejected"
	}
	switch bound := float64(a.Boundary); {
	case math.IsInf(bound, 1):
		return "bound      none can be crossed at this look: no alpha is left to spend"
	case math.IsNaN(bound):
		return fmt.Sprintf("alpha      %g, tested once at the end: %s", h.Alpha, word)
	case a.Rejected && float64(z) < bound:
		return fmt.Sprintf("bound      %.4f, z toward the alternative %.4f: rejected at an earlier look", bound, z)
	default:
		return fmt.Sprintf("bound      %.4f, z toward the alternative %.4f: %s", bound, z, word)
	}
}

// about is the index of an analysis.
func (w *teller) about(name string) int {
	for i := range w.p.Protocol.Analyses {
		if w.p.Protocol.Analyses[i].Name == name {
			return i
		}
	}
	panic("replay: no analysis " + name)
}
