package diff

import (
	"reflect"
	"slices"

	"simrun/sim/study/shard"
)

// Schema names the format of a comparison.
const Schema = "simrun.diff/1"

// Diff is how a result differs from an older one, in the form of its JSON.
type Diff struct {
	Schema  string   `json:"schema"`
	Old     Side     `json:"old"`
	New     Side     `json:"new"`
	Changes []Change `json:"changes"` // of the scenario, its seed and its trials
	Engine  []Change `json:"engine"`  // of what conducted the trials
	Numbers Numbers  `json:"numbers"`
	Points  []Point  `json:"points"` // those that both have
	OnlyOld int      `json:"points_only_old"`
	OnlyNew int      `json:"points_only_new"`
	Paired  []string `json:"paired,omitempty"` // the command line of a paired difference, for FILE
	Notes   []string `json:"notes"`

	swept bool // one of the results is of a sweep
	known bool // both results hold their scenario
}

// Side identifies one of the results.
type Side struct {
	Name        string       `json:"name"`
	Fingerprint string       `json:"fingerprint"`
	Seed        uint64       `json:"seed"`
	Trials      int64        `json:"trials"`
	Engine      shard.Engine `json:"engine"`
	Digest      string       `json:"digest"`
}

// Change is a value that is not the same on both sides.
type Change struct {
	Path string  `json:"path"`
	Old  *string `json:"old"` // as TOML; nil: not there
	New  *string `json:"new"`
}

// Numbers is what two digests say.
type Numbers string

// What two digests can say.
const (
	// SameBits: same scenario, seed, trials and digest.
	SameBits Numbers = "same to the last bit"
	// EngineChanged: same scenario, seed and trials, but another digest.
	EngineChanged Numbers = "changed by the engine"
	// OtherQuestion: scenario, seed or trials differ, so digests cannot agree.
	OtherQuestion Numbers = "of different runs"
)

// Of compares two results.
func Of(old, now *shard.Result) *Diff {
	d := &Diff{
		Schema: Schema, Old: side(old), New: side(now),
		Changes: []Change{}, Engine: engine(&old.Engine, &now.Engine), Numbers: OtherQuestion,
		Points: []Point{}, Notes: []string{},
		swept: len(old.Axes)+len(now.Axes) > 0,
		known: old.Scenario.Canonical != "" && now.Scenario.Canonical != "",
	}
	pairs := d.pair(old, now)
	for _, p := range pairs {
		d.Points = append(d.Points, comparePoints(p[0], p[1]))
	}
	d.scenario(old, now)
	sameTrials := old.Simulation.Seed == now.Simulation.Seed && slices.Equal(old.Simulation.Ranges, now.Simulation.Ranges)
	sameScenario := old.Scenario.Fingerprint == now.Scenario.Fingerprint
	switch {
	case sameScenario && sameTrials && old.Digest == now.Digest:
		d.Numbers = SameBits
	case sameScenario && sameTrials:
		d.Numbers = EngineChanged
		d.engineNote()
	case sameTrials && old.Engine.Semantics == now.Engine.Semantics && old.Engine.RNG == now.Engine.RNG:
		d.pairedNote()
	}
	return d
}

// side identifies a result.
func side(r *shard.Result) Side {
	return Side{
		Name: r.Scenario.Name, Fingerprint: r.Scenario.Fingerprint, Seed: r.Simulation.Seed,
		Trials: r.Simulation.Trials, Engine: r.Engine, Digest: r.Digest,
	}
}

// pair finds the points that set the same, or that are the same scenario however it
// came about; two results of one point each are about each other whatever they set.
func (d *Diff) pair(old, now *shard.Result) [][2]*shard.Point {
	if len(old.Points) == 1 && len(now.Points) == 1 {
		return [][2]*shard.Point{{&old.Points[0], &now.Points[0]}}
	}
	var pairs [][2]*shard.Point
	taken := make([]bool, len(now.Points))
	for i := range old.Points {
		a := &old.Points[i]
		found := slices.IndexFunc(now.Points, func(b shard.Point) bool {
			return sameSet(a.Set, b.Set) || a.Fingerprint != "" && a.Fingerprint == b.Fingerprint
		})
		if found < 0 || taken[found] {
			d.OnlyOld++
			continue
		}
		taken[found] = true
		pairs = append(pairs, [2]*shard.Point{a, &now.Points[found]})
	}
	d.OnlyNew = len(now.Points) - len(pairs)
	return pairs
}

// sameSet reports whether two points set the same values.
func sameSet(a, b map[string]any) bool {
	return len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b))
}

// engineNote says what to make of other numbers from the same trials.
func (d *Diff) engineNote() {
	if d.Old.Engine.Semantics != d.New.Engine.Semantics {
		return // which announces other numbers
	}
	d.Notes = append(d.Notes, "The semantics of both engines are the same, so the numbers should be too: one of the files was altered, or one of the programs errs; simrun verify tells.")
}

// pairedNote says that the runs share random numbers, and how their difference
// is known better.
func (d *Diff) pairedNote() {
	note := "Both runs have the same seed and trials, and so share their random numbers: their differences are usually known better than the errors above say."
	var varied []Change
	for _, c := range d.Changes {
		if !descriptive(c.Path) {
			varied = append(varied, c)
		}
	}
	if len(varied) == 1 && varied[0].Old != nil && varied[0].New != nil && !d.swept {
		c := varied[0]
		// The first point is the one that others are compared with.
		d.Paired = []string{"simrun", "run", "FILE", "--vary", c.Path + "=" + *c.Old + "," + *c.New}
		d.Notes = append(d.Notes, note+" The paired difference is given by:")
		return
	}
	d.Notes = append(d.Notes, note+" Run as points of one sweep, by simrun run with --vary and --against, they give the paired difference.")
}
