package report

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// Run is the report of a result: the question, the answer, then all operating
// characteristics with their errors, and where they come from.
func Run(r *shard.Result) *Document {
	d := &Document{Title: r.Scenario.Title}
	if d.Title == "" {
		d.Title = r.Scenario.Name
	}
	if len(r.Points) > 1 {
		newSweep(r).write(d)
	} else {
		s := &sections{r: r, rows: r.Points[0].Rows, own: r.Scenario.Comparisons, theory: r.Points[0].Theory}
		if at := where(labeled(r.Axes), r.Points[0].Set); at != "" {
			d.Add("The only point of the sweep: " + at + ".")
		}
		s.question(d)
		s.answer(d)
		s.assurance(d)
		s.unreached(d)
		s.decisions(d)
		s.looks(d)
		s.size(d)
		s.estimates(d)
		s.failures(d)
	}
	for _, w := range r.Warnings {
		d.Add("Warning: " + w + ".")
	}
	d.Add(provenance(r))
	return d
}

// sections are the parts of a report about one point.
type sections struct {
	r    *shard.Result
	rows []shard.Row
	own  []shard.Comparison // of the point

	theory []shard.Theory // known of the point without simulation
}

// find is the first row that fits, or nil. A nil comparison stands for rows
// about the whole trial.
func (s *sections) find(metric string, c *shard.Comparison, look int) *oc.Row {
	for i := range s.rows {
		row := &s.rows[i].Row
		if row.Metric != metric || row.Look != look {
			continue
		}
		if c == nil || row.Analysis == c.Analysis && row.Arm == c.Arm {
			return row
		}
	}
	return nil
}

// all are the rows of a metric.
func (s *sections) all(metric string) []*oc.Row {
	var rows []*oc.Row
	for i := range s.rows {
		if s.rows[i].Metric == metric {
			rows = append(rows, &s.rows[i].Row)
		}
	}
	return rows
}

func (s *sections) comparisons() []shard.Comparison { return s.own }

// question is the null hypothesis of every analysis; arms that an analysis
// compares with the control share one sentence.
func (s *sections) question(d *Document) {
	d.Add(Questions(s.comparisons()))
}

// Questions are the null hypotheses of all analyses, one to a line.
func Questions(all []shard.Comparison) string {
	var lines []string
	for i := 0; i < len(all); {
		c := all[i]
		j := i + 1
		for j < len(all) && all[j].Analysis == c.Analysis {
			j++
		}
		if j > i+1 {
			c.Arm = "each other arm"
		}
		lines = append(lines, Question(&c, i > 0 || j < len(all)))
		i = j
	}
	return strings.Join(lines, "\n")
}

// answer is the power of each comparison.
func (s *sections) answer(d *Document) {
	var lines []string
	all := s.comparisons()
	for i := range all {
		c := &all[i]
		row := s.find("power", c, 0)
		if row == nil {
			continue
		}
		word, of := "Power", ""
		if null(c) {
			word = "Type I error"
		}
		if name := about(all, c); name != "" {
			of = " of " + name
		}
		if len(s.all("draw")) > 0 {
			word = "Assurance"
		}
		lines = append(lines, fmt.Sprintf("%s%s %s", word, of, rate(row)))
		if known := s.known(row); known != "" {
			lines = append(lines, known)
		}
		if point := s.find("power_at_point", c, 0); point != nil {
			lines = append(lines, fmt.Sprintf("Power%s with every draw at its mean %s", of, rate(point)))
		}
	}
	if len(s.all("draw")) > 0 {
		lines = append(lines, "Assurance is the power averaged over the numbers drawn once per trial.")
	}
	d.Add(strings.Join(lines, "\n"))
}

// known says what is known of a row without simulation: the exact answer, or else
// the first approximation.
func (s *sections) known(row *oc.Row) string {
	var best *shard.Theory
	for i := range s.theory {
		t := &s.theory[i]
		fits := t.Metric == row.Metric && t.Analysis == row.Analysis && t.Arm == row.Arm && t.Look == nil && row.Look == 0
		if fits && (best == nil || t.Exact && !best.Exact) {
			best = t
		}
	}
	switch {
	case best == nil:
		return ""
	case best.Exact:
		return fmt.Sprintf("  exactly %s %% (%s)", Fixed(100*best.Value, Decimals(100*row.JudgingSE())+1), strings.TrimPrefix(best.Method, "exact, "))
	}
	return fmt.Sprintf("  without simulation about %s %% (%s)", Fixed(100*best.Value, 1), best.Method)
}

// rate is a probability with its error and interval.
func rate(r *oc.Row) string {
	if r.N == 0 {
		return "unknown: no trial was run"
	}
	decimals := Decimals(100 * r.JudgingSE())
	return fmt.Sprintf("%s %% (SE %s, 95 %% interval %s to %s)",
		Fixed(100*r.Value, decimals), Fixed(100*r.SE, decimals), Fixed(100*r.Lower, decimals), Fixed(100*r.Upper, decimals))
}

// unreached says plainly that trials ended without what was planned.
func (s *sections) unreached(d *Document) {
	for _, row := range s.all("failures") {
		if row.Reason != "unreached" || !(row.Value > 0) {
			continue
		}
		d.Add(fmt.Sprintf("%s %% of the trials reached %s; the others were analyzed when nothing more could be observed.",
			Percent(1-row.Value, row.JudgingSE()), s.planned()))
	}
}

// planned is what the last look waits for, in words.
func (s *sections) planned() string {
	looks := s.r.Scenario.Looks
	if len(looks) == 0 {
		return "what was planned"
	}
	last := looks[len(looks)-1]
	switch {
	case last.Endpoint != "":
		return fmt.Sprintf("the planned %s events of %s", Count(int64(last.Count)), last.Endpoint)
	case last.Count > 0:
		return fmt.Sprintf("the planned %s patients", Count(int64(last.Count)))
	}
	return "the planned last look"
}

// provenance is where the figures come from.
func provenance(r *shard.Result) string {
	trials, seconds := r.Simulation.Trials, r.Simulation.Seconds
	// An error falls with the square root of the number of trials.
	more := fmt.Sprintf("Halving the errors needs about %s trials", Count(4*trials))
	if seconds > 0 {
		more += fmt.Sprintf(", %s s", Short(4*seconds, 2))
	}
	each := ""
	if len(r.Points) > 1 {
		each = " of each point"
	}
	return fmt.Sprintf("%s trials%s from seed %d in %s s. %s.\nFingerprint %s, digest %s.\nsimrun %s, semantics %d, %s, %s.",
		Count(trials), each, r.Simulation.Seed, Short(seconds, 2), more,
		ShortHash(r.Scenario.Fingerprint), ShortHash(r.Digest),
		r.Engine.Version, r.Engine.Semantics, r.Engine.RNG, r.Engine.Platform)
}

// ShortHash is the first 8 hexadecimal digits of a hash.
func ShortHash(hash string) string {
	hash = strings.TrimPrefix(hash, "sha256:")
	return hash[:min(8, len(hash))]
}

// missing reports whether a figure is not there.
func missing(r *oc.Row) bool { return r == nil || math.IsNaN(r.Value) }
