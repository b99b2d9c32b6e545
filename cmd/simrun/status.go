package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/report"
	"simrun/sim/study/cluster"
)

// newStatus is the verb status.
func newStatus(env *environment) *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "status DIR",
		Short: "say how far the shards in a folder are",
		Long: `Status says which shards in a folder are done, running, pending, failed or missing.
What is done is read from the files of the shards, whoever made them; what runs is
asked of the scheduler of simrun submit, where it answers. Failed are shards that
were begun and that nobody is at, missing those that never were.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("simrun status DIR, as in simrun status results/trial/0a1b2c3d", "status takes one folder, not %d", len(args))
			}
			if err := checkFlags(0, format, "text", "json"); err != nil {
				return err
			}
			return env.status(c.Context(), args[0], format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "what to print: `text or json`")
	return c
}

// status prints how far the shards in a folder are.
func (e *environment) status(ctx context.Context, dir, format string) error {
	path := e.path(dir)
	sub, err := cluster.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		sub, err = cluster.Found(path)
	}
	var bad *cluster.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return misuse("simrun submit and simrun run --shard make them", "%s has neither a submission nor shards", dir)
	case errors.As(err, &bad):
		return misuse(bad.Hint, "%s", bad.Fact)
	case err != nil:
		return misuse("", "cannot read %s: %s", dir, reason(err))
	}
	var engine cluster.Engine
	if newEngine := cluster.Engines[sub.Engine]; newEngine != nil {
		engine = newEngine(cluster.Call)
	}
	st, err := sub.State(ctx, engine)
	if err != nil {
		e.note("the scheduler does not answer, so only files are known: %s", oneLine(err))
	}
	if format == "json" {
		return e.json(st)
	}
	return printDocument(e.out, statusDocument(st, dir, sub.Engine != ""))
}

// mostReasons is how many failed shards are named with a reason.
const mostReasons = 10

// statusDocument is a state for a reader.
func statusDocument(st *cluster.State, dir string, submitted bool) *report.Document {
	t := &report.Table{Title: "Shards", Columns: []string{"number", "which"}}
	for _, row := range []struct {
		name string
		list []int
	}{{"done", st.Done}, {"running", st.Running}, {"pending", st.Pending}, {"failed", st.Failed}, {"missing", st.Missing}} {
		if len(row.list) > 0 {
			t.Add(row.name, report.Count(int64(len(row.list))), abridged(cluster.Ranges(row.list)))
		}
	}
	d := &report.Document{}
	d.AddTable(t)
	of := ""
	if st.Trials > 0 {
		of = " of " + report.Count(st.Trials)
	}
	d.Add(fmt.Sprintf("%s%s trials are done. The merge is %s.", report.Count(st.TrialsDone), of, st.Merge))
	said := 0
	for _, i := range st.Failed {
		if why := st.Reasons[i]; why != "" && said < mostReasons {
			said++
			d.Add(fmt.Sprintf("Shard %d: %s", i, why))
		}
	}
	var waits []string
	for _, i := range st.Pending {
		if why := st.Reasons[i]; why != "" && !slices.Contains(waits, why) {
			waits = append(waits, why)
		}
	}
	if len(waits) > 0 {
		d.Add("What is pending waits, in the scheduler's words, for: " + strings.Join(waits, ", ") + ".")
	}
	switch left := len(st.Left()); {
	case st.Merge == "done" || !submitted:
	case left > 0:
		d.Add(command([]string{"simrun", "submit", "--resume", dir}) + " submits " + counted(left, "shard that is", "shards that are") + " left.")
	case st.Merge == "failed" || st.Merge == "missing" && len(st.Live) == 0:
		d.Add(command([]string{"simrun", "submit", "--resume", dir}) + " submits the merge again.")
	}
	return d
}

// abridged is a list that fits into a line.
func abridged(ranges string) string {
	const most = 50
	if len(ranges) <= most {
		return ranges
	}
	return ranges[:most] + " …"
}
