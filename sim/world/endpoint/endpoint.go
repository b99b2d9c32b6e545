package endpoint

import (
	"embed"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

//go:embed *.go
var sources embed.FS

// Model is an endpoint as a scenario declares it.
//
// Parts gives the keys that all endpoints share. Admit reports a problem when an
// arm cannot follow the law. New makes what realizes it, which belongs to one
// worker and draws from the given laws, one by arm.
type Model interface {
	spec.Kind
	Parts() (*Common, cohort.Shape)
	Admit(law dist.Dist, p *spec.Problems)
	New(laws []dist.Dist) Realizer
}

// Realizer fills the column of an endpoint for patients lo ≤ i < hi, whose arms
// are known, drawing from the column s. Any division of a range gives the same
// values.
type Realizer interface {
	Realize(o *cohort.Outcome, arm []uint8, r Range, s *rng.Stream)
}

// Range is the patients Lo ≤ i < Hi.
type Range struct{ Lo, Hi int }

// Kinds is the list of endpoints.
var Kinds = spec.NewKinds[Model]("endpoint", sources)

// Common is what all endpoints have.
type Common struct {
	// Response is the law of the outcome, for all arms or by arm; an arm's may be relative to another's.
	Response spec.Keyed[dist.Response] `toml:"response,required"`
	// Delay is the time from a datum to its report.
	Delay float64 `toml:"delay" range:"[0,inf)"`
}

// Due is when an endpoint that is measured once is measured.
type Due struct {
	// At is the time since entry at which the value is measured.
	At float64 `toml:"at,required" range:"[0,inf)"`
}
