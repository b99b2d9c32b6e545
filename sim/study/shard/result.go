package shard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/study/oc"
)

// Schema names the format of a result.
const Schema = "simrun.result/1"

// Result is what a run found, in the form of result.json.
type Result struct {
	Schema      string       `json:"schema"`
	Scenario    Scenario     `json:"scenario"`
	Engine      Engine       `json:"engine"`
	Simulation  Simulation   `json:"simulation"`
	Axes        []Axis       `json:"axes,omitempty"` // of the sweep
	Points      []Point      `json:"points"`
	Differences []Difference `json:"differences"`
	Warnings    []string     `json:"warnings"`
	State       *State       `json:"state,omitempty"` // nil in results of older versions
	Digest      string       `json:"digest"`          // of the exact tallies
}

// Scenario identifies what was simulated.
type Scenario struct {
	Title       string `json:"title"`
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
	TimeUnit    string `json:"time_unit"`

	// What a reader of the figures has to know of the design.
	Comparisons []Comparison `json:"comparisons"`
	Looks       []Look       `json:"looks"` // those the scenario declares

	// Canonical is the scenario of the first point as TOML with every default
	// written out, from which reports are made.
	Canonical string `json:"canonical,omitempty"`
}

// Comparison is what is compared, and how.
type Comparison struct {
	Analysis    string     `json:"analysis"`
	Endpoint    string     `json:"endpoint"`
	Type        string     `json:"type"`    // of the endpoint: binary, continuous or survival
	Arm         string     `json:"arm"`     // treated
	Control     string     `json:"control"` // the arm it is compared with; empty for a test of one arm
	Test        string     `json:"test"`
	Scale       string     `json:"scale"` // of estimate and margin, in words
	Alternative string     `json:"alternative"`
	Alpha       float64    `json:"alpha"`
	Margin      float64    `json:"margin"`
	Margins     [2]float64 `json:"margins,omitzero"`   // the two of equivalence
	Null        float64    `json:"null,omitzero"`      // of a test of one arm: what the arm is compared with
	Truth       Real       `json:"truth"`              // null when no single number is true
	NoTruth     string     `json:"no_truth,omitempty"` // the reason

	// Of a truth without closed form: the patients of the large cohort that it was
	// found in, and its standard error.
	TruthPatients int64   `json:"truth_patients,omitzero"`
	TruthSE       float64 `json:"truth_se,omitzero"`
}

// Equal reports whether two comparisons are the same; truths that are no number
// are equal.
func (c Comparison) Equal(d Comparison) bool {
	if math.IsNaN(float64(c.Truth)) && math.IsNaN(float64(d.Truth)) {
		c.Truth, d.Truth = 0, 0
	}
	return c == d
}

// Look is what fires a planned look.
type Look struct {
	Kind     string `json:"kind"`
	Endpoint string `json:"endpoint,omitempty"` // whose events are counted
	Count    int    `json:"count,omitempty"`    // of events or patients
}

// Engine identifies what simulated it.
type Engine struct {
	Version   string `json:"version"`
	Semantics int    `json:"semantics"`
	RNG       string `json:"rng"`
	Platform  string `json:"platform"`
}

// Simulation is which trials were conducted.
type Simulation struct {
	Seed    uint64       `json:"seed"`
	Trials  int64        `json:"trials"`
	Ranges  tally.Ranges `json:"ranges"`
	Seconds float64      `json:"seconds"`
}

// Axis is one direction of a sweep: paths that move together, and for every step
// their values.
type Axis struct {
	Paths  []string `json:"paths"`
	Values [][]any  `json:"values"` // by step, by path
}

// Point is the rows of one point of a sweep; a plain scenario has one point
// with nothing set.
type Point struct {
	Set         map[string]any `json:"set"`
	Fingerprint string         `json:"fingerprint"`
	Comparisons []Comparison   `json:"comparisons,omitempty"` // where they differ from the scenario's
	Rows        []Row          `json:"rows"`
	Theory      []Theory       `json:"theory,omitempty"` // what is known of the point without simulation
}

// Theory is a figure that is known without simulation; the names are those of the
// row it is about.
type Theory struct {
	Metric   string  `json:"metric"`
	Analysis string  `json:"analysis"`
	Endpoint string  `json:"endpoint,omitempty"`
	Arm      string  `json:"arm"`
	Look     *int    `json:"look"`
	Reason   string  `json:"reason,omitempty"`
	Value    float64 `json:"value"`
	Method   string  `json:"method"`
	Exact    bool    `json:"exact"`
	Deviates bool    `json:"deviates,omitempty"` // the simulated figure lies more than four standard errors away
}

