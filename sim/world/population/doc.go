// Package population says who the patients are: what is known of each at entry,
// how that is correlated with itself and with what happens later, and what it
// does to the endpoints.
//
// # Correlation
//
// Every column of draws, a covariate's or an endpoint's, is a column of uniforms.
// Columns that are correlated are turned into standard normal deviates, mixed so
// that they have the correlations declared, and turned back: a Gaussian copula
// over any marginal laws [nelsen2006, ch. 2].
//
// # Effects
//
// A covariate acts through the linear predictor of a patient, the sum of its
// coefficients times its values, or of the coefficients of its categories, plus
// those of its interactions with the patient's arm. On what the predictor acts is
// the endpoint's to say. Covariates are not centered: the response of an arm is
// that of a patient whose predictor is 0.
//
// # References
//
//	[nelsen2006]  R. B. Nelsen: An Introduction to Copulas. 2nd edition, Springer
//	              2006, 10.1007/0-387-28678-0.
package population
