// Package data reads the files with columns of values that a scenario names.
//
// A file is CSV [rfc4180]: a line with the names of the columns, then a line for each
// row, in UTF-8 with or without a byte order mark, its lines ended either way. Only the
// columns that a scenario names are looked at. One whose cells are all numbers is of
// numbers; any other is of categories, and each of its cells has to be a name, so that
// effects, strata and subgroups can speak of it. The categories are in alphabetical
// order (of bytes: capitals first), as those of a factor of R, so that the order of the
// rows does not decide which is the first. A row must not lack a value of a column that
// is used: what a patient drawn from it would have is for whoever prepared the file to
// say.
//
// Package data opens nothing itself: a [Folder] is given what reads. It keeps one copy of
// each file, which all points of a sweep and all workers share.
//
// # References
//
//	[rfc4180]  Y. Shafranovich: Common Format and MIME Type for Comma-Separated Values
//	           (CSV) Files, RFC 4180, 2005, 10.17487/RFC4180.
package data
