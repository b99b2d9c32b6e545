package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"simrun/sim/report/schema"
	"simrun/sim/study/shard"
)

// newSchema is the verb schema.
func newSchema(env *environment) *cobra.Command {
	output := ""
	c := &cobra.Command{
		Use:   "schema",
		Short: "print the JSON Schema of scenario files, for editors",
		Long: `Schema prints a JSON Schema (draft 2020-12) of scenario files: every key and kind
that simrun kinds knows, with its meaning, default and limits. Editors that know
Taplo, such as VS Code with Even Better TOML, complete and check a scenario by it
when the first line of the file is

  #:schema ./simrun.schema.json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return misuse("simrun schema --output simrun.schema.json", "schema takes no %q", args[0])
			}
			return env.schema(output)
		},
	}
	c.Flags().StringVar(&output, "output", "", "`file` to which the schema is written; an earlier schema of simrun is replaced")
	return c
}

// schema prints the schema, or writes it to a file.
func (e *environment) schema(file string) error {
	text, err := schema.Text()
	if err != nil {
		return failure("", "cannot write the schema: %v", err)
	}
	if file == "" || file == "-" {
		_, err := e.out.Write(text)
		return err
	}
	path := e.path(file)
	if err := shard.CheckAbsent(path); err != nil && !isSchema(path) {
		return misuse("name another file, as in --output simrun.schema.json", "cannot write %s: %s", file, reason(err))
	}
	if err := shard.WriteFile(path, text); err != nil {
		return misuse("", "cannot write %s: %s", file, reason(err))
	}
	e.note("%s written; scenarios beside it take as first line: #:schema ./%s", file, filepath.Base(path))
	return nil
}

// isSchema reports whether a file is a schema that this verb has written.
func isSchema(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largest {
		return false
	}
	text, err := os.ReadFile(path)
	var known struct {
		Schema string `json:"$schema"`
		Title  string `json:"title"`
	}
	return err == nil && json.Unmarshal(text, &known) == nil && known.Schema == schema.Dialect && known.Title == schema.Title
}
