package trial

import (
	"simrun/sim/base/rng"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/missing"
	"simrun/sim/world/population"
)

// Protocol is one trial as planned. Nothing in it changes after Compile.
type Protocol struct {
	World
	Conduct
}

// World is what is true whether or not anyone looks.
type World struct {
	Arms       []string // in file order
	Allocation assign.Allocation
	Accrual    accrual.Pattern
	Assignment assign.Rule
	Stratify   []int      // covariates of categories within whose combinations patients are assigned
	FollowUp   float64    // longest observation of a patient since entry, +Inf when none
	Dropout    *dist.Laws // time to leaving by arm, nil when nobody leaves
	Population []population.Variable
	Endpoints  []Endpoint
	Blocks     []Block
	Draws      []Draw // numbers drawn once per trial
	Slots      Slots
}

// Block is columns of draws that are correlated. A column is in one block at most.
type Block struct {
	Columns []Column // the first may be that by which patients are selected
	Joint   *population.Joint
}

// Column is a column of draws: of a covariate, or of an endpoint.
type Column struct {
	Covariate int // −1: of an endpoint
	Endpoint  int
	Column    int // of the endpoint
}

// Draw is a number that is drawn once per trial.
type Draw struct {
	Path string    // of the number in the scenario
	Law  dist.Dist // prepared
	Slot rng.Slot
}

// Typical is a value for every draw, its median, by which laws can be prepared
// before a trial.
func (w *World) Typical() []float64 {
	values := make([]float64, len(w.Draws))
	for i := range w.Draws {
		values[i] = w.Draws[i].Law.Quantile(0.5)
	}
	return values
}

// Slots are the addresses of what is drawn for the trial as a whole.
type Slots struct{ Accrual, Assignment, Dropout rng.Slot }

// Endpoint is one outcome and its law in every arm.
type Endpoint struct {
	Name     string
	Shape    cohort.Shape
	Model    endpoint.Model
	Laws     []*dist.Laws          // by column; none when derived
	Slots    []rng.Slot            // by column
	Effect   *population.Predictor // nil: covariates do not act on it
	Terminal bool                  // its event ends every other endpoint
	Of       []int                 // derived: the endpoints it follows from
	Missing  *Missing              // nil: every value is recorded of whom is there
}

// Missing is why values of an endpoint are not recorded.
type Missing struct {
	Mechanism missing.Mechanism
	Effect    *population.Predictor // of covariates on the chance; nil: none
	Slots     []rng.Slot            // by column
}

// Conduct is what is done: when one looks, what one tests, what follows.
type Conduct struct {
	Looks    []Look           // at least one
	Readings []cohort.Reading // first one of each endpoint as it is, then what analyses read otherwise
	Analyses []Analysis
	Design   design.Design
	Setting  design.Setting
}

// Look is one planned look at the data.
type Look struct {
	When     trigger.Condition // nil: when no datum can change any more
	Analyses []bool            // by analysis: whether it is part of the look
	Lag      float64           // from the data cut to the decision
}

// Analysis is one test of one hypothesis, with a comparison for every pair.
type Analysis struct {
	Name       string
	Hypothesis analysis.Hypothesis
	Scale      analysis.Scale
	Test       analysis.Test
	First      int // index of its first comparison among those of all analyses
}

// Comparisons is the number of comparisons of all analyses.
func (c *Conduct) Comparisons() int {
	n := 0
	for i := range c.Analyses {
		n += len(c.Analyses[i].Hypothesis.Pairs)
	}
	return n
}
