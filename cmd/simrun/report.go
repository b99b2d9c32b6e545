package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/report"
	"simrun/sim/report/html"
	"simrun/sim/study/shard"
)

// rendering is one call of the verb report.
type rendering struct {
	env    *environment
	format string
	output string
	force  bool
}

// newReport is the verb report.
func newReport(env *environment) *cobra.Command {
	r := &rendering{env: env}
	c := &cobra.Command{
		Use:   "report RESULT",
		Short: "render a result",
		Long: `Report renders a result that a run has written: result.json, or its folder. The
format html is one page with figures that needs nothing else, to be read, printed
or sent. Figures that show more than the result has are made from trials that
are conducted again.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("simrun report results/NAME/FINGERPRINT renders the result in that folder", "report takes one result, not %d", len(args))
			}
			return r.do(args[0])
		},
	}
	f := c.Flags()
	f.StringVar(&r.format, "format", "", "what to make: `"+strings.Join(resultFormats, ", ")+"`; default by the ending of --output, else text")
	f.StringVar(&r.output, "output", "", "`file` to write; default standard output")
	f.BoolVar(&r.force, "force", false, "replace the file if there is one")
	f.SortFlags = false
	return c
}

// resultFormats are the formats in which a result can be had.
var resultFormats = []string{"text", "markdown", "csv", "json", "html"}

// endings are the formats that the endings of files stand for.
var endings = map[string]string{".html": "html", ".htm": "html", ".md": "markdown", ".csv": "csv", ".json": "json"}

// do renders the result.
func (r *rendering) do(name string) error {
	format := r.format
	if format == "" {
		if format = endings[filepath.Ext(r.output)]; format == "" {
			format = "text"
		}
	}
	if err := checkFlags(0, format, resultFormats...); err != nil {
		return err
	}
	result, err := r.env.result(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := render(&b, result, format); err != nil {
		return failure("", "cannot render %s: %v", name, err)
	}
	if r.output == "" {
		_, err := r.env.out.Write(b.Bytes())
		return err
	}
	return r.write(b.Bytes())
}

// render writes a result in a format.
func render(w io.Writer, result *shard.Result, format string) error {
	switch format {
	case "html":
		return html.Write(w, result)
	case "markdown":
		return report.Run(result).Markdown(w)
	case "csv":
		return report.CSV(w, result)
	case "json":
		text, err := result.Text()
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}
	return printDocument(w, report.Run(result))
}

// write writes the file.
func (r *rendering) write(text []byte) error {
	path := r.env.path(r.output)
	if !r.force {
		if err := shard.CheckAbsent(path); err != nil {
			return misuse("choose another name, or say --force", "cannot write %s: %s", r.output, reason(err))
		}
	}
	if err := shard.WriteFile(path, text); err != nil {
		return failure("", "cannot write %s: %s", r.output, reason(err))
	}
	r.env.note("report written to %s", r.env.show(path))
	return nil
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
