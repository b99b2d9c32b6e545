// Package scenarios holds the scenario files that are part of the program.
//
// msct asks about stem cell transplantation in lupus, published repeats results
// of the literature, tutorial explains the file format step by step, designs are
// files of one design each, and templates are what simrun init writes.
package scenarios

import "embed"

// Files are all scenario files, below the folders msct, published, tutorial, designs
// and templates.
//
//go:embed */*.toml
var Files embed.FS
