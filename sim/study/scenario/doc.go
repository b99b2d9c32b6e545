// Package scenario is the typed form of a scenario file: what a statistician
// writes, decoded strictly, with its defaults, its canonical form and its
// fingerprint. What the sections mean together is checked by package plan.
package scenario
