// Package spec says how a thing is declared in a scenario file.
//
// A file is TOML 1.0. It is read in three steps, and each can be used alone:
//
//  1. [Parse] turns text into a tree of [Node], which keeps the order of keys and knows the
//     dotted path of every value. [Node.Set] overrides a value, as --set does.
//  2. [Decode] reads a tree into Go structs. It is strict, and collects every mistake as a
//     [Problem] with path, fact and hint instead of stopping at the first.
//  3. [Encode] returns the canonical tree of a decoded value, all defaults written out.
//     [Node.TOML] prints it and [Fingerprint] hashes it.
//
// # Structs
//
// A field with a tag is a key of the struct's table:
//
//	Shape Number   `toml:"shape,required" range:"(0,inf)"`
//	Side  string   `toml:"side" choices:"greater less"`
//	Limit *float64 `toml:"limit"`
//
// The key of a required field must be there; any other field keeps its default when its key is
// absent. A pointer is nil when its key is absent; a table that is not behind a pointer is
// absent only if nothing in it is required. A key marked "later" was added after the first
// release: [Encode] leaves it out when it has its default, so that fingerprints stay. range
// limits numbers, and those in lists and tables; choices limits text. Fields without a toml
// tag are not read. Anonymous structs are part of the struct around them.
//
// Fields may be of type string, bool, int, int64, uint64, float64, [Number], [Of], [Table],
// [Keyed], a struct, a slice, an array or a pointer of these, or any [Decoder]. An integer may
// be written as a float that is whole. NaN and infinities are problems everywhere.
//
// Defaults come from the prototype of a kind, and from SetDefaults for other structs (see
// [Defaulter]). A struct that has a Check method, kind or not, is checked after its fields
// have been read without a problem; a struct around an anonymous one with a Check of its own
// calls it itself.
//
// # Kinds
//
// What is chosen by kind = "…" is registered with [Kinds], one registry for each concept, one
// file for each kind:
//
//	//go:embed *.go
//	var sources embed.FS
//
//	var Kinds = spec.NewKinds[Dist]("distribution", sources)
//
//	// Weibull has hazard shape/scale · (t/scale)^(shape − 1).
//	type Weibull struct { … }
//
//	var _ = Kinds.Add("weibull", &Weibull{})
//
// A field of type Of[Dist] then accepts { kind = "weibull", … }. An anonymous Of[Dist] shares
// the table of the struct around it. [Concepts] documents all kinds from their tags, their
// prototypes and their comments.
package spec
