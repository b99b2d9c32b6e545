// Package theory holds answers that are known without simulation: one file for
// each method, which says to which plans it applies.
//
// An answer is exact when only rounding separates it from the truth; a simulated
// figure that lies far from it is a sign of an error, see Flag. All others are
// approximations, and say so in their method.
//
// # References
//
//   - [cinlar1975] E. Çinlar, Introduction to Stochastic Processes, Prentice-Hall,
//     1975, chapter 4.
//   - [jennison2000] C. Jennison, B. W. Turnbull, Group Sequential Methods with
//     Applications to Clinical Trials, Chapman & Hall, 2000.
//   - [johnson1995] N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate
//     Distributions, volume 2, second edition, Wiley, 1995.
//   - [lakatos1988] E. Lakatos, Sample sizes based on the log-rank statistic in
//     complex clinical trials, Biometrics 44 (1988) 229–241.
//   - [lehmann1975] E. L. Lehmann, Nonparametrics: Statistical Methods Based on
//     Ranks, Holden-Day, 1975.
//   - [lin1989] D. Y. Lin, L. J. Wei, The robust inference for the Cox proportional
//     hazards model, Journal of the American Statistical Association 84 (1989)
//     1074–1078.
//   - [owen1965] D. B. Owen, A special case of a bivariate non-central
//     t-distribution, Biometrika 52 (1965) 437–446.
//   - [schoenfeld1981] D. Schoenfeld, The asymptotic properties of nonparametric
//     tests for comparing survival distributions, Biometrika 68 (1981) 316–319.
package theory
