package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
	"simrun/sim/base/tally"
	"simrun/sim/study/engine"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// result is a result of the trials done, of those asked for.
func (s *Study) result(t *engine.Tallies, done tally.Ranges, asked [2]int64, besides bool) *shard.Result {
	first := s.Points[0].Plan
	r := describe(first, "")
	r.Scenario.Fingerprint = s.Fingerprint()
	r.Axes = s.ResultAxes()
	r.Simulation.Trials = done.N()
	r.Simulation.Ranges = append(r.Simulation.Ranges, done...)
	s.fill(r, t, besides)
	bytes := t.AppendBinary(nil)
	r.Digest = shard.Digest(bytes)
	r.State = &shard.State{Range: asked, Of: first.Scenario.Simulation.Trials, Study: s.packed(), Tallies: shard.Pack(bytes)}
	return r
}

// packed is a sweep as the state of a result has it.
func (s *Study) packed() shard.Packed {
	if len(s.Points) == 1 && len(s.Points[0].Set) == 0 {
		return ""
	}
	w := shard.Sweep{Against: s.Against}
	for _, a := range s.Axes {
		axis := shard.SweepAxis{Paths: a.Paths}
		for i := range a.Steps {
			var step []string
			for _, v := range a.Steps[i] {
				step = append(step, scenario.Setting{Value: v}.Text())
			}
			axis.Steps = append(axis.Steps, step)
		}
		w.Axes = append(w.Axes, axis)
	}
	for _, p := range s.Points {
		point := shard.SweepPoint{Scenario: p.Plan.Scenario.Canonical().TOML()}
		for _, set := range p.Set {
			point.Set = append(point.Set, [2]string{set.Path, set.Text()})
		}
		w.Points = append(w.Points, point)
	}
	text, err := json.Marshal(w)
	if err != nil {
		panic("sim: " + err.Error()) // text and numbers can be written
	}
	return shard.Pack(text)
}

// StudyOf compiles the study of a result again, from the scenarios that the result
// carries and the files that they name, which it does not carry. The error says why this
// program cannot.
func StudyOf(r *shard.Result, files *data.Folder) (*Study, error) {
	if r.State == nil {
		return nil, errNoState
	}
	w, err := r.State.Sweep()
	if err != nil {
		return nil, &shard.Damaged{Reason: err}
	}
	if w == nil {
		w = &shard.Sweep{Points: []shard.SweepPoint{{Scenario: r.Scenario.Canonical}}}
	}
	s := &Study{Against: w.Against}
	for _, a := range w.Axes {
		axis := scenario.Axis{Paths: a.Paths}
		for _, step := range a.Steps {
			values, err := nodes(step)
			if err != nil || len(values) != len(a.Paths) {
				return nil, fmt.Errorf("has an axis that cannot be read: %v", a.Paths)
			}
			axis.Steps = append(axis.Steps, values)
		}
		s.Axes = append(s.Axes, axis)
	}
	for _, p := range w.Points {
		point, err := restored(p, files)
		var beside *BesideError
		if errors.As(err, &beside) {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("has a scenario that is not one of this version: %w", err)
		}
		s.Points = append(s.Points, point)
	}
	got := s.Fingerprint()
	if names := s.files(); got != r.Scenario.Fingerprint && len(names) > 0 {
		return nil, &BesideError{fmt.Errorf("the content of %s is not that of the run", strings.Join(names, ", "))}
	}
	if got != r.Scenario.Fingerprint {
		return nil, fmt.Errorf("has a scenario of fingerprint %s, not %s", short(got), short(r.Scenario.Fingerprint))
	}
	return s, nil
}

// BesideError is the refusal to compile the study of a result again without the files
// that its scenario names, or with other ones.
type BesideError struct{ Err error }

// Error says what is wrong with which file.
func (e *BesideError) Error() string {
	return "is of a scenario that names files, and " + e.Err.Error()
}

