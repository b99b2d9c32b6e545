package sim

import (
	"fmt"

	"simrun/sim/base/data"
	"simrun/sim/base/tally"
	"simrun/sim/study/engine"
	"simrun/sim/study/shard"
)

// Merger makes one result of those of shards, ranges and interrupted runs of one
// study. Its zero value is empty. What comes out does not depend on the order in
// which they are added; memory does not grow with their number.
type Merger struct {
	// Files are what the scenario may name: results do not carry them.
	Files *data.Folder

	study   *Study
	run     *engine.Study
	tallies *engine.Tallies
	done    tally.Ranges
	parts   []part
	name    string
	of      int64 // trials of the whole run
	seconds float64
}

// part is what is remembered of a result that was added.
type part struct {
	name   string
	ranges tally.Ranges
	digest string
}

// Overlap is the refusal to count trials twice.
type Overlap struct {
	Part, With string // names of two results
	Trials     tally.Ranges
}

// Error names the results and the first trials that both have.
func (e *Overlap) Error() string {
	return fmt.Sprintf("has trials %d to %d, which %s has too", e.Trials[0][0], e.Trials[0][1]-1, e.With)
}

// Add counts the trials of a result, which errors call by its name. A second
// result of exactly the same trials and tallies, as of a shard that ran twice, is
// not counted, and counted is false. After an error the result is not counted: it is
// damaged, of another study or engine, or an *Overlap with another one.
func (m *Merger) Add(name string, r *shard.Result) (counted bool, err error) {
	if m.study == nil {
		if err := m.begin(r); err != nil {
			return false, err
		}
	}
	if err := m.study.Fits(r); err != nil {
		return false, m.against(err)
	}
	t := engine.NewTallies(m.run)
	if err := m.study.decode(r, t); err != nil {
		return false, err
	}
	m.of = max(m.of, r.State.Of)
	if len(m.done.Common(r.Simulation.Ranges)) > 0 {
		return false, m.overlap(name, r)
	}
	m.tallies.Merge(t)
	m.done.Merge(r.Simulation.Ranges)
	m.seconds += r.Simulation.Seconds
	m.parts = append(m.parts, part{name, r.Simulation.Ranges, r.Digest})
	return true, nil
}

// begin takes the study of the first result.
func (m *Merger) begin(r *shard.Result) error {
	s, err := StudyOf(r, m.Files)
	if err != nil {
		return err
	}
	if err := s.Fits(r); err != nil {
		return err
	}
	m.study, m.run, m.name = s, s.engine(), r.Scenario.Name
	m.tallies = engine.NewTallies(m.run)
	return nil
}

// against adds to what differs which result it differs from.
func (m *Merger) against(err error) error {
	if len(m.parts) == 0 {
		return err
	}
	return fmt.Errorf("%w, unlike %s", err, m.parts[0].name)
}

// overlap is nil when the result is that of a part already counted.
func (m *Merger) overlap(name string, r *shard.Result) error {
	for _, p := range m.parts {
		both := p.ranges.Common(r.Simulation.Ranges)
		if len(both) == 0 {
			continue
		}
		if p.digest == r.Digest && both.N() == p.ranges.N() && both.N() == r.Simulation.Trials {
			return nil
		}
		return &Overlap{name, p.name, both}
	}
	panic("sim: an overlap with nothing")
}

// Gaps are the trials of the whole run that nothing added has.
func (m *Merger) Gaps() tally.Ranges { return m.done.Missing(0, m.of) }

// Name is that of the scenario, empty before anything was added.
func (m *Merger) Name() string { return m.name }

// Trials is how many trials have been counted, and how many the whole run has.
func (m *Merger) Trials() (done, of int64) { return m.done.N(), m.of }

// Result is that of a run that has conducted the trials counted, to the last bit;
// its time is the sum of those of the parts. At least one result must have been
// added.
func (m *Merger) Result() *shard.Result {
	m.study.Points[0].Plan.Scenario.Simulation.Trials = m.of
	r := m.study.result(m.tallies, m.done, [2]int64{0, m.of}, true)
	r.Scenario.Name = m.name
	r.Simulation.Seconds = m.seconds
	return r
}
