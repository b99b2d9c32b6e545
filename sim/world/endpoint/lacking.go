package endpoint

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/missing"
)

// Lacking is what endpoints have whose values may not be recorded although the
// patient is there.
type Lacking struct {
	// Missing is the mechanism by which values are missing; absent, none are.
	Missing spec.Of[missing.Mechanism] `toml:"missing,later"`
}

// Mechanism is why values are missing, nil when none are.
func (l *Lacking) Mechanism() missing.Mechanism {
	if !l.Missing.IsSet() {
		return nil
	}
	return l.Missing.Value
}

// Incomplete is an endpoint whose values may be missing.
type Incomplete interface {
	Drawn
	Mechanism() missing.Mechanism
}
