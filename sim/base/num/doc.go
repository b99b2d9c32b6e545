// Package num is the arithmetic of the trial loop: elementary and special
// functions, roots and quadrature that give identical bits on every platform
// and stay near machine precision in the tails.
package num
