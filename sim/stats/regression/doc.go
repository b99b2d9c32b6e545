// Package regression fits the models that protocols name to the patients of two
// arms: it knows numbers only, neither snapshots nor hypotheses.
//
//	Linear            response = … + β·treated, normal errors (ANCOVA)
//	Logistic          log odds of success
//	ProportionalOdds  log odds of higher categories
//	Poisson           log rate, with exposure
//	NegativeBinomial  log rate, with exposure and estimated dispersion
//
// and from stratified two-by-two tables the Cochran–Mantel–Haenszel statistic and
// the Mantel–Haenszel risk difference. The effect is always treated − control,
// adjusted for the covariates; every model has an intercept (proportional odds:
// its thresholds).
//
// A model owns its memory and allocates only in New…; a fit is a pure function of
// the patients in their order. Another order changes only last bits. Exchanging the
// arms changes the sign of the effect and not one bit else: the arm enters as ±½.
//
// # Regressors
//
// Covariates are centered before they are used, so their origin costs no digits. A
// covariate that is a linear combination of the intercept, the arm and the
// covariates before it is dropped, as R does; its coefficient is NaN. Patients who
// have everything in common that a model asks for are one row with a multiplicity,
// as long as there are few different rows: with the arm and categories alone a fit
// costs the same for any number of patients.
//
// # Maximization
//
// The likelihoods are maximized by Newton's method (newton.go says when it is
// done). A maximum at infinity — separated responses, an arm without events — is
// recognized by its rate, which is linear instead of quadratic, and reported as
// NoConvergence.
//
// # References
//
//	[albert1984]   A. Albert, J. A. Anderson: On the existence of maximum likelihood
//	               estimates in logistic regression models. Biometrika 71 (1984)
//	               1–10, 10.1093/biomet/71.1.1.
//	[greenland1985] S. Greenland, J. M. Robins: Estimation of a common effect
//	               parameter from sparse follow-up data. Biometrics 41 (1985)
//	               55–68, 10.2307/2530643.
//	[lawless1987]  J. F. Lawless: Negative binomial and mixed Poisson regression.
//	               Canadian Journal of Statistics 15 (1987) 209–225,
//	               10.2307/3314912.
//	[mantel1959]   N. Mantel, W. Haenszel: Statistical aspects of the analysis of
//	               data from retrospective studies of disease. Journal of the
//	               National Cancer Institute 22 (1959) 719–748,
//	               10.1093/jnci/22.4.719.
//	[mccullagh1980] P. McCullagh: Regression models for ordinal data. Journal of the
//	               Royal Statistical Society B 42 (1980) 109–142,
//	               10.1111/j.2517-6161.1980.tb01109.x.
//	[mccullagh1989] P. McCullagh, J. A. Nelder: Generalized linear models. 2nd
//	               edition, Chapman & Hall 1989, 10.1007/978-1-4899-3242-6.
//	[pratt1981]    J. W. Pratt: Concavity of the log likelihood. Journal of the
//	               American Statistical Association 76 (1981) 103–106,
//	               10.1080/01621459.1981.10477613.
//	[sato1989]     T. Sato: On the variance estimator for the Mantel–Haenszel risk
//	               difference (letter). Biometrics 45 (1989) 1323–1324,
//	               10.2307/2531784.
package regression
