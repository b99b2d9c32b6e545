// Package matrix solves small systems of linear equations whose matrix is
// symmetric and positive definite, in memory that the caller owns.
//
// A symmetric matrix of order n is its lower triangle row by row, n(n+1)/2
// numbers: A[i][j] with j ≤ i is a[i(i+1)/2 + j]. Nothing allocates, and the
// arithmetic is portable. The order is that of a regression, ten or so: there is
// no blocking.
package matrix
