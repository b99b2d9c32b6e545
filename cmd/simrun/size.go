package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/study/search"
)

// size is one call of the verb.
type size struct {
	rendering
	overrides
	workers int
	quiet   bool
}

// newSize is the verb size.
func newSize(env *environment) *cobra.Command {
	s := &size{rendering: rendering{env: env}}
	c := &cobra.Command{
		Use:   "size FILE",
		Short: "find the smallest size, or other value, that reaches a goal",
		Long: `Size finds the smallest value of the number that [search] names for which a figure
reaches its goal, by simulation on common random numbers, and tries the answer on
a fresh seed. Without vary the number is enrollment.size, without metric the
figure is power. Where the answer is known without simulation the search starts
from there.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("simrun size scenario.toml", "size takes one scenario, not %d", len(args))
			}
			return s.do(c.Context(), args[0])
		},
	}
	s.overrides.addSet(c)
	f := c.Flags()
	f.StringVar(&s.seed, "seed", "", "seed of the search, instead of the scenario's")
	f.IntVar(&s.workers, "workers", 0, "`number` of processors to use; default all")
	s.rendering.add(c)
	f.BoolVar(&s.quiet, "quiet", false, "do not show progress")
	f.SortFlags = false
	return c
}

// do searches.
func (s *size) do(ctx context.Context, file string) error {
	if err := checkFlags(s.workers, "text", "text"); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	from, err := s.env.source(file, "")
	if err != nil {
		return err
	}
	set, err := s.list()
	if err != nil {
		return err
	}
	progress := s.env.newProgress(s.quiet)
	found, err := sim.Size(ctx, from.Text, sim.Request{Set: set, Files: from.Files}, sim.Options{
		Name: scenarioName(file), Workers: s.workers, Clock: s.env.now, Progress: progress.show,
	})
	progress.end()
	var scenario *spec.Error
	switch {
	case errors.As(err, &scenario):
		return unfit(file, err)
	case errors.Is(err, search.ErrFlat):
		return failure("widen search.range, or look at the goal: simrun run shows the figure", "%s: %v", file, err)
	case errors.Is(err, context.Canceled):
		return failure("the same command starts again", "interrupted")
	case err != nil:
		return broken(file, &s.overrides, nil, err)
	}
	return s.deliver(file, func(w io.Writer, format string) error { return renderSizing(w, found, format, from.Files) })
}
