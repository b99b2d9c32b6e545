// Package repeated fits the mixed model for repeated measures: the responses of a
// patient at the visits after baseline, with regressors that are all crossed with
// visit, and a covariance between visits that is common to all patients.
//
//	yᵢₜ = β₀ₜ + β₁ₜxᵢ₁ + … + eᵢₜ,  Cov(eᵢₛ, eᵢₜ) = Σₛₜ
//
// The estimate is by restricted maximum likelihood (REML) [patterson1971], from all
// responses that are known, whichever they are for each patient. The contrast of
// two arms at one visit comes with its standard error (not adjusted for the
// estimation of Σ) and Satterthwaite's degrees of freedom
// [satterthwaite1946] [giesbrecht1985]
//
//	df = 2v²/(g'A⁻¹g)
//
// where v is the variance of the estimate, g its derivatives by the parameters of Σ,
// and A the negative second derivatives of the restricted log likelihood at its
// maximum. There the result does not depend on how Σ is parametrized.
//
// # What is where
//
//	model     what is declared, and the structures of Σ [jennrich1986]
//	fitter    the object that fits
//	table     patients summed up by pattern of known visits
//	sequence  the closed form: Σ unstructured, nobody comes back after a missing visit
//	search    everything else: the likelihood and its minimum; block, one pattern of it
//	newton    the derivatives of the likelihood, and the step
//	product   the step and the degrees of freedom where the Hessian must be exact
//	satterthwaite  the contrast after a search
//	dense     linear algebra of small matrices
//
// # Speed
//
// The design of all patients is the Kronecker product of a row of regressors and the
// unit matrix of visits. So the patients with one pattern of known visits enter
// through a few sums of products, and nothing after those depends on their number.
//
// # References
//
//	[anderson1957]      T. W. Anderson: Maximum likelihood estimates for a multivariate
//	                    normal distribution when some observations are missing. Journal
//	                    of the American Statistical Association 52 (1957) 200–203,
//	                    10.1080/01621459.1957.10501379.
//	[giesbrecht1985]    F. G. Giesbrecht, J. C. Burns: Two-stage analysis based on a mixed
//	                    model: large-sample asymptotic theory and small-sample simulation
//	                    results. Biometrics 41 (1985) 477–486, 10.2307/2530872.
//	[harville1977]      D. A. Harville: Maximum likelihood approaches to variance component
//	                    estimation and to related problems. Journal of the American
//	                    Statistical Association 72 (1977) 320–338,
//	                    10.1080/01621459.1977.10480998.
//	[hestenes1952]      M. R. Hestenes, E. Stiefel: Methods of conjugate gradients for
//	                    solving linear systems. Journal of Research of the National Bureau
//	                    of Standards 49 (1952) 409–436, 10.6028/jres.049.044.
//	[jennrich1986]      R. I. Jennrich, M. D. Schluchter: Unbalanced repeated-measures
//	                    models with structured covariance matrices. Biometrics 42 (1986)
//	                    805–820, 10.2307/2530695.
//	[patterson1971]     H. D. Patterson, R. Thompson: Recovery of inter-block information
//	                    when block sizes are unequal. Biometrika 58 (1971) 545–554,
//	                    10.1093/biomet/58.3.545.
//	[satterthwaite1946] F. E. Satterthwaite: An approximate distribution of estimates of
//	                    variance components. Biometrics Bulletin 2 (1946) 110–114,
//	                    10.2307/3002019.
package repeated
