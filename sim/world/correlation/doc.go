// Package correlation says how the visits of one patient hang together: the
// latent correlation matrix of a longitudinal endpoint.
//
// # Adding a pattern
//
// One file: a struct with toml tags, Check, Matrix, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// A matrix that is not positive definite is a problem of the scenario, and never
// repaired.
//
// # References
//
//	[diggle2002]  P. J. Diggle, P. Heagerty, K.-Y. Liang, S. L. Zeger: Analysis of
//	              Longitudinal Data. 2nd edition, Oxford University Press 2002.
//	[laird1982]   N. M. Laird, J. H. Ware: Random-effects models for longitudinal
//	              data. Biometrics 38 (1982) 963–974, 10.2307/2529876.
package correlation
