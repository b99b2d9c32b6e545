package spec

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Lookup returns the node at a dotted path below n, or nil. Array elements count from 1, keys
// that need it stand in quotes, and the empty path is n itself.
func (n *Node) Lookup(path string) *Node {
	if path == "" {
		return n
	}
	keys, err := SplitPath(path)
	if err != nil {
		return nil
	}
	for _, key := range keys {
		n = n.step(key)
	}
	return n
}

// step returns the node one key or index below, or nil.
func (n *Node) step(key string) *Node {
	if !n.IsArray() {
		return n.Field(key)
	}
	if i, ok := n.index(key); ok {
		return n.items[i]
	}
	return nil
}

// index turns an element's number, from 1, into an index.
func (n *Node) index(key string) (int, bool) {
	i, err := strconv.Atoi(key)
	if err != nil || i < 1 || i > len(n.items) || itoa(i) != key {
		return 0, false
	}
	return i - 1, true
}

// Set puts a value at a dotted path, as --set path=value does. The value is read as TOML and
// otherwise taken as bare text. Missing tables are made, what stood at the path is replaced as
// a whole, and an element of an array must exist. The error is an [*Error].
func (n *Node) Set(path, value string) error {
	child, err := ParseValue(value)
	if problem := (*Error)(nil); errors.As(err, &problem) {
		problem.Problems[0].Path = path
		return problem
	}
	return n.SetNode(path, child)
}

// SetNode puts a node at a dotted path by the rules of [Node.Set]; the node becomes part of
// the tree.
func (n *Node) SetNode(path string, child *Node) error {
	keys, err := SplitPath(path)
	if err != nil || slices.Contains(keys, "") {
		return fail(path, errPath.Error(), "")
	}
	if len(keys)+child.depth() > maxDepth {
		return fail(path, fmt.Sprintf("tables or lists nest deeper than %d", maxDepth), "")
	}
	if err := n.reachable(keys); err != nil {
		return err
	}
	for _, key := range keys[:len(keys)-1] {
		next := n.step(key)
		if next == nil {
			next = NewTable()
			n.Put(key, next)
		}
		n = next
	}
	last := keys[len(keys)-1]
	if i, ok := n.index(last); ok && n.IsArray() {
		n.items[i] = child
		child.parent, child.key = n, last
		return nil
	}
	n.Put(last, child)
	return nil
}

// reachable reports why a path cannot be set, before anything is changed.
func (n *Node) reachable(keys []string) error {
	for i, key := range keys {
		if n == nil {
			return nil
		}
		switch n.form {
		case FormTable:
			n = n.Field(key)
		case FormArray:
			if _, ok := n.index(key); !ok {
				return fail(JoinPath(keys...), fmt.Sprintf("%s has no element %s", JoinPath(keys[:i]...), quoteKey(key)), n.elementHint())
			}
			n = n.step(key)
		default:
			return fail(JoinPath(keys...), fmt.Sprintf("%s is %s and has no %s", JoinPath(keys[:i]...), n.words(), quoteKey(key)), "")
		}
	}
	return nil
}

func (n *Node) elementHint() string {
	if len(n.items) == 0 {
		return "it is empty; set the whole list, as in path=[1, 2]"
	}
	return fmt.Sprintf("its elements count from 1 to %d; to add one, set the whole list", len(n.items))
}

// Remove takes the node at a dotted path out of its table and reports whether it was there.
// Elements of arrays cannot be removed.
func (n *Node) Remove(path string) bool {
	child := n.Lookup(path)
	if child == nil || child == n || !child.parent.IsTable() {
		return false
	}
	table := child.parent
	delete(table.fields, child.key)
	kept := make([]string, 0, len(table.keys)-1)
	for _, key := range table.keys {
		if key != child.key {
			kept = append(kept, key)
		}
	}
	table.keys = kept
	return true
}

// depth returns how many tables and arrays stand inside one another, n included.
func (n *Node) depth() int {
	deepest := 0
	for _, key := range n.keys {
		deepest = max(deepest, n.fields[key].depth())
	}
	for _, item := range n.items {
		deepest = max(deepest, item.depth())
	}
	if n.form == FormTable || n.form == FormArray {
		deepest++
	}
	return deepest
}

// ParseValue reads a single value as [Node.Set] does: TOML, else bare text. Text that opens a
// quote, a list or a table and does not close it is an [*Error] with one problem, without a path.
func ParseValue(text string) (*Node, error) {
	text = strings.TrimSpace(text)
	const key = "value"
	root, err := Parse(key + " = " + text)
	if err == nil && len(root.keys) == 1 && root.keys[0] == key {
		child := root.fields[key]
		child.parent, child.key = nil, ""
		return child, nil
	}
	if text != "" && strings.ContainsRune("\"'[{", rune(text[0])) {
		return nil, fail("", fmt.Sprintf("cannot read %s", abridge(text)), "a list is [1, 2], a table { kind = \"t\" }, text in quotes \"a\"; in a shell, put the whole in single quotes")
	}
	if !printable(text) {
		return nil, fail("", "the value holds characters that do not print", "")
	}
	return NewText(text), nil
}
