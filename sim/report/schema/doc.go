// Package schema writes the JSON Schema (draft 2020-12) of scenario files, from
// which editors know what may be written, what it means, and what is wrong.
//
// It is made at run time from what package spec knows of the structs that read
// the file, so that it cannot fall behind them: every key with its comment,
// default, range and choices, and every kind with its keys. A general generator
// from Go types would know none of this: what a field accepts stands in the tags,
// registries and prototypes of spec, not in its type.
//
// The schema refuses no file that simrun accepts, but for a wrong value that a
// [sweep] replaces at every point. It does not find every mistake: what several
// values say together, such as the name of an arm that is not there, is for simrun
// check. In a file with a [sweep] nothing is required, since the sweep may give it.
package schema
