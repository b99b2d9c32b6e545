package main

import (
	"github.com/spf13/cobra"

	"simrun/sim/report/diff"
)

// newDiff is the verb diff.
func newDiff(env *environment) *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "compare two results",
		Long: `Diff compares two results, each a result.json or the folder that holds one. It says
what of the scenario changed, whether the engine did, and for each figure that both
have how much it differs, with the standard error of the difference and whether
that is more than noise. The exit code is 0 whatever differs.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return misuse("simrun diff OLD NEW, as in simrun diff results/trial/0a1b2c3d results/trial/4e5f6a7b", "diff takes two results, not %d", len(args))
			}
			if err := checkFlags(0, format, "text", "markdown", "json"); err != nil {
				return err
			}
			return env.diff(args[0], args[1], format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "what to print: `text, markdown or json`")
	return c
}

// diff prints how two results differ.
func (e *environment) diff(before, after, format string) error {
	old, err := e.result(before)
	if err != nil {
		return err
	}
	now, err := e.result(after)
	if err != nil {
		return err
	}
	d := diff.Of(old, now)
	switch format {
	case "json":
		return e.json(d)
	case "markdown":
		return d.Document(command).Markdown(e.out)
	}
	return printDocument(e.out, d.Document(command))
}
