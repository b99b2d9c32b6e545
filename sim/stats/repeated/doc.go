// Package repeated fits the mixed model for repeated measures: the responses of a
// patient at the visits after baseline, with regressors that are all crossed with
// visit, and a covariance between visits that is common to all patients.
//
//	yᵢₜ = β₀ₜ + β₁ₜxᵢ₁ + … + eᵢₜ,  Cov(eᵢₛ, eᵢₜ) = Σₛₜ
//
// The estimate is by restricted maximum likelihood (REML) [patterson1971], from all
// responses that are known, whichever they are for each patient. The contrast of
// two arms at one visit comes with its standard error, not adjusted for the
// estimation of Σ or adjusted, and Satterthwaite's degrees of freedom
// [satterthwaite1946] [giesbrecht1985]
//
//	df = 2v²/(g'A⁻¹g)
//
// where v is the variance of the estimate, g its derivatives by the parameters of Σ,
// and A the negative second derivatives of the restricted log likelihood at its
// maximum. There the result does not depend on how Σ is parametrized.
//
// Kenward and Roger's standard error [kenward1997] allows for the estimation of Σ.
// With V(θ) the covariance matrix of all responses, Vᵢ and Vᵢⱼ its derivatives,
// Φ = (X'V⁻¹X)⁻¹ and W the covariance matrix of θ̂, it is that of
//
//	Φ + 2Φ ΣᵢΣⱼ Wᵢⱼ(Qᵢⱼ − PᵢΦPⱼ − Rᵢⱼ/4) Φ
//	Pᵢ = −X'V⁻¹VᵢV⁻¹X,  Qᵢⱼ = X'V⁻¹VᵢV⁻¹VⱼV⁻¹X,  Rᵢⱼ = X'V⁻¹VᵢⱼV⁻¹X
//
// Their degrees of freedom for one contrast are, by their formulas with ℓ = 1, those
// above, and their scale λ is 1: with A₁ = A₂ = A = g'Wg/v² these give g = −1,
// E* = 1/(1 − A), V* = (2 − A)/((1 − A)²(1 − 2A)), and so m = 2/A and λ = 1.
//
// Two choices are made. W is the inverse of the observed information, as in the degrees
// of freedom above, in SAS and in R's package mmrm; that of the expected one is in R's
// package pbkrtest. R, alone of all, depends on how Σ is parametrized [kenward2009]. Structures that
// are linear in the elements of Σ (unstructured, compound symmetry, Toeplitz) have
// these as parameters, so that R is 0. The others have variances and correlations,
// and the exponential one its variance and the range r of exp(−|tᵢ − tⱼ|/r), which does
// not depend on the unit of time; R is then in, as in the paper.
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
//	kenward_roger  the same with the standard error that allows for the estimation of Σ
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
//	[kenward1997]       M. G. Kenward, J. H. Roger: Small sample inference for fixed
//	                    effects from restricted maximum likelihood. Biometrics 53
//	                    (1997) 983–997, 10.2307/2533558.
//	[kenward2009]       M. G. Kenward, J. H. Roger: An improved approximation to the
//	                    precision of fixed effects from restricted maximum likelihood.
//	                    Computational Statistics and Data Analysis 53 (2009) 2583–2595,
//	                    10.1016/j.csda.2008.12.013.
//	[patterson1971]     H. D. Patterson, R. Thompson: Recovery of inter-block information
//	                    when block sizes are unequal. Biometrika 58 (1971) 545–554,
//	                    10.1093/biomet/58.3.545.
//	[satterthwaite1946] F. E. Satterthwaite: An approximate distribution of estimates of
//	                    variance components. Biometrics Bulletin 2 (1946) 110–114,
//	                    10.2307/3002019.
package repeated