// files are the names of the files that the points draw from, each once.
func (s *Study) files() []string {
	var names []string
	for _, p := range s.Points {
		names = append(names, p.Plan.Scenario.Files()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// restored is a point as the state of a result has it.
func restored(p shard.SweepPoint, files *data.Folder) (Point, error) {
	var point Point
	for _, set := range p.Set {
		value, err := nodes(set[1:])
		if err != nil {
			return point, err
		}
		point.Set = append(point.Set, scenario.Setting{Path: set[0], Value: value[0]})
	}
	from := scenario.Source{Text: p.Scenario, Files: files}
	names := from.Named()
	for _, name := range names {
		if _, err := files.File(name); err != nil {
			return point, &BesideError{err}
		}
	}
	text, err := from.Load()
	if err != nil && len(names) > 0 {
		return point, &BesideError{err} // such as a column that has gone
	}
	if err != nil {
		return point, err
	}
	if point.Plan, err = plan.Compile(text); err != nil {
		return point, err
	}
	point.Settled = settle(point.Plan)
	return point, nil
}

// nodes reads values.
func nodes(texts []string) (all []*spec.Node, err error) {
	for _, text := range texts {
		n, err := spec.ParseValue(text)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

var errNoState = errors.New("was written by a version that could not continue or merge it")

// Fits reports whether a result is one of this study, made by an engine whose
// trials are the same; otherwise the error says what differs.
func (s *Study) Fits(r *shard.Result) error {
	mine := describe(s.Points[0].Plan, "").Engine
	switch e := &r.Engine; {
	case r.State == nil:
		return errNoState
	case r.Scenario.Fingerprint != s.Fingerprint():
		return differs("another scenario or seed (fingerprint)", short(r.Scenario.Fingerprint), short(s.Fingerprint()))
	case e.Semantics != mine.Semantics:
		return differs("another engine (semantics)", e.Semantics, mine.Semantics)
	case e.RNG != mine.RNG:
		return differs("another engine (rng)", e.RNG, mine.RNG)
	case class(e.Platform) != class(mine.Platform):
		return differs("another class of platforms", class(e.Platform), class(mine.Platform))
	}
	w, err := r.State.Sweep()
	if err != nil {
		return &shard.Damaged{Reason: err}
	}
	if w != nil && w.Against != s.Against {
		return errors.New("compares its points with another one (--against)")
	}
	return s.judgesAlike(r)
}

// judgesAlike reports a result whose coverage is not of the true values of this study,
// since the program that made it found them in another way or not at all.
func (s *Study) judgesAlike(r *shard.Result) error {
	for i, p := range s.Points {
		theirs := r.Scenario.Comparisons
		if i < len(r.Points) && r.Points[i].Comparisons != nil {
			theirs = r.Points[i].Comparisons
		}
		mine := Comparisons(p.Plan)
		for j := range min(len(mine), len(theirs)) {
			a, b := &mine[j], &theirs[j]
			if math.IsNaN(float64(a.Truth)) != math.IsNaN(float64(b.Truth)) || a.TruthPatients != b.TruthPatients {
				return differs("another true value of "+a.Analysis, float64(b.Truth), float64(a.Truth))
			}
		}
	}
	return nil
}

// differs says what differs.
func differs(what string, has, wants any) error {
	return fmt.Errorf("is of %s: %v, not %v", what, has, wants)
}

// class is the class of a platform: those of one class give the same bits.
func class(platform string) string { return platform[strings.LastIndex(platform, " ")+1:] }

// short is the start of a fingerprint.
func short(fingerprint string) string {
	hash := strings.TrimPrefix(fingerprint, "sha256:")
	return hash[:min(8, len(hash))]
}

// decode reads the tallies of a result that fits, and checks that they are what
// the result says.
func (s *Study) decode(r *shard.Result, into *engine.Tallies) error {
	bytes, err := r.State.Tallies.Unpack()
	if err == nil && shard.Digest(bytes) != r.Digest {
		err = errors.New("its tallies are not those of its digest")
	}
	if err == nil {
		var rest []byte
		if rest, err = into.Decode(bytes); err == nil && len(rest) > 0 {
			err = errors.New("its tallies are too long")
		}
	}
	for _, p := range into.Plans {
		if err == nil && p.Trials() != r.Simulation.Trials {
			err = fmt.Errorf("its tallies are of %d trials, not of %d", p.Trials(), r.Simulation.Trials)
		}
	}
	if err != nil {
		return &shard.Damaged{Reason: err}
	}
	return nil
}