// Row is a row of operating characteristics.
type Row struct{ oc.Row }

// Difference is a paired difference between two points.
type Difference struct {
	Metric   string         `json:"metric"`
	Analysis string         `json:"analysis"`
	Arm      string         `json:"arm"`
	Set      map[string]any `json:"set"`
	Against  map[string]any `json:"against"`
	Value    Real           `json:"value"`
	SE       Real           `json:"se"`
	Lower    Real           `json:"lower"`
	Upper    Real           `json:"upper"`
	N        int64          `json:"n"`
}

// NewDifference is a row of paired differences between two points.
func NewDifference(r oc.Row, set, against map[string]any) Difference {
	return Difference{
		Metric: r.Metric, Analysis: r.Analysis, Arm: r.Arm, Set: set, Against: against,
		Value: Real(r.Value), SE: Real(r.SE), Lower: Real(r.Lower), Upper: Real(r.Upper), N: r.N,
	}
}

// Real is a number that JSON writes as null when it is not finite.
type Real float64

// MarshalJSON writes the shortest text that reads back the same.
func (r Real) MarshalJSON() ([]byte, error) {
	if f := float64(r); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return json.Marshal(f)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads null as NaN.
func (r *Real) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*r = Real(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(r))
}

// rowJSON is a row as the file has it: names that do not apply are null.
type rowJSON struct {
	Metric   string   `json:"metric"`
	Analysis *string  `json:"analysis"`
	Endpoint *string  `json:"endpoint"`
	Arm      *string  `json:"arm"`
	Look     *int     `json:"look"`
	Reason   *string  `json:"reason,omitempty"`
	Value    Real     `json:"value"`
	SE       Real     `json:"se"`
	Lower    Real     `json:"lower"`
	Upper    Real     `json:"upper"`
	N        int64    `json:"n"`
	Unit     oc.Unit  `json:"unit"`
	Warnings []string `json:"warnings"`
}

// MarshalJSON writes the row.
func (r Row) MarshalJSON() ([]byte, error) {
	w := r.Warnings
	if w == nil {
		w = []string{}
	}
	j := rowJSON{
		Metric: r.Metric, Analysis: optional(r.Analysis), Endpoint: optional(r.Endpoint), Arm: optional(r.Arm),
		Look: optional(r.Look), Reason: optional(r.Reason),
		Value: Real(r.Value), SE: Real(r.SE), Lower: Real(r.Lower), Upper: Real(r.Upper),
		N: r.N, Unit: r.Unit, Warnings: w,
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Row) UnmarshalJSON(b []byte) error {
	var j rowJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	r.Row = oc.Row{
		Metric: j.Metric, Analysis: value(j.Analysis), Endpoint: value(j.Endpoint), Arm: value(j.Arm),
		Look: value(j.Look), Reason: value(j.Reason),
		Value: float64(j.Value), SE: float64(j.SE), Lower: float64(j.Lower), Upper: float64(j.Upper),
		N: j.N, Unit: j.Unit, Warnings: j.Warnings,
	}
	return nil
}

// optional is a pointer to x, nil when x is the zero value.
func optional[T comparable](x T) *T {
	var zero T
	if x == zero {
		return nil
	}
	return &x
}

// value is the inverse of optional.
func value[T any](p *T) (x T) {
	if p != nil {
		x = *p
	}
	return x
}

// Digest identifies exact tallies by their canonical bytes: equal for any
// workers, shards, merge order and resumption.
func Digest(tallies []byte) string {
	h := sha256.Sum256(tallies)
	return "sha256:" + hex.EncodeToString(h[:])
}

// Read reads a result from the text of a file. The error is a *Damaged when the
// text once was a result.
func Read(text []byte) (*Result, error) {
	var r Result
	if err := json.Unmarshal(text, &r); err != nil {
		if err := broken(text, err); errors.As(err, new(*Damaged)) {
			return nil, err
		}
		return nil, fmt.Errorf("is no result: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("has schema %q, not %q", r.Schema, Schema)
	}
	sealed, err := unseal(text)
	if err == nil && !sealed && r.State != nil {
		err = errors.New("its checksum is missing")
	}
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return nil, broken(text, err)
	}
	return &r, nil
}

// Text is the result as the text of a file, with its checksum.
func (r *Result) Text() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, err
	}
	return seal(append(b, '\n')), nil
}
