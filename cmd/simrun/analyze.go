package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/study/replay"
	"simrun/sim/study/shard"
)

// analyzed is one call of the verb analyze.
type analyzed struct {
	env *environment
	overrides
	at     string
	format string
}

// newAnalyze is the verb analyze.
func newAnalyze(env *environment) *cobra.Command {
	a := &analyzed{env: env}
	c := &cobra.Command{
		Use:   "analyze FILE PATIENTS.csv",
		Short: "apply the scenario's analyses to patients from a file",
		Long: `Analyze applies the analyses of a scenario to a table of patients, by the same
code that analyzes virtual ones. The table has a header and a row for each
patient: arm, entry, every covariate (a category by its name), and for every
endpoint its NAME, empty when not known; for survival endpoints NAME_time and
NAME_event (1 or 0), for longitudinal ones NAME_VISIT for each visit, and for counts
NAME and NAME_exposure. Other columns are ignored.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return misuse("simrun analyze scenario.toml patients.csv", "analyze takes a scenario and a table of patients, not %s", counted(len(args), "file", "files"))
			}
			return a.do(args[0], args[1])
		},
	}
	a.overrides.addSet(c)
	f := c.Flags()
	f.StringVar(&a.at, "at", "", "calendar `time` of the data cut: values due later are not missing; default everything is due")
	f.StringVar(&a.format, "format", "text", "what to print: `text or json`")
	f.SortFlags = false
	return c
}

// do analyzes the patients.
func (a *analyzed) do(file, table string) error {
	if err := checkFlags(0, a.format, "text", "json"); err != nil {
		return err
	}
	at := math.Inf(1)
	if a.at != "" {
		x, err := strconv.ParseFloat(a.at, 64)
		if err != nil || math.IsNaN(x) || x < 0 {
			return misuse("write --at 24", "--at %s is no time", a.at)
		}
		at = x
	}
	p, err := a.env.load(file, &a.overrides)
	if err != nil {
		return err
	}
	text, err := shard.ReadFile(a.env.path(table), shard.MaxTable)
	if err != nil {
		return misuse("the table is what simrun replay --patients writes", "cannot read %s: %s", table, reason(err))
	}
	patients, err := replay.ReadPatients(bytes.NewReader(text), p)
	if err != nil {
		return unfit(table, err)
	}
	found := replay.Analyze(p, patients, at)
	if a.format == "json" {
		return a.env.json(map[string]any{"analyses": found})
	}
	_, err = fmt.Fprint(a.env.out, replay.AnalysesText(p, found))
	return err
}

// shortest is a number in the shortest form that reads back the same.
func shortest(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'g', -1, 64), ".0")
}
