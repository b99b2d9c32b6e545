package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"simrun/sim/base/tally"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// mostNamed is how many shards or ranges of trials are named one by one.
const mostNamed = 20

// absent are the shards, from 1, that have some of the trials that are missing;
// none when the files are no shards.
func (g *merging) absent(gaps tally.Ranges, of int64) []int64 {
	const limit = 1 << 20
	var all []int64
	for i := int64(1); i <= min(g.shards, of, limit); i++ {
		lo, hi := shard.Split(of, i, g.shards)
		if len(gaps.Common(tally.Ranges{{lo, hi}})) > 0 {
			all = append(all, i)
		}
	}
	return all
}

// where says which trials are missing: by shards, or by their indices.
func (g *merging) where(gaps tally.Ranges, of int64) string {
	if all := g.absent(gaps, of); len(all) > 0 {
		return fmt.Sprintf("%s of %d", shards(all), g.shards)
	}
	var names []string
	for i, gap := range gaps {
		if i == mostNamed {
			names = append(names, fmt.Sprintf("and %d more ranges", len(gaps)-i))
			break
		}
		names = append(names, fmt.Sprintf("%s to %s", report.Count(gap[0]), report.Count(gap[1]-1)))
	}
	return strings.Join(names, ", ")
}

// shards lists shards, neighbors as 7–9.
func shards(all []int64) string {
	var runs tally.Ranges
	for _, i := range all {
		runs.Add(i, i+1)
	}
	var names []string
	for i, r := range runs {
		switch {
		case i == mostNamed:
			names = append(names, "…")
		case i > mostNamed:
		case r[1] == r[0]+1:
			names = append(names, fmt.Sprint(r[0]))
		default:
			names = append(names, fmt.Sprintf("%d–%d", r[0], r[1]-1))
		}
	}
	if len(all) == 1 {
		return "shard " + names[0]
	}
	return "shards " + strings.Join(names, ", ")
}

// commands are the command that computes the first trials that are missing, and
// which these are.
func (g *merging) commands(gaps tally.Ranges, of int64, dir string) (first, these string) {
	words := []string{"simrun", "run", g.merger.Name() + ".toml", "--trials", fmt.Sprint(of)}
	missing := len(gaps)
	if all := g.absent(gaps, of); len(all) > 0 {
		missing = len(all)
		words = append(words, "--shard", fmt.Sprintf("%d/%d", all[0], g.shards), "--resume")
	} else {
		words = append(words, "--range", fmt.Sprintf("%d:%d", gaps[0][0], gaps[0][1]))
	}
	these = "them"
	if missing > 1 {
		these = "the first"
	}
	return command(append(words, "--output", filepath.ToSlash(g.env.show(dir)))), these
}
