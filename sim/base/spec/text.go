package spec

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxInline is the width up to which canonical text keeps a table in braces on its line.
const maxInline = 88

// TOML returns the canonical text of a table: TOML 1.0 that [Parse] reads back to an equal
// tree. Tables become [headers] and arrays of tables [[headers]] where no plain key follows
// them; short tables that choose a kind stay on one line. Numbers print in the shortest form
// that reads back the same, floats always with a point or an exponent.
func (n *Node) TOML() string {
	if !n.IsTable() {
		return n.inline()
	}
	w := writer{}
	w.body(n, "")
	return w.b.String()
}

// writer accumulates the lines of a document.
type writer struct{ b strings.Builder }

// body writes the entries of a table whose header has been written: first those that fit on
// lines, then those with headers of their own.
func (w *writer) body(n *Node, path string) {
	headed := firstHeaded(n, path == "")
	for _, key := range n.keys[:headed] {
		w.line(quoteKey(key), n.fields[key])
	}
	for _, key := range n.keys[headed:] {
		below := joinPath(path, quoteKey(key))
		child := n.fields[key]
		if child.IsArray() {
			for _, item := range child.items {
				w.header("[[" + below + "]]")
				w.body(item, below)
			}
			continue
		}
		// A table that only holds tables needs no header of its own.
		if len(child.keys) == 0 || firstHeaded(child, false) > 0 {
			w.header("[" + below + "]")
		}
		w.body(child, below)
	}
}

func (w *writer) header(text string) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

// line writes key = value; a long table that chooses no kind becomes lines of dotted keys.
func (w *writer) line(key string, n *Node) {
	text := n.inline()
	if n.IsTable() && len(n.keys) > 0 && !isValueTable(n) && utf8.RuneCountInString(text) > maxInline {
		for _, below := range n.keys {
			w.line(key+"."+quoteKey(below), n.fields[below])
		}
		return
	}
	w.b.WriteString(key + " = " + text + "\n")
}

// firstHeaded returns the index of the first key of a table that gets a header: it and all
// after it must be tables or arrays of tables, since nothing can come back from a header.
// Where tables stand beside plain keys, the short ones among them stay on their lines.
func firstHeaded(n *Node, root bool) int {
	headed := len(n.keys)
	for headed > 0 && canHead(n.fields[n.keys[headed-1]]) {
		headed--
	}
	if root || headed == 0 {
		return headed
	}
	for headed < len(n.keys) && isShort(n.fields[n.keys[headed]]) {
		headed++
	}
	return headed
}

// canHead reports whether a node can be written below a header.
func canHead(n *Node) bool {
	if !n.IsArray() {
		return n.IsTable()
	}
	for _, item := range n.items {
		if !item.IsTable() {
			return false
		}
	}
	return len(n.items) > 0
}

// isShort reports whether a table reads well on one line, or on one line per entry.
func isShort(n *Node) bool {
	if !n.IsTable() {
		return false
	}
	if isValueTable(n) || len(n.keys) == 0 {
		return utf8.RuneCountInString(n.inline()) <= maxInline
	}
	for _, key := range n.keys {
		if canHead(n.fields[key]) && !isShort(n.fields[key]) {
			return false
		}
	}
	return true
}

// inline returns a node as a value on one line.
func (n *Node) inline() string {
	switch n.form {
	case FormTable:
		if len(n.keys) == 0 {
			return "{}"
		}
		parts := make([]string, len(n.keys))
		for i, key := range n.keys {
			parts[i] = quoteKey(key) + " = " + n.fields[key].inline()
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case FormArray:
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = item.inline()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case FormText:
		return quoteText(n.text)
	}
	return n.scalar()
}

// scalar returns a number, truth value or date as TOML.
func (n *Node) scalar() string {
	switch n.form {
	case FormInteger:
		return strconv.FormatInt(n.integer, 10)
	case FormFloat:
		return floatText(n.float)
	case FormBool:
		return strconv.FormatBool(n.truth)
	}
	return n.text
}

// floatText returns the shortest text that reads back as the same float, never that of an
// integer.
func floatText(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	text := strconv.FormatFloat(x, 'g', -1, 64)
	if a := math.Abs(x); a >= 1e-6 && a < 1e15 || a == 0 {
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// quoteText returns text as a TOML basic string; bytes that are not UTF-8 become U+FFFD.
func quoteText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
