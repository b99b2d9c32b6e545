// Package theory holds answers that are known without simulation: one file for
// each method, which says to which plans it applies.
//
// # References
//
//	[jennison2000]    C. Jennison, B. W. Turnbull: Group Sequential Methods with
//	                  Applications to Clinical Trials. Chapman & Hall/CRC 2000.
//	[schoenfeld1981]  D. Schoenfeld: The asymptotic properties of nonparametric
//	                  tests for comparing survival distributions. Biometrika 68
//	                  (1981) 316–319, 10.1093/biomet/68.1.316.
package theory
