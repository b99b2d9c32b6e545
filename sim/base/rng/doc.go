// Package rng gives uniform random numbers by address.
package rng
