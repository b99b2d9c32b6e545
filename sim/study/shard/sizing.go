package shard

import (
	"encoding/json"
	"fmt"
	"os"

	"simrun/sim/study/oc"
)

// Sizing is what a search found, in the form of its JSON.
type Sizing struct {
	Schema   string        `json:"schema"`
	Scenario Scenario      `json:"scenario"`
	Engine   Engine        `json:"engine"`
	Vary     string        `json:"vary"`
	Goal     SizingGoal    `json:"goal"`
	Reached  bool          `json:"reached"`
	Largest  bool          `json:"largest,omitempty"` // the answer is the largest value that reaches the goal
	Answer   Real          `json:"answer"`            // the smallest value that reaches the goal
	SE       Real          `json:"se"`
	Lower    Real          `json:"lower"` // of the values not excluded at 95 %
	Upper    Real          `json:"upper"`
	Curve    []SizingPoint `json:"curve"`
	Verified *SizingPoint  `json:"verified"` // at the answer, on a fresh seed
	Arms     []SizingArm   `json:"arms"`     // patients by arm at the answer
	Seed     uint64        `json:"seed"`     // of the search
	Fresh    uint64        `json:"fresh_seed"`
	Start    *SizingStart  `json:"start"`  // where theory put the answer; null when it does not know
	Known    *Theory       `json:"known"`  // the figure at the answer without simulation; null when it is not known
	Learnt   []SizingPoint `json:"learnt"` // the curve around the answer
	Warnings []string      `json:"warnings"`
	Trials   int64         `json:"trials"` // spent in all
	Seconds  float64       `json:"seconds"`
}

// SizingSchema names the format of a sizing.
const SizingSchema = "simrun.size/1"

// SizingArm is the patients of one arm.
type SizingArm struct {
	Arm      string `json:"arm"`
	Patients int    `json:"patients"`
}

// SizingGoal is what was to be reached.
type SizingGoal struct {
	Metric   string  `json:"metric"`
	Analysis string  `json:"analysis"`
	Arm      string  `json:"arm"`
	AtMost   bool    `json:"at_most"` // otherwise at least
	Value    float64 `json:"value"`
	Unit     oc.Unit `json:"unit"`
}

// SizingPoint is the figure at one value.
type SizingPoint struct {
	X     float64 `json:"x"`
	Value Real    `json:"value"`
	SE    Real    `json:"se"`
	Lower Real    `json:"lower"`
	Upper Real    `json:"upper"`
	N     int64   `json:"n"`
}

// SizingStart is an answer that is known without simulation.
type SizingStart struct {
	X      Real   `json:"x"`
	Method string `json:"method"` // in words
	Exact  bool   `json:"exact"`
}

// Text is the sizing as indented JSON with a final line feed.
func (s *Sizing) Text() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// LoadSizing reads a sizing that was written as JSON.
func LoadSizing(path string) (*Sizing, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &Sizing{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s is no sizing: %w", path, err)
	}
	if s.Schema != SizingSchema {
		return nil, fmt.Errorf("%s has schema %q, not %s", path, s.Schema, SizingSchema)
	}
	return s, nil
}
