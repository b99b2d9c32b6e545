// Package scenarios carries the shipped scenario files inside the binary, for
// the verbs that run or write them.
package scenarios

import "embed"

// Files holds the shipped scenarios, by folder: msct, published.
//
//go:embed */*.toml
var Files embed.FS
