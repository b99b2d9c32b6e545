// Package report says what was found, for people.
//
// Three things are kept apart. What is said: [Run], [Check] and [Verify] turn results into
// a [Document] of sentences and tables. How a number looks: [Decimals] gives a value
// the digits that its error supports. How it is laid out: [Document.Text] and
// [Document.Markdown] know nothing of trials. [CSV] writes the numbers themselves.
//
// A sweep is projected onto tables in which every cell is one point: by its only
// axis, as a grid of two, or as a list of the points. Nothing is averaged over.
//
// # Digits
//
// A Monte Carlo error is printed with one or two digits by the rule of
// [pdg2024], section 5.3: two when its first three digits are at most 354, else
// one. The value gets as many decimals.
//
// # References
//
//	[pdg2024]  S. Navas et al. (Particle Data Group): Review of Particle Physics.
//	           Physical Review D 110 (2024) 030001, 10.1103/PhysRevD.110.030001.
//	[plackett1954]  R. L. Plackett: A reduction formula for normal multivariate
//	           integrals. Biometrika 41 (1954) 351–360.
package report
