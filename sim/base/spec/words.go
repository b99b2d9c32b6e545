package spec

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words returns what a node is, for "found …".
func (n *Node) words() string {
	switch n.form {
	case FormTable:
		if len(n.keys) == 0 {
			return "an empty table"
		}
		return "a table"
	case FormArray:
		if len(n.items) == 0 {
			return "an empty list"
		}
		return "a list"
	case FormText:
		return "text " + abridge(quoteText(n.text))
	case FormDate:
		return "the date " + n.text
	}
	return n.scalar()
}

// abridge shortens text for a message.
func abridge(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

func printable(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' })
}

// suggest returns a hint toward one of the known words: the nearest, or else the list.
func suggest(word string, known []string, list string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return list + ": " + strings.Join(known, ", ")
}

// nearest returns the known word most like the given one, or "" when none is near.
func nearest(word string, known []string) string {
	best, closest := "", 0
	plain := plainWord(word)
	for _, candidate := range known {
		d := distance(plain, plainWord(candidate))
		if d <= slack(len(plain), len(candidate)) && (best == "" || d < closest) {
			best, closest = candidate, d
		}
	}
	return best
}

// slack is the number of slips that two words of given lengths may have and still be taken for
// one another.
func slack(a, b int) int {
	switch short := min(a, b); {
	case short <= 2:
		return 0
	case short <= 4:
		return 1
	default:
		return min(4, (short+2)/3)
	}
}

// plainWord drops what people get wrong first: case, and how words are joined.
func plainWord(word string) []rune {
	plain := make([]rune, 0, len(word))
	for _, r := range word {
		if len(plain) == 64 {
			break
		}
		if r != '_' && r != '-' && r != ' ' {
			plain = append(plain, unicode.ToLower(r))
		}
	}
	return plain
}

// distance counts the insertions, deletions, substitutions and swaps of neighbors that turn a
// into b, each place touched once.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}

// listed returns the words sorted and joined by commas.
func listed(words []string) string {
	sorted := slices.Clone(words)
	slices.Sort(sorted)
	return strings.Join(sorted, ", ")
}
