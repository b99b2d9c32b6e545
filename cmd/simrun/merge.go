package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// merging is one call of the verb merge.
type merging struct {
	env     *environment
	output  string
	format  string
	partial bool
	force   bool
	quiet   bool
	data    string

	merger sim.Merger
	shards int64 // K, when a file is a shard of K; of the first
	m      mistake
}

// newMerge is the verb merge.
func newMerge(env *environment) *cobra.Command {
	g := &merging{env: env}
	c := &cobra.Command{
		Use:   "merge FILE...",
		Short: "make one result of shards",
		Long: `Merge makes one result of the results of shards, ranges and interrupted runs of one
scenario: files, or folders with files named shard-… or range-…. It is the result
of one run of all trials, to the last bit. Results that have trials in common, that
are of another scenario, seed, engine or class of platforms, or that are damaged are
refused; trials that nobody has are named.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("simrun merge DIR --output DIR merges the shards in a folder", "no result is given")
			}
			if err := checkFlags(0, g.format, "text", "markdown", "csv", "json"); err != nil {
				return err
			}
			return g.do(args)
		},
	}
	f := c.Flags()
	f.StringVar(&g.output, "output", "", "`folder` for result.json; default that of the files")
	f.StringVar(&g.format, "format", "text", "what to print: `text, markdown, csv or json`")
	f.BoolVar(&g.partial, "partial", false, "write what there is when trials are missing")
	f.BoolVar(&g.force, "force", false, "replace a result that has more trials")
	addData(f, &g.data, "the working folder")
	f.BoolVar(&g.quiet, "quiet", false, "print the result only")
	f.SortFlags = false
	return c
}

// do merges files.
func (g *merging) do(args []string) error {
	files, err := g.files(args)
	if err != nil {
		return err
	}
	path, err := g.path(files)
	if err != nil {
		return err
	}
	g.merger.Files = g.env.beside(g.data)
	for _, file := range files {
		g.add(file)
	}
	g.missing(filepath.Dir(files[0]))
	if len(g.m.said) > 0 {
		return &g.m
	}
	result := g.merger.Result()
	written := shard.Save(path, result, g.force)
	if err := render(g.env.out, result, g.format, g.merger.Files); err != nil {
		return failure("", "cannot print the result: %s", reason(err))
	}
	if written != nil {
		r := run{env: g.env}
		s := r.unsaved(path, written)
		return &mistake{failed, []saying{s}}
	}
	if !g.quiet {
		g.env.note("%s merged and written to %s", counted(len(files), "file", "files"), g.env.show(path))
	}
	return nil
}

// files are the paths of the files meant.
func (g *merging) files(args []string) ([]string, error) {
	var files []string
	for _, name := range args {
		path := g.env.path(name)
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, misuse("", "cannot read %s: %s", name, reason(err))
		case !info.IsDir():
			files = append(files, path)
			continue
		}
		parts, err := shard.Parts(path)
		if err != nil {
			return nil, misuse("", "cannot read %s: %s", name, reason(err))
		}
		files = append(files, parts...)
	}
	return files, nil
}

// path is where the result is written.
func (g *merging) path(files []string) (string, error) {
	dir := g.env.path(g.output)
	if g.output == "" {
		dir = filepath.Dir(files[0])
		for _, f := range files {
			if filepath.Dir(f) != dir {
				return "", misuse("name a folder with --output", "the files are of several folders")
			}
		}
	}
	return filepath.Join(dir, "result.json"), nil
}

// add adds a file, or says why not.
func (g *merging) add(path string) {
	var i, k int64
	if n, _ := fmt.Sscanf(filepath.Base(path), "shard-%d-of-%d.json", &i, &k); n == 2 && g.shards == 0 {
		g.shards = k
	}
	r, err := shard.Load(path)
	counted := false
	if err == nil {
		counted, err = g.merger.Add(g.env.show(path), r)
	}
	if err != nil {
		g.refuse(path, err)
		return
	}
	if !counted && !g.quiet {
		g.env.note("%s has the same trials as another file, and is counted once", g.env.show(path))
	}
}

// refuse says why a file is not merged.
func (g *merging) refuse(path string, err error) {
	fact, hint := strings.TrimPrefix(reason(err), path+" "), ""
	var overlap *sim.Overlap
	switch {
	case errors.As(err, new(*sim.BesideError)):
		hint = "name the folder of the files, as they were in the run, with --data"
	case errors.As(err, new(*shard.Damaged)):
		hint = "delete it, and run its trials again"
	case errors.As(err, &overlap):
		both := overlap.Trials[0]
		fact = fmt.Sprintf("has trials %s to %s, which %s has too", report.Count(both[0]), report.Count(both[1]-1), overlap.With)
		hint = "leave one of the two out"
	}
	g.m.code = usage
	switch n := len(g.m.said); {
	case n < mostProblems:
		g.m.said = append(g.m.said, saying{g.env.show(path) + " " + fact, hint})
	case n == mostProblems:
		g.m.said = append(g.m.said, saying{"… and more files", ""})
	}
}

// missing says which trials no file has, and how to get them into a folder.
func (g *merging) missing(dir string) {
	gaps := g.merger.Gaps()
	have, of := g.merger.Trials()
	if len(gaps) == 0 || have == 0 {
		return
	}
	fact := fmt.Sprintf("%s of %s trials are missing: %s", report.Count(gaps.N()), report.Count(of), g.where(gaps, of))
	if g.partial {
		if !g.quiet && len(g.m.said) == 0 {
			g.env.note("%s", fact)
		}
		return
	}
	first, others := g.commands(gaps, of, dir)
	g.m.said = append(g.m.said, saying{fact, first + " computes " + others + ", with the other flags of the run; --partial writes what there is"})
	if g.m.code == done {
		g.m.code = failed
	}
}
