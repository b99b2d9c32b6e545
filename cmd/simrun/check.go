package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/report"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// check is one call of the verb.
type check struct {
	env *environment
	overrides
	variation
	print  bool
	format string
}

// newCheck is the verb check.
func newCheck(env *environment) *cobra.Command {
	k := &check{env: env}
	c := &cobra.Command{
		Use:   "check FILE…",
		Short: "say what a scenario implies, and what is wrong with it",
		Long: `Check reads scenarios without running them. It prints all problems of each, or
what it implies: the hypotheses in words, the laws of the endpoints, the bounds of
the looks, and the answer where it is known without simulation; of a sweep, or with
--vary, that of every point.`,
		RunE: func(c *cobra.Command, args []string) error { return k.do(args) },
	}
	k.overrides.addSet(c)
	k.variation.add(c)
	c.Flags().BoolVar(&k.print, "print", false, "print the scenario with all defaults written out")
	c.Flags().StringVar(&k.format, "format", "text", "what to print: `text or json`")
	c.Flags().SortFlags = false
	return c
}

// checked is what check finds of one file, in the form of the JSON it prints.
type checked struct {
	File     string          `json:"file"`
	Problems []problem       `json:"problems"`
	Implied  *report.Implied `json:"implied"`
	Design   looks           `json:"design"`
	Theory   []theory.Answer `json:"theory"`
	Points   int             `json:"points,omitempty"` // of the sweep
	Axes     []shard.Axis    `json:"axes,omitempty"`

	ByPoint []report.Known `json:"theory_by_point,omitempty"` // of the first points

	plan    *plan.Plan
	base    bool // plan is the file without its sweep, not the first point
	mistake *mistake
}

type problem struct {
	Path string `json:"path"`
	Fact string `json:"fact"`
	Hint string `json:"hint"`
}

type looks struct {
	Looks    []report.Bound    `json:"looks"`
	Expected []report.Expected `json:"expected"`
}

// do checks all files.
func (k *check) do(files []string) error {
	if len(files) == 0 {
		return misuse("simrun check scenario.toml checks a scenario", "no scenario is given")
	}
	if err := checkFlags(0, k.format, "text", "json"); err != nil {
		return err
	}
	all := &mistake{code: usage}
	var found []*checked
	for _, file := range files {
		c, err := k.file(file)
		if err != nil {
			return err
		}
		if c.mistake != nil {
			all.said = append(all.said, c.mistake.said...)
		}
		found = append(found, c)
	}
	if err := k.say(found); err != nil {
		return err
	}
	if len(all.said) > 0 {
		return all
	}
	return nil
}

// mostKnown is for how many points of a sweep theory is asked: it may take a tenth
// of a second for each.
const mostKnown = 32

// file checks one file.
func (k *check) file(file string) (*checked, error) {
	c := &checked{File: file, Problems: []problem{}, Theory: []theory.Answer{}, Design: looks{[]report.Bound{}, []report.Expected{}}}
	from, err := k.env.source(file, "")
	if err != nil {
		return nil, err
	}
	s, err := k.env.study(file, from, &k.overrides, &k.variation)
	var scenario *unusable
	switch {
	case errors.As(err, &scenario):
		c.mistake = scenario.mistake
		for _, p := range scenario.problems {
			c.Problems = append(c.Problems, problem{p.Path, p.Fact, p.Hint})
		}
		return c, nil
	case err != nil:
		return nil, err
	}
	p := s.Points[0].Plan
	if len(s.Axes) > 0 {
		c.Points, c.Axes = len(s.Points), s.ResultAxes()
		for i := range s.Points[:min(len(s.Points), mostKnown)] {
			at := report.Known{Set: s.ResultSet(i), Theory: theory.Answers(s.Points[i].Plan)}
			c.ByPoint = append(c.ByPoint, at)
		}
		if base, err := k.env.load(file, &k.overrides); err == nil {
			p, c.base = base, true
		}
	}
	c.plan = p
	c.Implied, c.Theory = report.Imply(p, sim.Comparisons(p)), theory.Answers(p)
	c.Design = looks{report.Bounds(p), report.Expectations(p)}
	return c, nil
}

// say prints what was found.
func (k *check) say(found []*checked) error {
	if k.format == "json" {
		if len(found) == 1 {
			return k.env.json(found[0])
		}
		return k.env.json(found)
	}
	first := true
	for _, c := range found {
		if c.plan == nil {
			continue
		}
		if !first {
			fmt.Fprintln(k.env.out)
		}
		first = false
		if err := k.text(c, len(found) > 1); err != nil {
			return err
		}
	}
	return nil
}

// text prints what was found of one file.
func (k *check) text(c *checked, named bool) error {
	if k.print {
		text := c.plan.Scenario.Canonical().TOML()
		if named {
			text = "# " + c.File + "\n\n" + text
		}
		_, err := fmt.Fprint(k.env.out, text)
		return err
	}
	d := report.Check(&report.Checked{
		Implied: c.Implied, Bounds: c.Design.Looks, Expected: c.Design.Expected, Theory: c.Theory, Points: c.Points, Axes: c.Axes, Base: c.base, ByPoint: c.ByPoint,
	})
	d.Title = strings.TrimSpace(c.File + ": no problem found\n\n" + d.Title)
	return printDocument(k.env.out, d)
}

// unusable is a scenario with problems.
type unusable struct {
	*mistake
	problems []spec.Problem
}

// Unwrap lets the mistake be found.
func (u *unusable) Unwrap() error { return u.mistake }
