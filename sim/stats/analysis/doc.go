// Package analysis turns a snapshot into evidence: each test sees what is known
// on one day and says what it estimates, with what error, and how far the data
// are from the null hypothesis.
//
// Signs and scales. Every estimate is treated − control on the test's own scale
// (Scale). Z has the sign of the estimate: it is the standard normal deviate
// with the same tail probability as the test's own statistic, so that exact and
// t tests meet a group-sequential bound through their p-value.
//
//	greater      Z = Φ⁻¹(1 − p)
//	less         Z = Φ⁻¹(p)
//	two-sided    Z = sign(estimate − margin)·Φ⁻¹(1 − p/2)
//	equivalence  Z = Φ⁻¹(1 − p)
//
// Equivalence is tested by two one-sided tests, each at alpha: greater than the
// lower margin, and less than the upper one. P is the larger of their p-values, so
// Z is positive toward equivalence, and Statistic is that of the same side
// [schuirmann1987]. A group-sequential bound that either test may meet alone at
// level alpha, both may meet at one look.
//
// A statistic that cannot be computed (no events, one category, zero variance)
// has a Status that says why; it never rejects, and is counted.
//
// # Adding a test
//
// One file: a struct with toml tags, Check, Fit, New, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// The tests of this package iterate over Kinds: fixture_test.go says how to try a
// kind, status_test.go what it cannot analyze, and testdata/name.R writes
// reference values by another program to testdata/name.toml.
//
// # References
//
//	[boschloo1970]      R. D. Boschloo: Raised conditional level of significance for
//	                    the 2 × 2-table when testing the equality of two
//	                    probabilities. Statistica Neerlandica 24 (1970) 1–9,
//	                    10.1111/j.1467-9574.1970.tb00104.x.
//	[breslow1974]       N. Breslow: Covariance analysis of censored survival data.
//	                    Biometrics 30 (1974) 89–99, 10.2307/2529620.
//	[clopper1934]       C. J. Clopper, E. S. Pearson: The use of confidence or
//	                    fiducial limits illustrated in the case of the binomial.
//	                    Biometrika 26 (1934) 404–413, 10.1093/biomet/26.4.404.
//	[cox1972]           D. R. Cox: Regression models and life-tables. Journal of the
//	                    Royal Statistical Society B 34 (1972) 187–220,
//	                    10.1111/j.2517-6161.1972.tb00899.x.
//	[delong1988]        E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson: Comparing
//	                    the areas under two or more correlated receiver operating
//	                    characteristic curves. Biometrics 44 (1988) 837–845,
//	                    10.2307/2531595.
//	[efron1977]         B. Efron: The efficiency of Cox's likelihood function for
//	                    censored data. Journal of the American Statistical Association
//	                    72 (1977) 557–565, 10.1080/01621459.1977.10480613.
//	[farrington1990]    C. P. Farrington, G. Manning: Test statistics and sample size
//	                    formulae for comparative binomial trials with null hypothesis
//	                    of non-zero risk difference or non-unity relative risk.
//	                    Statistics in Medicine 9 (1990) 1447–1454,
//	                    10.1002/sim.4780091208.
//	[fisher1932]        R. A. Fisher: Statistical Methods for Research Workers. 4th
//	                    edition, Oliver and Boyd 1932, section 49.1: the analysis of
//	                    covariance.
//	[fisher1935]        R. A. Fisher: The logic of inductive inference. Journal of the
//	                    Royal Statistical Society 98 (1935) 39–82, 10.2307/2342435.
//	[fleming1991]       T. R. Fleming, D. P. Harrington: Counting Processes and
//	                    Survival Analysis. Wiley 1991, section 7.
//	[kaplan1958]        E. L. Kaplan, P. Meier: Nonparametric estimation from
//	                    incomplete observations. Journal of the American Statistical
//	                    Association 53 (1958) 457–481, 10.1080/01621459.1958.10501452.
//	[kenward1997]       M. G. Kenward, J. H. Roger: Small sample inference for fixed
//	                    effects from restricted maximum likelihood. Biometrics 53
//	                    (1997) 983–997, 10.2307/2533558.
//	[lancaster1961]     H. O. Lancaster: Significance tests in discrete distributions.
//	                    Journal of the American Statistical Association 56 (1961)
//	                    223–234, 10.1080/01621459.1961.10482105.
//	[lawless1987]       J. F. Lawless: Negative binomial and mixed Poisson regression.
//	                    Canadian Journal of Statistics 15 (1987) 209–225,
//	                    10.2307/3314912.
//	[lee2007]           S.-H. Lee: On the versatility of the combination of the
//	                    weighted log-rank statistics. Computational Statistics and
//	                    Data Analysis 51 (2007) 6557–6564, 10.1016/j.csda.2007.03.006.
//	[mann1947]          H. B. Mann, D. R. Whitney: On a test of whether one of two
//	                    random variables is stochastically larger than the other.
//	                    Annals of Mathematical Statistics 18 (1947) 50–60,
//	                    10.1214/aoms/1177730491.
//	[mantel1959]        N. Mantel, W. Haenszel: Statistical aspects of the analysis of
//	                    data from retrospective studies of disease. Journal of the
//	                    National Cancer Institute 22 (1959) 719–748,
//	                    10.1093/jnci/22.4.719.
//	[mantel1966]        N. Mantel: Evaluation of survival data and two new rank order
//	                    statistics arising in its consideration. Cancer Chemotherapy
//	                    Reports 50 (1966) 163–170.
//	[mccullagh1980]     P. McCullagh: Regression models for ordinal data. Journal of the
//	                    Royal Statistical Society B 42 (1980) 109–142,
//	                    10.1111/j.2517-6161.1980.tb01109.x.
//	[mccullagh1989]     P. McCullagh, J. A. Nelder: Generalized linear models. 2nd
//	                    edition, Chapman & Hall 1989, 10.1007/978-1-4899-3242-6.
//	[miettinen1985]     O. Miettinen, M. Nurminen: Comparative analysis of two rates.
//	                    Statistics in Medicine 4 (1985) 213–226,
//	                    10.1002/sim.4780040211.
//	[patterson1971]     H. D. Patterson, R. Thompson: Recovery of inter-block information
//	                    when block sizes are unequal. Biometrika 58 (1971) 545–554,
//	                    10.1093/biomet/58.3.545.
//	[pearson1900]       K. Pearson: On the criterion that a given system of deviations
//	                    … Philosophical Magazine 50 (1900) 157–175,
//	                    10.1080/14786440009463897.
//	[sato1989]          T. Sato: On the variance estimator for the Mantel–Haenszel risk
//	                    difference (letter). Biometrics 45 (1989) 1323–1324,
//	                    10.2307/2531784.
//	[satterthwaite1946] F. E. Satterthwaite: An approximate distribution of estimates
//	                    of variance components. Biometrics Bulletin 2 (1946) 110–114,
//	                    10.2307/3002019.
//	[schuirmann1987]    D. J. Schuirmann: A comparison of the two one-sided tests
//	                    procedure and the power approach for assessing the equivalence
//	                    of average bioavailability. Journal of Pharmacokinetics and
//	                    Biopharmaceutics 15 (1987) 657–680, 10.1007/BF01068419.
//	[student1908]       Student: The probable error of a mean. Biometrika 6 (1908)
//	                    1–25, 10.1093/biomet/6.1.1.
//	[welch1947]         B. L. Welch: The generalization of ‘Student's’ problem when
//	                    several different population variances are involved.
//	                    Biometrika 34 (1947) 28–35, 10.1093/biomet/34.1-2.28.
//	[yates1934]         F. Yates: Contingency tables involving small numbers and the
//	                    χ² test. Supplement to the Journal of the Royal Statistical
//	                    Society 1 (1934) 217–235, 10.2307/2983604.
package analysis
