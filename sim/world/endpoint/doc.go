// Package endpoint says what happens to a patient: which outcome each has, by
// arm, and when it becomes known.
//
// # Adding an endpoint
//
// One file: a struct with toml tags that embeds Common, Check, Type, New, and
//
//	var _ = Kinds.Add("name", &Name{})
//
// The tests of this package iterate over Kinds.
//
// # References
//
//	[bender2005]  R. Bender, T. Augustin, M. Blettner: Generating survival times
//	              to simulate Cox proportional hazards models. Statistics in
//	              Medicine 24 (2005) 1713–1723, 10.1002/sim.2059.
//	[furie2009]   R. A. Furie et al.: Novel evidence-based systemic lupus
//	              erythematosus responder index. Arthritis & Rheumatism 61
//	              (2009) 1143–1151, 10.1002/art.24698.
//	[nelsen2006]  R. B. Nelsen: An Introduction to Copulas. 2nd edition, Springer
//	              2006, 10.1007/0-387-28678-0.
//	[azzalini2014] A. Azzalini: The Skew-Normal and Related Families. Cambridge
//	              University Press 2014, 10.1017/CBO9781139248891.
package endpoint
