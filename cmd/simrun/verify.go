package main

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/report"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
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
	plans, err := v.plans(files)
	if err != nil {
		return err
	}
	var verdicts []report.Verdict
	for _, p := range plans {
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

// named is a plan and what it is called in the table.
type named struct {
	name string
	*plan.Plan
}

// plans loads what is to be run: all of it, before anything runs.
func (v *verify) plans(files []string) ([]named, error) {
	texts, err := v.texts(files)
	if err != nil {
		return nil, err
	}
	all := &mistake{code: usage}
	var plans []named
	for _, t := range texts {
		p, err := v.env.compile(t.name, t.text, &v.overrides)
		var u *unusable
		switch {
		case errors.As(err, &u):
			all.said = append(all.said, u.said...)
		case err != nil:
			return nil, err
		case len(p.Scenario.Expect) > 0:
			plans = append(plans, named{strings.TrimSuffix(t.name, ".toml"), p})
		case len(files) > 0:
			all.said = append(all.said, saying{t.name + " expects nothing", "give it [[expect]] with metric, value and source"})
		}
	}
	if len(all.said) > 0 {
		return nil, all
	}
	return plans, nil
}

// text is a scenario file.
type text struct{ name, text string }

// texts reads the files, or the built-in ones when none is given.
func (v *verify) texts(files []string) ([]text, error) {
	var all []text
	for _, f := range files {
		content, err := v.env.read(f)
		if err != nil {
			return nil, err
		}
		all = append(all, text{f, content})
	}
	if len(files) > 0 {
		return all, nil
	}
	err := fs.WalkDir(scenarios.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".toml") {
			return err
		}
		content, err := fs.ReadFile(scenarios.Files, path)
		all = append(all, text{path, string(content)})
		return err
	})
	return all, err
}

// run runs one scenario and judges its expectations.
func (v *verify) run(ctx context.Context, p named) ([]report.Verdict, error) {
	if !v.quiet {
		v.env.note("%s: %s trials", p.name, report.Count(p.Scenario.Simulation.Trials))
	}
	progress := v.env.newProgress(v.quiet)
	result, err := sim.Run(ctx, p.Plan, sim.Options{Name: p.name, Workers: v.workers, Clock: v.env.now, Progress: progress.show})
	progress.end()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, failure("", "interrupted while running %s", p.name)
		}
		return nil, broken(p.name+".toml", &v.overrides, err)
	}
	var rows []oc.Row
	for _, r := range result.Points[0].Rows {
		rows = append(rows, r.Row)
	}
	problems, verdicts := newExpectations(), []report.Verdict{}
	for i := range p.Scenario.Expect {
		e := &p.Scenario.Expect[i]
		if row := report.Match(e, rows, problems.Index(i+1)); row != nil {
			verdicts = append(verdicts, report.Judge(p.name, e, row))
		}
	}
	if err := problems.Err(); err != nil {
		return nil, unfit(p.name+".toml", err)
	}
	return verdicts, nil
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
