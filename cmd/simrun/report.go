package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/study/shard"
)

// newReport is the verb report.
func newReport(env *environment) *cobra.Command {
	r, folder := &rendering{env: env}, ""
	c := &cobra.Command{
		Use:   "report RESULT",
		Short: "render a result",
		Long: `Report renders a result that a run has written: result.json, or its folder; or
what simrun size has written with --format json. The format html is one page with
figures that needs nothing else, to be read, printed or sent. Figures that show more than the result has are made from trials that
are conducted again.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("simrun report results/NAME/FINGERPRINT renders the result in that folder", "report takes one result, not %d", len(args))
			}
			return r.report(args[0], folder)
		},
	}
	r.add(c)
	addData(c.Flags(), &folder, "the working folder")
	c.Flags().SortFlags = false
	return c
}

// report renders the result; its scenario may name files below a folder.
func (r *rendering) report(name, folder string) error {
	if err := r.check(); err != nil {
		return err
	}
	files := r.env.beside(folder)
	if s, err := shard.LoadSizing(r.env.path(name)); err == nil {
		return r.deliver(name, func(w io.Writer, format string) error { return renderSizing(w, s, format, files) })
	}
	result, err := r.env.result(name)
	if err != nil {
		return err
	}
	return r.deliver(name, func(w io.Writer, format string) error { return render(w, result, format, files) })
}

// result reads a result: a file, or result.json in a folder.
func (e *environment) result(name string) (*shard.Result, error) {
	path := e.path(name)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "result.json")
	}
	r, err := shard.Load(path)
	var system *fs.PathError
	switch {
	case err == nil && len(r.Points) > 0:
		return r, nil
	case errors.As(err, &system):
		return nil, misuse("a run writes results/NAME/FINGERPRINT/result.json, and says so", "cannot read %s: %s", e.show(path), reason(err))
	case err == nil:
		return nil, misuse("", "%s has no point", e.show(path))
	}
	return nil, misuse("name a result.json or the folder that holds it", "%s %s", e.show(path), strings.TrimPrefix(reason(err), path+" "))
}
