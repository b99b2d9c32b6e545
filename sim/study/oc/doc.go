// Package oc holds the operating characteristics: what is kept of each trial,
// and what is said of all of them, with its Monte Carlo error.
//
// Cells are exact and commutative, so that the way in which trials are divided
// among workers and shards changes no bit of any row.
//
// # Errors
//
// Rates come with the standard error √(p(1 − p)/n) and Wilson's interval
// [wilson1927]; means with s/√n and the normal interval; quantiles with the
// order-statistic interval, widened by the width of a bin. All intervals have
// level 95 %. A true value from a large cohort has an error of its own: that of the bias
// is the root of the sum of both squares, and a warning names it beside coverage.
//
// # References
//
//	[ohagan2005]  A. O'Hagan, J. W. Stevens, M. J. Campbell: Assurance in clinical
//	              trial design. Pharmaceutical Statistics 4 (2005) 187–201,
//	              10.1002/pst.175.
//	[wilson1927]  E. B. Wilson: Probable inference, the law of succession, and
//	              statistical inference. Journal of the American Statistical
//	              Association 22 (1927) 209–212, 10.1080/01621459.1927.10502953.
package oc
