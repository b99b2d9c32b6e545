package html

import (
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/report"
)

// kindNames are the kinds whose name alone would not say it.
var kindNames = map[string]string{
	"obrien_fleming":        "the Lan–DeMets spending function of O’Brien–Fleming type",
	"pocock":                "the Lan–DeMets spending function of Pocock type",
	"hwang_shih_decani":     "the Hwang–Shih–DeCani spending function",
	"kim_demets":            "the Kim–DeMets power spending function",
	"user":                  "a given spending of alpha",
	"obrien_fleming_bounds": "O’Brien–Fleming bounds",
	"pocock_bounds":         "Pocock bounds",
	"wang_tsiatis_bounds":   "Wang–Tsiatis bounds",
	"haybittle_peto":        "Haybittle–Peto bounds",
	"fixed_bounds":          "given bounds",
	"sites":                 "recruitment by sites",

	"ancova":              "analysis of covariance",
	"max_combo":           "max-combo test",
	"rmst":                "comparison of restricted mean survival times",
	"milestone":           "comparison of survival at a milestone",
	"t":                   "t test",
	"z":                   "z test",
	"welch":               "Welch’s t test",
	"log_rank":            "log-rank test",
	"cox":                 "Cox model",
	"chi_square":          "chi-square test",
	"fisher":              "Fisher’s exact test",
	"boschloo":            "Boschloo’s test",
	"farrington_manning":  "Farrington–Manning test",
	"miettinen_nurminen":  "Miettinen–Nurminen test",
	"wilcoxon":            "Wilcoxon–Mann–Whitney test",
	"binomial_exact":      "exact binomial test",
	"one_sample_t":        "one-sample t test",
	"one_sample_log_rank": "one-sample log-rank test",
}

// chosen is a kind in words, with the parameters that are not the default.
func chosen[T spec.Kind](kinds *spec.Kinds[T], of *spec.Of[T]) string {
	n := spec.Encode(of)
	standard := kinds.Of(of.Name)
	usual := spec.Encode(&standard)
	var same []string
	for _, key := range n.Keys() {
		if key != "kind" && usual.Has(key) && usual.Field(key).Equal(n.Field(key)) {
			same = append(same, key)
		}
	}
	return phrase(n, same...)
}

// phrase is a declaration in words: its kind, then its parameters in
// parentheses; those with the names in without are left out, as are false ones.
func phrase(n *spec.Node, without ...string) string {
	var name string
	var parts []string
	for _, key := range n.Keys() {
		field := n.Field(key)
		if key == "kind" {
			name, _ = field.AsText()
			continue
		}
		truth, isBool := field.AsBool()
		switch {
		case contains(without, key), isBool && !truth:
		case isBool:
			parts = append(parts, plainWords(key))
		default:
			parts = append(parts, plainWords(key)+" "+valueWords(field))
		}
	}
	text := kindNames[name]
	if text == "" {
		text = plainWords(name)
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// valueWords is a parameter in words.
func valueWords(n *spec.Node) string {
	if x, ok := n.AsFloat(); ok {
		return report.Short(x, 6)
	}
	if text, ok := n.AsText(); ok {
		return text
	}
	if n.IsTable() {
		return phrase(n)
	}
	var items []string
	for _, item := range n.Items() {
		items = append(items, valueWords(item))
	}
	return series(items)
}

// plainWords is the name of a key or kind as one says it.
func plainWords(key string) string { return strings.ReplaceAll(key, "_", " ") }

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// series joins words: a, b and c.
func series(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// numbers are numbers in words.
func numbers(all []float64, digits int) string {
	var words []string
	for _, x := range all {
		words = append(words, report.Short(x, digits))
	}
	return series(words)
}

// upper begins a text with a capital.
func upper(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
