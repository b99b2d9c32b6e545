package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// Study is a scenario file with all points of its sweep, compiled. A plain file
// has one point that sets nothing.
type Study struct {
	Axes    []scenario.Axis
	Points  []Point
	Against int // index of the reference point of paired differences
}

// Point is one point of a sweep.
type Point struct {
	Set  []scenario.Setting
	Plan *plan.Plan
	// Settled is the plan with every draw replaced by the mean of its law, whose
	// power stands beside the average over the draws; nil without draws.
	Settled *plan.Plan
}

// Request is what of a scenario file is to be run, beyond what it says itself.
type Request struct {
	Set        []scenario.Override
	Vary       []scenario.Vary
	OneAtATime bool     // vary one axis after the other, not all together
	Against    []string // path=value of the reference point; none: the first point

	// Files are what the scenario may name; nil: it may name none.
	Files *data.Folder
}

// LoadStudy reads a scenario file with its sweep and compiles every point. The
// error is a *spec.Error with everything that is wrong.
func LoadStudy(text string, r Request) (*Study, error) {
	file, err := scenario.Source{Text: text, Files: r.Files}.LoadStudy(r.Set, r.Vary, r.OneAtATime)
	if err != nil {
		return nil, err
	}
	s := &Study{Axes: file.Axes}
	p := spec.NewProblems()
	var own scenario.PointProblems
	for _, point := range file.Points {
		compiled, err := plan.Compile(point.Scenario)
		own.Add(point.Set, err)
		s.Points = append(s.Points, Point{Set: point.Set, Plan: compiled, Settled: settle(compiled)})
	}
	own.Report(p)
	if p.Len() == 0 {
		s.fits(p)
	}
	s.choose(r.Against, p)
	if err := p.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// mostBytes is the memory that one worker may take.
const mostBytes = 8 << 30

// fits reports a study that would take too much memory to run.
func (s *Study) fits(p *spec.Problems) {
	total, worlds := int64(0), map[string]bool{}
	for _, point := range s.Points {
		world, conduct := point.Plan.Bytes()
		if !worlds[point.Plan.World] {
			total += world
		}
		worlds[point.Plan.World] = true
		total += conduct
	}
	if total > mostBytes {
		hint := "enroll fewer patients, or leave out endpoints or analyses"
		if len(s.Points) > 1 {
			hint = "run parts of the sweep one after the other, with --vary or --set"
		}
		p.Report(hint, "a run would take about %.1f GB of memory for each worker, more than %.1f", float64(total)/1e9, float64(mostBytes)/1e9)
	}
}

// choose finds the reference point: the first that sets all that is asked.
func (s *Study) choose(against []string, p *spec.Problems) {
	want := scenario.ParseSelection(against, p)
	s.Against = slices.IndexFunc(s.Points, func(point Point) bool { return want.Selects(point.Set) })
	if s.Against < 0 {
		p.Report("name values that the sweep has", "no point has %s", want)
	}
}

// settle compiles a plan again with every draw replaced by the mean of its law;
// nil when there is none, or when the means do not make a scenario.
func settle(p *plan.Plan) *plan.Plan {
	if p == nil || len(p.Protocol.Draws) == 0 {
		return nil
	}
	tree := p.Scenario.Canonical()
	for _, d := range p.Protocol.Draws {
		if tree.SetNode(d.Path, spec.NewFloat(d.Law.Mean())) != nil {
			return nil
		}
	}
	settled, err := scenario.Decode(tree)
	if err != nil {
		return nil
	}
	out, err := plan.Compile(settled)
	if err != nil {
		return nil
	}
	return out
}

// Fingerprint is that of the only point, or a hash of those of all.
func (s *Study) Fingerprint() string {
	if len(s.Points) == 1 {
		return s.Points[0].Plan.Fingerprint
	}
	h := sha256.New()
	for _, p := range s.Points {
		h.Write([]byte(p.Plan.Fingerprint))
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// fill puts the findings into a result, without what is known besides when it is
// only to be continued.
func (s *Study) fill(r *shard.Result, t *engine.Tallies, besides bool) {
	settled := len(s.Points)
	for i, p := range s.Points {
		point := shard.Point{Set: values(p.Set), Fingerprint: p.Plan.Fingerprint, Rows: []shard.Row{}}
		if c := Comparisons(p.Plan); !slices.EqualFunc(c, r.Scenario.Comparisons, shard.Comparison.Equal) {
			point.Comparisons = c
		}
		rows := t.Plans[i].Rows()
		for _, row := range rows {
			point.Rows = append(point.Rows, shard.Row{Row: row})
		}
		if besides && len(s.Points) <= mostTheory {
			known, warnings := beside(p.Plan, rows)
			point.Theory = known
			r.Warnings = append(r.Warnings, at(p.Set, warnings)...)
		}
		if p.Settled != nil {
			point.Rows = append(point.Rows, atPoint(t.Plans[settled].Rows())...)
			settled++
		}
		r.Points = append(r.Points, point)
	}
	for i, c := range t.Contrasts {
		if c == nil || i >= len(s.Points) {
			continue
		}
		for _, row := range c.Rows() {
			r.Differences = append(r.Differences, shard.NewDifference(row, values(s.Points[i].Set), values(s.Points[s.Against].Set)))
		}
	}
}

// at are warnings about one point of a sweep.
func at(set []scenario.Setting, warnings []string) []string {
	if len(set) == 0 {
		return warnings
	}
	for i := range warnings {
		warnings[i] += " (at " + scenario.Selection(set).String() + ")"
	}
	return warnings
}

// atPoint are the rows of a settled plan that stand beside the averages over
// draws: the power of every comparison.
func atPoint(rows []oc.Row) []shard.Row {
	var all []shard.Row
	for _, row := range rows {
		if row.Metric == "power" && row.Look == 0 {
			row.Metric = "power_at_point"
			all = append(all, shard.Row{Row: row})
		}
	}
	return all
}

// ResultAxes are the axes of the sweep as a result has them.
func (s *Study) ResultAxes() []shard.Axis {
	var all []shard.Axis
	for _, a := range s.Axes {
		axis := shard.Axis{Paths: a.Paths, Values: [][]any{}}
		for _, step := range a.Steps {
			var values []any
			for _, v := range step {
				values = append(values, v.Plain())
			}
			axis.Values = append(axis.Values, values)
		}
		all = append(all, axis)
	}
	return all
}

// SettingsOf are the values that make the plan with a given index what it is,
// beyond those of the file: the settings of its point and, for a plan with
// settled draws, their means.
func (s *Study) SettingsOf(plan int) []scenario.Setting {
	if plan < len(s.Points) {
		return s.Points[plan].Set
	}
	plan -= len(s.Points)
	for _, p := range s.Points {
		if p.Settled == nil {
			continue
		}
		if plan == 0 {
			set := slices.Clone(p.Set)
			for _, d := range p.Plan.Protocol.Draws {
				set = append(set, scenario.Setting{Path: d.Path, Value: spec.NewFloat(d.Law.Mean())})
			}
			return set
		}
		plan--
	}
	return nil
}

// values are the settings of a point as a result has them.
func values(set []scenario.Setting) map[string]any {
	m := map[string]any{}
	for _, s := range set {
		m[s.Path] = s.Value.Plain()
	}
	return m
}
