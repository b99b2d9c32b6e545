// Package accrual says when patients arrive.
//
// A pattern is an intensity λ(t) of arrivals per time unit of calendar time
// from the opening of the trial. With Λ(t) = ∫λ, patient i (from 1) enters at
// Λ⁻¹(E₁ + … + Eᵢ) with standard exponential Eᵢ when arrivals are a Poisson
// process [cinlar1975], and at Λ⁻¹(i) when they are evenly spaced.
//
// # References
//
//	[cinlar1975]  E. Çınlar: Introduction to Stochastic Processes. Prentice-Hall
//	              1975, section 4.7.
package accrual
