// Package num is the arithmetic of the trial loop: elementary and special
// functions, roots and quadrature that give identical bits on every platform
// and stay near machine precision in the tails.
//
// The functions of the standard math package differ between platforms, and
// within one of them by what the processor offers. Here every function is
// composed of operations that are exact or correctly rounded everywhere:
// + − × ÷, square root, fused multiply-add on request, and moves of bits. A
// product that is added to something stands in float64(…), which forbids the
// compiler to fuse the two. TestGoldenBits holds every platform to one digest
// of each function.
//
// Errors are given relative to the result, in units in the last place or in
// multiples of 2^−53 ≈ 1.1e-16. No function returns an error: outside its
// domain a function of real numbers gives NaN, and one that has nothing to
// return panics, as its documentation says.
//
// The files, one subject each: log, exp, pow, erf, normal, gamma (with
// Stirling's remainder and the saddle-point deviance), incgamma, beta, student,
// discrete, box (with polyhedron), root, quadrature, clamp. The *_table files hold constants.
//
// # References
//
//   - [abramowitz1964] M. Abramowitz, I. A. Stegun (eds.), Handbook of
//     Mathematical Functions, National Bureau of Standards, 1964.
//   - [brent1973] R. P. Brent, Algorithms for Minimization without Derivatives,
//     Prentice-Hall, 1973, chapter 4.
//   - [didonato1992] A. R. DiDonato, A. H. Morris, Algorithm 708: Significant
//     digit computation of the incomplete beta function ratios, ACM
//     Transactions on Mathematical Software 18 (1992) 360–373.
//   - [loader2000] C. Loader, Fast and accurate computation of binomial
//     probabilities, 2000.
//   - [owen1956] D. B. Owen, Tables for computing bivariate normal
//     probabilities, Annals of Mathematical Statistics 27 (1956) 1075–1090.
//   - [piessens1983] R. Piessens, E. de Doncker-Kapenga, C. W. Überhuber,
//     D. K. Kahaner, QUADPACK, Springer, 1983.
//   - [tang1989] P. T. P. Tang, Table-driven implementation of the exponential
//     function in IEEE floating-point arithmetic, ACM Transactions on
//     Mathematical Software 15 (1989) 144–157.
//   - [tang1990] P. T. P. Tang, Table-driven implementation of the logarithm
//     function in IEEE floating-point arithmetic, ACM Transactions on
//     Mathematical Software 16 (1990) 378–400.
package num
