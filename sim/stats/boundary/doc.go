// Package boundary computes the critical values of group-sequential trials:
// how much of the type I error each look may spend, the bound on its z
// statistic that follows, and the operating characteristics that given bounds
// have.
//
// The chapters of the package, each a file:
//
//   - Efficacy (boundary.go) is a rule for the upper bounds, chosen by
//     efficacy = { kind = "…" }. A rule that is a [Spending] function is spent
//     anew at the information that a trial has seen; a classical one (names
//     in …_bounds, and haybittle_peto) is computed once, for the planned looks.
//   - Recursion (recursion.go, grid.go, gauss.go) integrates the joint normal
//     distribution of the statistics look by look.
//   - Futility (futility.go) is a rule for the lower bounds of a one-sided test,
//     a spending function of beta or bounds given outright, chosen by
//     futility = { kind = "…" }.
//   - Memo (memo.go) gives the trial loop the bounds for observed information
//     and remembers them.
//   - Crossing (crossing.go) gives crossing probabilities, power, expected
//     information and the inflation of the sample size for any drift.
//
// To add a rule is to write one file that adds itself to [Kinds].
//
// # Sides
//
// Bounds are on the scale of z turned toward the alternative, so that they are
// positive. A one-sided rule spends alpha in the upper tail. A two-sided one
// spends f(t; alpha/2) in each of two symmetric tails; either ends the trial,
// and all totals (alpha spent, nominal p) count both. Futility bounds that are
// not binding play no part in efficacy bounds; binding ones do, so that the two
// follow from each other.
//
// # Accuracy
//
// The density of the statistic is smooth inside its interval, so that
// Gauss–Legendre quadrature converges geometrically. Measured by doubling the
// number of points, over spending functions one- and two-sided and looks from
// evenly spaced to 1/1000 apart, no bound moves by more than 4e-11, and by no
// more than 1e-14 where looks are at least 1/20 of the information apart.
// Trivariate normal probabilities by R's mvtnorm give the same bounds to 1e-12,
// and so does, to 2e-9, the limit of composite Simpson quadrature as in
// [jennison2000] ch. 19 for ten looks; both are in the tests.
//
// All arithmetic is portable: bounds are the same bits on every platform.
//
// # References
//
//   - [armitage1969] P. Armitage, C. K. McPherson, B. C. Rowe. Repeated
//     significance tests on accumulating data. Journal of the Royal
//     Statistical Society A 132 (1969) 235–244.
//   - [haybittle1971] J. L. Haybittle. Repeated assessment of results in
//     clinical trials of cancer treatment. British Journal of Radiology 44
//     (1971) 793–797.
//   - [hwang1990] I. K. Hwang, W. J. Shih, J. S. De Cani. Group sequential
//     designs using a family of type I error probability spending functions.
//     Statistics in Medicine 9 (1990) 1439–1445.
//   - [jennison2000] C. Jennison, B. W. Turnbull. Group Sequential Methods with
//     Applications to Clinical Trials. Chapman & Hall/CRC, 2000.
//   - [kim1987] K. Kim, D. L. DeMets. Design and analysis of group sequential
//     tests based on the type I error spending rate function. Biometrika 74
//     (1987) 149–154.
//   - [lan1983] K. K. G. Lan, D. L. DeMets. Discrete sequential boundaries for
//     clinical trials. Biometrika 70 (1983) 659–663.
//   - [obrien1979] P. C. O'Brien, T. R. Fleming. A multiple testing procedure
//     for clinical trials. Biometrics 35 (1979) 549–556.
//   - [pampallona2001] S. Pampallona, A. A. Tsiatis, K. Kim. Interim monitoring
//     of group sequential trials using spending functions for the type I and
//     type II error probabilities. Drug Information Journal 35 (2001)
//     1113–1121.
//   - [pocock1977] S. J. Pocock. Group sequential methods in the design and
//     analysis of clinical trials. Biometrika 64 (1977) 191–199.
//   - [wang1987] S. K. Wang, A. A. Tsiatis. Approximately optimal one-parameter
//     boundaries for group sequential trials. Biometrics 43 (1987) 193–199.
package boundary
