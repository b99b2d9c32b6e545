package main

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/base/data"
	"simrun/sim/report"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// verify is one call of the verb.
type verify struct {
	env *environment
	overrides
	workers int
	format  string
	quiet   bool
}

// newVerify is the verb verify.
func newVerify(env *environment) *cobra.Command {
	v := &verify{env: env}
	c := &cobra.Command{
		Use:   "verify [FILE…]",
		Short: "run what has a known answer, and compare",
		Long: `Verify runs scenarios that have [[expect]], those given or all that are built in,
and compares what is obtained with what is expected. An expectation is met when
the difference is at most its tolerance and its number of standard errors.`,
		RunE: func(c *cobra.Command, args []string) error { return v.do(c.Context(), args) },
	}
	v.overrides.add(c)
	f := c.Flags()
	f.IntVar(&v.workers, "workers", 0, "`number` of processors to use; default all")
	f.StringVar(&v.format, "format", "text", "what to print: `text, json or markdown`")
	f.BoolVar(&v.quiet, "quiet", false, "do not show progress")
	f.SortFlags = false
	return c
}

// do runs all files.
func (v *verify) do(ctx context.Context, files []string) error {
	if err := checkFlags(v.workers, v.format, "text", "json", "markdown"); err != nil {
		return err
	}
	studies, err := v.studies(files)
	if err != nil {
		return err
	}
	var verdicts []report.Verdict
	for _, p := range studies {
		some, err := v.run(ctx, p)
		if err != nil {
			return err
		}
		verdicts = append(verdicts, some...)
	}
	if err := v.print(verdicts); err != nil {
		return err
	}
	n := 0
	for i := range verdicts {
		if !verdicts[i].Passed {
			n++
		}
	}
	if n > 0 {
		return &mistake{missed, []saying{{counted(n, "expectation was missed", "expectations were missed"), ""}}}
	}
	return nil
}

// named is a scenario with its sweep and what it is called in the table.
type named struct {
	name string
	*sim.Study
}

// scenario is that of the first point, which says what all have in common.
func (n named) scenario() *scenario.Scenario { return n.Points[0].Plan.Scenario }

// studies loads what is to be run: all of it, before anything runs.
func (v *verify) studies(files []string) ([]named, error) {
	texts, err := v.texts(files)
	if err != nil {
		return nil, err
	}
	all := &mistake{code: usage}
	var studies []named
	for _, t := range texts {
		s, err := v.env.study(t.name, t.Source, &v.overrides, nil)
		var u *unusable
		switch {
		case errors.As(err, &u):
			all.said = append(all.said, u.said...)
		case err != nil:
			return nil, err
		case len(s.Points[0].Plan.Scenario.Expect) > 0:
			studies = append(studies, named{strings.TrimSuffix(t.name, ".toml"), s})
		case len(files) > 0:
			all.said = append(all.said, saying{t.name + " expects nothing", "give it [[expect]] with metric, value and source"})
		}
	}
	if len(all.said) > 0 {
		return nil, all
	}
	return studies, nil
}

// text is a scenario file.
type text struct {
	name string
	scenario.Source
}

// texts reads the files, or the built-in ones when none is given.
func (v *verify) texts(files []string) ([]text, error) {
	var all []text
	for _, f := range files {
		from, err := v.env.source(f, "")
		if err != nil {
			return nil, err
		}
		all = append(all, text{f, from})
	}
	if len(files) > 0 {
		return all, nil
	}
	err := fs.WalkDir(scenarios.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".toml") {
			return err
		}
		content, err := fs.ReadFile(scenarios.Files, path)
		all = append(all, text{path, scenario.Source{Text: string(content), Files: data.NewFolder(scenarios.Beside(path))}})
		return err
	})
	return all, err
}

// run runs one scenario and judges its expectations.
func (v *verify) run(ctx context.Context, s named) ([]report.Verdict, error) {
	if !v.quiet {
		v.env.note("%s: %s trials", s.name, report.Count(s.scenario().Simulation.Trials))
	}
	progress := v.env.newProgress(v.quiet)
	result, err := sim.RunStudy(ctx, s.Study, sim.Options{Name: s.name, Workers: v.workers, Clock: v.env.now, Progress: progress.show})
	progress.end()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, failure("", "interrupted while running %s", s.name)
		}
		return nil, broken(s.name+".toml", &v.overrides, s.Study, err)
	}
	problems, verdicts := newExpectations(), []report.Verdict{}
	expect := s.scenario().Expect
	for i := range expect {
		e, p := &expect[i], problems.Index(i+1)
		k := pointOf(e, s.Study, p)
		if k < 0 {
			continue
		}
		if row := report.Match(e, bare(result.Points[k].Rows), p); row != nil {
			verdicts = append(verdicts, report.Judge(s.name, e, row))
		}
	}
	if err := problems.Err(); err != nil {
		return nil, unfit(s.name+".toml", err)
	}
	return verdicts, nil
}

// bare are the rows without their form in files.
func bare(rows []shard.Row) []oc.Row {
	out := make([]oc.Row, len(rows))
	for i := range rows {
		out[i] = rows[i].Row
	}
	return out
}

// print prints the verdicts in the format asked for.
func (v *verify) print(all []report.Verdict) error {
	switch v.format {
	case "json":
		passed := true
		for i := range all {
			passed = passed && all[i].Passed
		}
		if all == nil {
			all = []report.Verdict{}
		}
		return v.env.json(struct {
			Passed   bool             `json:"passed"`
			Verdicts []report.Verdict `json:"verdicts"`
		}{passed, all})
	case "markdown":
		return report.Ledger(all).Markdown(v.env.out)
	}
	return printDocument(v.env.out, report.Verify(all))
}
