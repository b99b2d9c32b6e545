// Package theory holds answers that are known without simulation: one file for
// each method, which says to which plans it applies.
package theory
