// Package scenarios holds the scenario files that are part of the program.
//
// msct asks about stem cell transplantation in lupus, published repeats results
// of the literature, tutorial explains the file format step by step, designs are
// files of one design each, and templates are what simrun init writes.
package scenarios

import (
	"embed"
	"path"
)

// Files are all scenario files, below the folders msct, published, tutorial, designs
// and templates, and beside them the files that they name.
//
//go:embed */*.toml */*.csv
var Files embed.FS

// Beside returns what reads the files that the scenario at a path names, by their
// path from its folder.
func Beside(scenario string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) { return Files.ReadFile(path.Join(path.Dir(scenario), name)) }
}
