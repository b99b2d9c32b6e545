// Package assign says which patient goes into which arm.
//
// Every rule spends one uniform of its column on each patient, so that the arm
// of a patient depends on the patients before and on nothing else.
//
// # References
//
//	[rosenberger2016]  W. F. Rosenberger, J. M. Lachin: Randomization in Clinical
//	                   Trials: Theory and Practice, 2nd ed., Wiley 2016, chapter 3.
package assign
