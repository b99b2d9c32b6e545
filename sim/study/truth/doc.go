// Package truth says what each test estimates when there are infinitely many
// patients, so that bias and coverage can be judged.
//
// Where a closed form exists it is used (Of, Survival, OfOne, FirstOf). Else, where the test
// estimates something that one number says whatever the model is, such as a
// difference of means or of risks, that number is found in one cohort of 2^20
// patients who are all seen whole, each under both arms with the same draws (Cohort);
// such a value comes with its standard error. Where no single number is true, such as
// a hazard ratio under non-proportional hazards, the reason is given instead.
//
// The cohort has indices of trials that no run conducts, below 0, and the seed of
// the scenario. Its sums are exact, so that its values are the same to the last bit on every
// platform.
//
// # Standard errors
//
// Those of means are of differences within patients. Logarithms of odds and rates
// have the errors of their derivatives; the probability of superiority that of the
// sum of each patient's two placements [delong1988].
//
// # References
//
//	[delong1988]  E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson: Comparing the areas
//	              under two or more correlated receiver operating characteristic
//	              curves: a nonparametric approach. Biometrics 44 (1988) 837–845,
//	              10.2307/2531595.
package truth
