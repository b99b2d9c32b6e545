// Package dist holds the univariate laws that virtual patients are drawn from.
//
// A law is a pure quantile function: the uniform number comes from outside, by
// address, and one value costs exactly one uniform. So a law can be shared,
// hashed, written to TOML, and compared across scenarios on the same patients.
//
// # Adding a law
//
// One file: a struct with toml tags, Check, Prepare, Quantile, CDF, Mean, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// and testdata/name.toml with reference values of another implementation and
// with mistakes that Check must find. A law of a time also implements Lifetime,
// so that hazard ratios keep the digits of its upper tail; others with a long
// upper tail give Survival and SurvivalQuantile. The tests of this package
// iterate over Kinds and over those cases.
//
// # Relative responses
//
// An arm may follow a law relative to another arm's. Resolve binds the arms of
// an endpoint together; an effect that acts on a law of its own type
// (probability, time, rate, number) wraps the base, and keeps working when a
// parameter of the base is drawn anew.
//
// # References
//
//	[johnson1994]  N. L. Johnson, S. Kotz, N. Balakrishnan: Continuous
//	               Univariate Distributions, volume 1, 2nd ed., Wiley 1994.
//	[johnson1995]  N. L. Johnson, S. Kotz, N. Balakrishnan: Continuous
//	               Univariate Distributions, volume 2, 2nd ed., Wiley 1995.
//	[johnson2005]  N. L. Johnson, A. W. Kemp, S. Kotz: Univariate Discrete
//	               Distributions, 3rd ed., Wiley 2005.
//	[abramowitz1964] M. Abramowitz, I. A. Stegun: Handbook of Mathematical
//	               Functions, National Bureau of Standards 1964.
//	[wilson1931]   E. B. Wilson, M. M. Hilferty: The distribution of chi-square.
//	               Proceedings of the National Academy of Sciences 17 (1931)
//	               684–688, 10.1073/pnas.17.12.684.
//	[boag1949]     J. W. Boag: Maximum likelihood estimates of the proportion of
//	               patients cured by cancer therapy. Journal of the Royal
//	               Statistical Society B 11 (1949) 15–53.
//	[chen1974]     H.-C. Chen, Y. Asau: On generating random variates from an
//	               empirical distribution. AIIE Transactions 6 (1974) 163–166,
//	               10.1080/05695557408974949.
//	[lambert1992]  D. Lambert: Zero-inflated Poisson regression, with an
//	               application to defects in manufacturing. Technometrics 34
//	               (1992) 1–14, 10.2307/1269547.
//	[titterington1985] D. M. Titterington, A. F. M. Smith, U. E. Makov:
//	               Statistical Analysis of Finite Mixture Distributions, Wiley 1985.
//	[tricker1984]  A. R. Tricker: Effects of rounding on the moments of a
//	               probability distribution. The Statistician 33 (1984) 381–390.
//	[efron1979]    B. Efron: Bootstrap methods: another look at the jackknife. Annals
//	               of Statistics 7 (1979) 1–26, 10.1214/aos/1176344552.
//	[friedman1982] M. Friedman: Piecewise exponential models for survival data
//	               with covariates. Annals of Statistics 10 (1982) 101–113,
//	               10.1214/aos/1176345693.
//	[bender2005]   R. Bender, T. Augustin, M. Blettner: Generating survival times
//	               to simulate Cox proportional hazards models. Statistics in
//	               Medicine 24 (2005) 1713–1723, 10.1002/sim.2059.
//	[mccullagh1980] P. McCullagh: Regression models for ordinal data. Journal of
//	               the Royal Statistical Society B 42 (1980) 109–142,
//	               10.1111/j.2517-6161.1980.tb01109.x.
package dist
