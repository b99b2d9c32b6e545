package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// Parse reads TOML text as an ordered tree. A syntax error becomes an [*Error] that shows the
// line and a caret below the place; so does text of more than 4 MiB, nested deeper than 64, or
// with more than 10 000 entries in one table or array.
func Parse(text string) (*Node, error) {
	if len(text) > MaxText {
		return nil, fail("", fmt.Sprintf("the text has %d bytes, more than the %d allowed", len(text), MaxText),
			"data belong in a CSV file that the scenario names")
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if at := tooDeep(text); at >= 0 {
		return nil, fail("", fmt.Sprintf("tables or lists nest deeper than %d", maxDepth)+excerpt(text, at, 1), "")
	}
	var values map[string]any
	meta, err := toml.Decode(text, &values)
	if err != nil {
		return nil, syntaxError(text, err)
	}
	b := builder{problems: NewProblems()}
	root := b.table(values, order{events: relative(meta.Keys())}, b.problems, 0)
	if err := b.problems.Err(); err != nil {
		return nil, err
	}
	return root, nil
}

// syntaxError words an error of the TOML parser in our own form.
func syntaxError(text string, err error) *Error {
	var pe toml.ParseError
	if !errors.As(err, &pe) {
		return fail("", "not TOML: "+err.Error(), "")
	}
	message := strings.TrimSuffix(pe.Message, ".")
	if message == "" {
		message = strings.TrimPrefix(err.Error(), "toml: ")
	}
	message = strings.ToLower(message[:1]) + message[1:]
	return fail("", message+excerpt(text, pe.Position.Start, pe.Position.Len), syntaxHint(message))
}

// syntaxHint returns advice on the slips that are most common.
func syntaxHint(message string) string {
	switch {
	case strings.Contains(message, "already been defined"), strings.Contains(message, "already created"):
		return "a key or table may be given once; lists of tables are headed [[…]] each time"
	case strings.Contains(message, "expected value but found"):
		return "text stands in quotes, as in kind = \"binary\""
	case strings.Contains(message, "cannot contain newlines"):
		return "a closing quote is missing"
	case strings.Contains(message, "expected '.' or '='"):
		return "a line is key = value, and a table's header stands in brackets"
	}
	return ""
}

// excerpt shows the line at an offset with carets below, and says line and column from 1.
func excerpt(text string, start, length int) string {
	const before, after = 60, 40 // characters shown around the place
	start = min(max(start, 0), len(text))
	first := strings.LastIndexByte(text[:start], '\n') + 1
	line, _, _ := strings.Cut(text[first:], "\n")
	number := strings.Count(text[:first], "\n") + 1
	head, tail := shown(line[:start-first]), shown(line[min(start-first, len(line)):])
	column := len(head) + 1
	if len(head) > before {
		head = append([]rune("…"), head[len(head)-before:]...)
	}
	length = min(max(length, 1), max(len(tail), 1), after)
	if len(tail) > after {
		tail = append(tail[:after:after], '…')
	}
	margin := fmt.Sprintf("%6d | ", number)
	return fmt.Sprintf(" (line %d, column %d)\n%s%s%s\n%s%s", number, column, margin, string(head), string(tail),
		strings.Repeat(" ", len(margin)+len(head)), strings.Repeat("^", length))
}

// shown returns the characters of a piece of text with what does not print made blank.
func shown(s string) []rune {
	runes := make([]rune, 0, min(len(s), 200))
	for _, r := range strings.TrimSuffix(s, "\r") {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			r = ' '
		}
		runes = append(runes, r)
	}
	return runes
}

// builder turns the parser's maps into nodes. The parser lists all keys in file order apart
// from them, without the index of array elements; those lists are called events here, and
// handed down with the path so far cut off.
type builder struct{ problems *Problems }

type event []string

func relative(keys []toml.Key) []event {
	events := make([]event, len(keys))
	for i, key := range keys {
		events[i] = event(key)
	}
	return events
}

// order is how the keys below a value are ordered: by the events below it, with empty ones for
// itself, or by the first appearance of each.
type order struct {
	events []event
	first  *appearance // instead of events
}

// appearance is when a key first appeared among others, and those of the keys below it.
type appearance struct {
	rank  int
	below map[string]*appearance
}

// appearances lists the keys of events by first appearance.
func appearances(events []event) *appearance {
	root := &appearance{}
	for i, e := range events {
		at := root
		for _, key := range e {
			if at.below == nil {
				at.below = map[string]*appearance{}
			}
			if at.below[key] == nil {
				at.below[key] = &appearance{rank: i}
			}
			at = at.below[key]
		}
	}
	return root
}

