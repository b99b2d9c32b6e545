package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/base/data"
	"simrun/sim/report"
	"simrun/sim/report/html"
	"simrun/sim/study/shard"
)

// rendering says in which format something is to be had, and where.
type rendering struct {
	env    *environment
	format string
	output string
	force  bool
}

// add adds its flags to a verb.
func (r *rendering) add(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&r.format, "format", "", "what to make: `"+strings.Join(resultFormats, ", ")+"`; default by the ending of --output, else text")
	f.StringVar(&r.output, "output", "", "`file` to write; default standard output")
	f.BoolVar(&r.force, "force", false, "replace the file if there is one")
}

// resultFormats are the formats in which a result can be had.
var resultFormats = []string{"text", "markdown", "csv", "json", "parquet", "html"}

// endings are the formats that the endings of files stand for.
var endings = map[string]string{".html": "html", ".htm": "html", ".md": "markdown", ".csv": "csv", ".json": "json", ".parquet": "parquet"}

// check settles the format, before the work.
func (r *rendering) check() error {
	if r.format == "" {
		if r.format = endings[filepath.Ext(r.output)]; r.format == "" {
			r.format = "text"
		}
	}
	if err := checkFlags(0, r.format, resultFormats...); err != nil {
		return err
	}
	if r.output == "" {
		return r.env.printable(r.format, "name a file by --output FILE.parquet, or redirect: > FILE.parquet")
	}
	if !r.force {
		if err := shard.CheckAbsent(r.env.path(r.output)); err != nil {
			return misuse("choose another name, or say --force", "cannot write %s: %s", r.output, reason(err))
		}
	}
	return nil
}

// printable refuses to print what would garble a terminal.
func (e *environment) printable(format, hint string) error {
	if format == "parquet" && e.terminal {
		return misuse(hint, "parquet is not for a terminal")
	}
	return nil
}

// deliver writes what render writes, to the file or to standard output.
func (r *rendering) deliver(name string, render func(w io.Writer, format string) error) error {
	var b bytes.Buffer
	if err := render(&b, r.format); err != nil {
		return failure("", "cannot render %s: %v", name, err)
	}
	if r.output == "" {
		_, err := r.env.out.Write(b.Bytes())
		return err
	}
	path := r.env.path(r.output)
	if err := shard.WriteFile(path, b.Bytes()); err != nil {
		return failure("", "cannot write %s: %s", r.output, reason(err))
	}
	r.env.note("report written to %s", r.env.show(path))
	return nil
}

// render writes a result in a format. The files are those that its scenario may name;
// without them a page says less.
func render(w io.Writer, result *shard.Result, format string, files *data.Folder) error {
	switch format {
	case "html":
		return html.WriteWith(w, result, files)
	case "markdown":
		return report.Run(result).Markdown(w)
	case "csv":
		return report.CSV(w, result)
	case "parquet":
		return report.Parquet(w, result)
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

// renderSizing writes what a search found in a format.
func renderSizing(w io.Writer, s *shard.Sizing, format string, files *data.Folder) error {
	switch format {
	case "html":
		return html.WriteSizingWith(w, s, files)
	case "markdown":
		return report.Size(s).Markdown(w)
	case "csv":
		return report.SizeCSV(w, s)
	case "parquet":
		return report.SizeParquet(w, s)
	case "json":
		text, err := s.Text()
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}
	return printDocument(w, report.Size(s))
}
