// Package missing says which values of an endpoint are never recorded although
// the patient is still there.
//
// Every mechanism has one number that says how much: p for values missing
// completely at random, strength for the others, which are that again when it is 0.
//
// # Pattern
//
// The first visit of a longitudinal endpoint is never missing. At every later one,
// the value of a patient who still comes is missing with a probability that the
// mechanism gives. When the pattern is monotone, a patient with a missing value does
// not come any more; when it is intermittent, every visit is another chance.
//
// # Adding a mechanism
//
// One file: a struct with toml tags that embeds Chance, Check, Parts, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// # References
//
//	[rubin1976]  D. B. Rubin: Inference and missing data. Biometrika 63 (1976)
//	             581–592, 10.1093/biomet/63.3.581.
//	[little2019] R. J. A. Little, D. B. Rubin: Statistical Analysis with Missing
//	             Data. 3rd edition, Wiley 2019, 10.1002/9781119482260.
package missing
