package diff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// entry is a value of a scenario under its path.
type entry struct{ path, text string }

// scenario lists what of the scenario, its sweep, seed and trials changed.
func (d *Diff) scenario(old, now *shard.Result) {
	switch {
	case d.known:
		d.Changes = append(d.Changes, changes(entries(old), entries(now))...)
		return
	case d.Old.Fingerprint == d.New.Fingerprint:
		return
	}
	d.Notes = append(d.Notes, "What of the scenario changed is not known: a result of an older version does not hold its scenario.")
}

// entries are all values of a scenario, those of a sweep in place of the first
// point's, and the trials done in place of those asked for.
func entries(r *shard.Result) []entry {
	root, err := spec.Parse(r.Scenario.Canonical)
	if err != nil {
		return nil // a damaged file; the fingerprints still tell
	}
	// What is expected and searched for is of other verbs.
	root.Remove("expect")
	root.Remove("search")
	list := flatten(root, "", nil)
	list = put(list, "simulation.trials", strconv.FormatInt(r.Simulation.Trials, 10))
	for _, axis := range r.Axes {
		for i, path := range axis.Paths {
			var values []string
			for _, step := range axis.Values {
				values = append(values, report.ValueText(step[i]))
			}
			list = put(list, path, "swept over "+strings.Join(values, ", "))
		}
	}
	return list
}

// flatten lists the values below a node; elements of lists of tables are numbered
// from 1.
func flatten(n *spec.Node, path string, list []entry) []entry {
	switch {
	case n.IsTable():
		for _, key := range n.Keys() {
			list = flatten(n.Field(key), join(path, key), list)
		}
		return list
	case n.IsArray() && len(n.Items()) > 0 && n.Items()[0].IsTable():
		for i, item := range n.Items() {
			list = flatten(item, join(path, strconv.Itoa(i+1)), list)
		}
		return list
	}
	text := spec.NewArray(n.Clone()).TOML()
	return append(list, entry{path, strings.TrimSpace(text[1 : len(text)-1])})
}

// join appends a key to a path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// put replaces the value of a path, or what is below it.
func put(list []entry, path, text string) []entry {
	at := len(list)
	var out []entry
	for _, e := range list {
		if e.path == path || strings.HasPrefix(e.path, path+".") {
			at = min(at, len(out))
			continue
		}
		out = append(out, e)
	}
	return slices.Insert(out, min(at, len(out)), entry{path, text})
}

// changes are the paths whose values differ, in the order of the older scenario;
// a new path follows the one that it follows in the newer.
func changes(old, now []entry) []Change {
	before, after := byPath(old), byPath(now)
	var order []string
	for _, e := range old {
		order = append(order, e.path)
	}
	last := -1
	for _, e := range now {
		if at := slices.Index(order, e.path); at >= 0 {
			last = at
			continue
		}
		last++
		order = slices.Insert(order, last, e.path)
	}
	var all []Change
	for _, path := range order {
		a, b := before[path], after[path]
		if a == nil || b == nil || *a != *b {
			all = append(all, Change{path, a, b})
		}
	}
	return all
}

// byPath are the values of a scenario by their paths.
func byPath(list []entry) map[string]*string {
	m := map[string]*string{}
	for i := range list {
		m[list[i].path] = &list[i].text
	}
	return m
}

// descriptive reports whether a value only describes the scenario, or says how
// long it is run.
func descriptive(path string) bool {
	switch path {
	case "title", "notes", "source", "time_unit", "simulation.trials", "simulation.precision":
		return true
	}
	return strings.HasPrefix(path, "arms.") && strings.HasSuffix(path, ".label")
}

// engine lists what changed of the program.
func engine(old, now *shard.Engine) []Change {
	all := []Change{}
	add := func(what, a, b string) {
		if a != b {
			all = append(all, Change{what, &a, &b})
		}
	}
	add("version", old.Version, now.Version)
	add("semantics", fmt.Sprint(old.Semantics), fmt.Sprint(now.Semantics))
	add("rng", old.RNG, now.RNG)
	add("platform", old.Platform, now.Platform)
	return all
}
