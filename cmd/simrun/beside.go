package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/spf13/pflag"

	"simrun/sim/base/data"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// addData defines --data.
func addData(f *pflag.FlagSet, folder *string, standard string) {
	f.StringVar(folder, "data", "", "`folder` of the files that the scenario names; default "+standard)
}

// source reads a scenario file, together with the files beside it; - stands for
// standard input, whose files are below the working folder. A folder that is named
// takes the place of that of the scenario.
func (e *environment) source(file, folder string) (scenario.Source, error) {
	text, err := e.read(file)
	if err != nil {
		return scenario.Source{}, err
	}
	switch {
	case folder != "":
	case file == "-":
		folder = "."
	default:
		folder = filepath.Dir(file)
	}
	return scenario.Source{Text: text, Files: e.beside(folder)}, nil
}

// beside is the files below a folder, which is that of a scenario.
func (e *environment) beside(folder string) *data.Folder {
	return data.NewFolder(func(name string) ([]byte, error) {
		content, err := shard.ReadBeside(e.path(folder), name, data.MaxBytes)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New(reason(err))
		}
		return content, err
	})
}
