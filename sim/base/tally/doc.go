// Package tally accumulates what is observed of trials, exactly.
//
// Every accumulator is commutative and associative to the last bit: any order
// and any grouping of Add and Merge over the same observations gives the same
// content. Neither the number of workers nor the way a run was cut into shards
// can therefore change a result.
//
//	Count    K of N
//	Pair     joint counts of two indicators, for paired differences of rates
//	Sum      the exact sum of float64 values
//	Moments  mean and variance from exact sums
//	Hist     quantiles of real values, to 1/512 relative
//	Ints     quantiles of nonnegative integers, exact
//	Ranges   which trials have been counted
//
// The zero value of each is empty and ready to use. Add allocates nothing,
// except that Hist and Ints allocate a page of 512 bins when a value first falls
// into it.
//
// # Encoding
//
// AppendBinary appends the canonical encoding of an accumulator: two of them
// have equal content if and only if their bytes are equal. Decode is its
// inverse. It takes the encoding from the front of b and returns what follows
// it; bytes that AppendBinary cannot have written are refused with an error
// and leave the accumulator as it was. Decode never panics; it allocates at
// most 17 MB, however large the input (all pages of one Hist).
//
// # References
//
//	[neal]       R. M. Neal, Fast exact summation using small and large
//	             superaccumulators, arXiv:1505.05571 (2015).
//	[wilson]     E. B. Wilson, Probable inference, the law of succession, and
//	             statistical inference, JASA 22 (1927) 209–212.
//	[newcombe]   R. G. Newcombe, Two-sided confidence intervals for the single
//	             proportion: comparison of seven methods, Statistics in Medicine
//	             17 (1998) 857–872.
//	[hyndman]    R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages,
//	             The American Statistician 50 (1996) 361–365.
//	[david]      H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed., Wiley
//	             (2003), section 7.1.
//	[ogita]      T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product,
//	             SIAM Journal on Scientific Computing 26 (2005) 1955–1988.
package tally
