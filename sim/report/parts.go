package report

import "simrun/sim/study/shard"

// About names a comparison among several: by analysis, and by arm where the
// analysis has more than one; "" when there is only one comparison.
func About(all []shard.Comparison, c *shard.Comparison) string { return about(all, c) }

// Null reports whether what is assumed belongs to the null hypothesis of a
// comparison, so that its power is a type I error.
func Null(c *shard.Comparison) bool { return null(c) }

// ValueText is a value of a sweep for people: a number in full, a table by its
// kind and parameters.
func ValueText(v any) string { return valueText(v) }

// Superscript writes a number ≥ 0 in raised digits.
func Superscript(n int) string { return superscript(n) }