// value turns any value into a node.
func (b *builder) value(v any, events order, p *Problems, depth int) *Node {
	if depth > maxDepth {
		p.Report("", "tables or lists nest deeper than %d", maxDepth)
		return NewTable()
	}
	switch v := v.(type) {
	case map[string]any:
		return b.table(v, events, p, depth)
	case []map[string]any:
		items := make([]any, len(v))
		for i := range v {
			items[i] = v[i]
		}
		return b.array(items, events, p, depth)
	case []any:
		return b.array(v, events, p, depth)
	case string:
		return NewText(v)
	case int64:
		return NewInteger(v)
	case float64:
		return NewFloat(v)
	case bool:
		return NewBool(v)
	case time.Time:
		return &Node{form: FormDate, text: dateText(v)}
	}
	panic(fmt.Sprintf("spec: the parser returned a %T", v))
}

// table orders the keys of a table by their first event.
func (b *builder) table(v map[string]any, events order, p *Problems, depth int) *Node {
	if len(v) > maxItems {
		p.Report("", "%d keys in one table, more than the %d allowed", len(v), maxItems)
		return NewTable()
	}
	keys, below := events.of(v)
	n := NewTable()
	for _, key := range keys {
		if key == "" {
			p.Add("a key is empty", "give it a name")
			continue
		}
		n.Put(key, b.value(v[key], below[key], p.At(key), depth+1))
	}
	return n
}

// of orders the keys of a table, and returns the orders below them.
func (o order) of(v map[string]any) ([]string, map[string]order) {
	keys, below := make([]string, 0, len(v)), make(map[string]order, len(v))
	if o.first != nil {
		for key := range v {
			if at := o.first.below[key]; at != nil {
				keys = append(keys, key)
				below[key] = order{first: at}
			}
		}
		slices.SortFunc(keys, func(a, b string) int { return below[a].first.rank - below[b].first.rank })
		return keys, below
	}
	for _, e := range o.events {
		if len(e) == 0 {
			continue
		}
		if _, there := v[e[0]]; !there {
			continue
		}
		at, seen := below[e[0]]
		if !seen {
			keys = append(keys, e[0])
		}
		at.events = append(at.events, e[1:])
		below[e[0]] = at
	}
	return keys, below
}

// array gives each element its own events.
func (b *builder) array(items []any, events order, p *Problems, depth int) *Node {
	if len(items) > maxItems {
		p.Report("", "a list of %d, more than the %d allowed", len(items), maxItems)
		return NewArray()
	}
	parts := share(items, events)
	n := NewArray()
	for i, item := range items {
		n.Append(b.value(item, parts[i], p.Index(i+1), depth+1))
	}
	return n
}

// share cuts the events of an array into those of its elements. Below [[headers]] each element
// begins with an empty event. In brackets nothing marks an element, but as long as no key in
// braces is dotted, each has as many events as keys; otherwise the keys of all elements come in
// the order of first appearance in any.
func share(items []any, all order) []order {
	parts := make([]order, len(items))
	if all.first != nil {
		for i := range items {
			parts[i] = all
		}
		return parts
	}
	var marks []int
	events, inner := all.events, make([]event, 0, len(all.events))
	for i, e := range events {
		if len(e) == 0 {
			marks = append(marks, i)
		} else {
			inner = append(inner, e)
		}
	}
	if len(marks) == len(items) {
		marks = append(marks, len(events))
		for i := range items {
			parts[i].events = events[marks[i]+1 : marks[i+1]]
		}
		return parts
	}
	if countKeys(items) != len(inner) {
		first := appearances(inner)
		for i := range items {
			parts[i].first = first
		}
		return parts
	}
	for i, item := range items {
		count := countKeys(item)
		parts[i].events, inner = inner[:count], inner[count:]
	}
	return parts
}

// countKeys returns the number of keys at all depths of a value.
func countKeys(v any) int {
	count := 0
	switch v := v.(type) {
	case map[string]any:
		count = len(v)
		for _, value := range v {
			count += countKeys(value)
		}
	case []map[string]any:
		for _, value := range v {
			count += countKeys(value)
		}
	case []any:
		for _, value := range v {
			count += countKeys(value)
		}
	}
	return count
}

// dateText returns the canonical text of a date or time; the parser tells the kinds of TOML
// apart by the name of the location.
func dateText(t time.Time) string {
	switch t.Location().String() {
	case "datetime-local":
		return t.Format("2006-01-02T15:04:05.999999999")
	case "date-local":
		return t.Format("2006-01-02")
	case "time-local":
		return t.Format("15:04:05.999999999")
	}
	return t.Format(time.RFC3339Nano)
}
