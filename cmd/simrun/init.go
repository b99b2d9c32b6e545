package main

import (
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"simrun/scenarios"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// template is a scenario file to start from.
type template struct{ name, file, about string }

// templates are by question.
var templates = []template{
	{"two-proportions", "templates/two-proportions.toml", "how often a response is found more frequent in one of two arms"},
	{"two-means", "templates/two-means.toml", "how often a score is found higher in one of two arms"},
	{"visits", "templates/visits.toml", "how often a score is found lower at the last of several visits, some of which are missed"},
	{"survival", "templates/survival.toml", "how often and how early an event is found delayed, with a look on the way"},
	{"lupus", "msct/single-vs-double.toml", "one or two stem cell transplantations in refractory lupus, from publications"},
}

// newInit is the verb init.
func newInit(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "init [TEMPLATE [FILE]]",
		Short: "write a scenario file to start from",
		Long: `Init writes a commented scenario file that runs as it is, to TEMPLATE.toml or
FILE; - prints it. It never replaces a file. Without arguments it lists the
templates.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return env.templates()
			case 1:
				return env.start(args[0], strings.TrimSuffix(args[0], ".toml")+".toml")
			case 2:
				return env.start(args[0], args[1])
			}
			return misuse("simrun init survival trial.toml writes one file", "init takes a template and a file, not %d words", len(args))
		},
	}
}

// templates lists the templates.
func (e *environment) templates() error {
	t := &report.Table{Title: "Template", Columns: []string{"question"}, Left: 1}
	for _, known := range templates {
		t.Add(known.name, known.about)
	}
	d := &report.Document{}
	d.AddTable(t)
	d.Add("simrun init TEMPLATE writes TEMPLATE.toml.")
	return printDocument(e.out, d)
}

// start writes the template of a name to a file.
func (e *environment) start(name, file string) error {
	name = strings.TrimSuffix(name, ".toml")
	var names []string
	for _, known := range templates {
		if known.name != name {
			names = append(names, known.name)
			continue
		}
		text, err := fs.ReadFile(scenarios.Files, known.file)
		if err != nil {
			return failure("", "there is no %s in this program", known.file)
		}
		return e.begin(string(text), file)
	}
	return misuse(nearest(name, names, "simrun init ", "simrun init lists the templates"), "there is no template %q", name)
}

// begin writes the text of a scenario where there is no file yet.
func (e *environment) begin(text, file string) error {
	if file == "-" {
		_, err := io.WriteString(e.out, text)
		return err
	}
	path := e.path(file)
	if err := shard.CheckAbsent(path); err != nil {
		return misuse("name another file: simrun init TEMPLATE FILE", "cannot write %s: %s", file, reason(err))
	}
	if err := shard.WriteFile(path, []byte(text)); err != nil {
		return misuse("", "cannot write %s: %s", file, reason(err))
	}
	e.note("%s written; run it by: %s", file, command([]string{"simrun", file}))
	return nil
}
