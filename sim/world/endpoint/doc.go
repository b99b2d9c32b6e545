// Package endpoint says what happens to a patient: which outcome each has, by
// arm, and when it becomes known.
//
// # Adding an endpoint
//
// One file: a struct with toml tags that embeds Common, Check, Type, New, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// The tests of this package iterate over Kinds.
//
// # References
//
//	[bender2005]  R. Bender, T. Augustin, M. Blettner: Generating survival times
//	              to simulate Cox proportional hazards models. Statistics in
//	              Medicine 24 (2005) 1713–1723, 10.1002/sim.2059.
package endpoint
