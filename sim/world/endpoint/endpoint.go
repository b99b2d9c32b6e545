package endpoint

import (
	"embed"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/population"
)

//go:embed *.go
var sources embed.FS

// Model is an endpoint as a scenario declares it: either Drawn or Derived.
//
// Parts gives the keys that all endpoints share, and its shape.
type Model interface {
	spec.Kind
	Parts() (*Common, cohort.Shape)
}

// Drawn is an endpoint that follows laws, one for each of its columns.
//
// Responses says what is declared of each column. Admit reports a problem when an
// arm cannot follow the law. New makes what realizes it, which belongs to one
// worker and turns draws into values by the given laws, by column and arm.
type Drawn interface {
	Model
	Responses() []Column
	Admit(law dist.Dist, p *spec.Problems)
	New(laws [][]dist.Dist) Realizer
}

// Column is what is declared of one column.
type Column struct {
	Path     string // of the response, below the endpoint
	Response spec.Keyed[dist.Response]
}

// Correlated is an endpoint whose columns are correlated.
type Correlated interface {
	Drawn
	// Correlation is the latent correlation matrix of the columns.
	Correlation() [][]float64
}

// Derived is an endpoint that follows from others.
//
// Sources names them. Fit reports a problem when they do not suit, and returns the
// shape, given theirs.
type Derived interface {
	Model
	Sources() []string
	Fit(of []cohort.Shape, p *spec.Problems) cohort.Shape
	// Derive fills the column from those of the others; any absent value is marked.
	Derive(o *cohort.Outcome, of []*cohort.Outcome, r Range)
}

// Realizer turns the draws in the columns of an endpoint into values, in place,
// for the patients of a range: uniforms in (0, 1). Any division of a range gives
// the same values.
type Realizer interface {
	Realize(o *cohort.Outcome, p *Patients, r Range)
}

// Gaussian is a realizer that can also start from standard normal deviates, where
// the columns hold these because they are correlated.
type Gaussian interface {
	Realizer
	// Normal reports whether it can, which its laws decide.
	Normal() bool
	RealizeNormal(o *cohort.Outcome, p *Patients, r Range)
}

// Patients are what a realizer may know of the patients.
type Patients struct {
	Arm    []uint8
	Leave  []float64 // time since entry at which observation ends at the latest
	Effect []float64 // linear predictor of the covariates; nil when there is none
}

// Range is the patients Lo ≤ i < Hi.
type Range struct{ Lo, Hi int }

// Kinds is the list of endpoints.
var Kinds = spec.NewKinds[Model]("endpoint", sources)

// Common is what all endpoints have.
type Common struct {
	// Delay is the time from a datum to its report.
	Delay float64 `toml:"delay" range:"[0,inf)"`
}

// Response is what endpoints of one column follow.
type Response struct {
	// Response is the law of the outcome, for all arms or by arm; an arm's may be relative to another's.
	Response spec.Keyed[dist.Response] `toml:"response,required"`
	population.Effects
}

// Responses is the one response.
func (r *Response) Responses() []Column { return []Column{{"response", r.Response}} }

// Predictor is what covariates add.
func (r *Response) Predictor() *population.Effects { return &r.Effects }

// Affected is an endpoint that covariates can act on.
type Affected interface {
	Drawn
	Predictor() *population.Effects
}

// Due is when an endpoint that is measured once is measured.
type Due struct {
	// At is the time since entry at which the value is measured.
	At float64 `toml:"at,required" range:"[0,inf)"`
	Lacking
}
