package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"simrun/sim/study/shard"
)

// Labels are the shortest ends of dotted paths that tell them apart.
func Labels(paths []string) []string {
	labels := make([]string, len(paths))
	for i, path := range paths {
		keys := strings.Split(path, ".")
		for n := 1; n <= len(keys); n++ {
			labels[i] = strings.Join(keys[len(keys)-n:], ".")
			if keys[len(keys)-n][0] > '9' && unlike(labels[i], i, paths) {
				break
			}
		}
	}
	return labels
}

// unlike reports whether no path but the i-th ends in the given keys.
func unlike(end string, i int, paths []string) bool {
	for j, path := range paths {
		if j != i && (path == end || strings.HasSuffix(path, "."+end)) {
			return false
		}
	}
	return true
}

// axis is one direction of a sweep with the labels of its paths.
type axis struct {
	shard.Axis
	labels []string
}

// label names the axis, by its first path where that tells the steps apart.
func (a *axis) label() string { return strings.Join(a.labels[:a.telling()], ", ") }

// telling is how many of the paths it takes to tell the steps apart: one, unless
// the first has the same value twice.
func (a *axis) telling() int {
	seen := map[string]bool{}
	for _, step := range a.Values {
		text := valueTOML(step[0])
		if seen[text] {
			return len(a.Paths)
		}
		seen[text] = true
	}
	return 1
}

// at is where a point stands on the axis.
func (a *axis) at(set map[string]any) string {
	var values []string
	for _, path := range a.Paths[:a.telling()] {
		values = append(values, valueText(set[path]))
	}
	return strings.Join(values, ", ")
}

// words say which paths the axis has.
func (a *axis) words() string {
	text := ""
	for i, path := range a.Paths {
		switch {
		case i == 1:
			text += " together with "
		case i > 1:
			text += ", "
		}
		if i < a.telling() && a.labels[i] != path {
			text += a.labels[i] + " is "
		}
		text += path
	}
	return text
}

// labeled are the axes of a result with their labels.
func labeled(all []shard.Axis) []axis {
	var paths []string
	for _, a := range all {
		paths = append(paths, a.Paths...)
	}
	labels := Labels(paths)
	var out []axis
	for _, a := range all {
		out = append(out, axis{a, labels[:len(a.Paths)]})
		labels = labels[len(a.Paths):]
	}
	return out
}

// where is a point in words, such as "size 100, hazard_ratio 0.7".
func where(axes []axis, set map[string]any) string {
	var parts []string
	for i := range axes {
		for j, path := range axes[i].Paths[:axes[i].telling()] {
			parts = append(parts, axes[i].labels[j]+" "+valueText(set[path]))
		}
	}
	return strings.Join(parts, ", ")
}

// valueText is a value of a sweep for people: a number in full, a table by its
// kind and parameters.
func valueText(v any) string {
	switch v := v.(type) {
	case int64:
		return Count(v)
	case float64:
		if a := math.Abs(v); v != 0 && (a < 1e-5 || a >= 1e15) {
			return numeral(v)
		}
		return thousands(strconv.FormatFloat(v, 'f', -1, 64))
	case map[string]any:
		return tableText(v)
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, valueText(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// tableText is a table in words, its kind first.
func tableText(t map[string]any) string {
	var parts []string
	for _, key := range tableKeys(t) {
		switch text := valueText(t[key]); key {
		case "kind":
			parts = append(parts, words(text))
		default:
			parts = append(parts, words(key)+" "+text)
		}
	}
	return strings.Join(parts, ", ")
}

// tableKeys are the keys of a table in alphabetical order, kind first.
func tableKeys(t map[string]any) []string {
	keys := slices.Sorted(maps.Keys(t))
	if i := slices.Index(keys, "kind"); i > 0 {
		keys = slices.Insert(slices.Delete(keys, i, i+1), 0, "kind")
	}
	return keys
}

// valueTOML is a value of a sweep as --set takes it.
func valueTOML(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return numeral(v)
	case map[string]any:
		var parts []string
		for _, key := range tableKeys(v) {
			parts = append(parts, key+" = "+elementTOML(v[key]))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, elementTOML(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// elementTOML is a value inside a table or list, where text is quoted.
func elementTOML(v any) string {
	if text, ok := v.(string); ok {
		return strconv.Quote(text)
	}
	return valueTOML(v)
}

// setTOML is what a point sets, as --set takes it.
func setTOML(set map[string]any) string {
	var parts []string
	for _, path := range slices.Sorted(maps.Keys(set)) {
		parts = append(parts, path+"="+valueTOML(set[path]))
	}
	return strings.Join(parts, " ")
}

// numeral is a number in the shortest form that reads back the same.
func numeral(x float64) string {
	if a := math.Abs(x); x == 0 || a >= 1e-4 && a < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
