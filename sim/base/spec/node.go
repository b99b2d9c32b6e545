package spec

import "math"

// Form says what a [Node] holds.
type Form uint8

// The forms a node can have, in the words of TOML.
const (
	FormTable   Form = iota // named nodes in order
	FormArray               // nodes counted from 1
	FormText                // a string
	FormInteger             // a whole number of 64 bits
	FormFloat               // a number with a point or an exponent; nan and inf parse but never decode
	FormBool                // true or false
	FormDate                // a date, a time, or both, kept as text
)

// Node is one value of a scenario file: a table with its keys in file order, an array, or a
// scalar. It knows its dotted path. The zero Node is an empty table; the methods that look
// into a node accept nil, which stands for "not there" and contains nothing.
type Node struct {
	form    Form
	keys    []string         // of a table, in order
	fields  map[string]*Node // of a table
	items   []*Node          // of an array
	text    string           // of text and dates
	integer int64
	float   float64
	truth   bool

	parent *Node  // nil at the root
	key    string // below the parent: a key, or the index from 1

	attached any // what the text came with; nil: look at the parent
}

// NewTable returns an empty table; [Node.Put] fills it.
func NewTable() *Node { return &Node{} }

// NewArray returns an array of the given nodes, which become its children.
func NewArray(items ...*Node) *Node {
	n := &Node{form: FormArray}
	for _, item := range items {
		n.Append(item)
	}
	return n
}

// NewText returns a string node.
func NewText(text string) *Node { return &Node{form: FormText, text: text} }

// NewInteger returns an integer node.
func NewInteger(i int64) *Node { return &Node{form: FormInteger, integer: i} }

// NewFloat returns a float node. Decode refuses it when x is NaN or infinite.
func NewFloat(x float64) *Node { return &Node{form: FormFloat, float: x} }

// NewBool returns a node that holds true or false.
func NewBool(b bool) *Node { return &Node{form: FormBool, truth: b} }

// Form returns what the node holds.
func (n *Node) Form() Form { return n.form }

// IsTable reports whether the node is a table; nil is not.
func (n *Node) IsTable() bool { return n != nil && n.form == FormTable }

// IsArray reports whether the node is an array; nil is not.
func (n *Node) IsArray() bool { return n != nil && n.form == FormArray }

// IsNumber reports whether the node is an integer or a float; nil is not.
func (n *Node) IsNumber() bool {
	return n != nil && (n.form == FormInteger || n.form == FormFloat)
}

// AsText returns the string the node holds, and whether it is one.
func (n *Node) AsText() (string, bool) {
	if n == nil || n.form != FormText {
		return "", false
	}
	return n.text, true
}

// AsFloat returns the number the node holds, integers included, and whether it is a finite one.
func (n *Node) AsFloat() (float64, bool) {
	switch {
	case n == nil:
		return 0, false
	case n.form == FormInteger:
		return float64(n.integer), true
	case n.form == FormFloat && !math.IsNaN(n.float) && !math.IsInf(n.float, 0):
		return n.float, true
	}
	return 0, false
}

// AsBool returns the truth value the node holds, and whether it is one.
func (n *Node) AsBool() (value, ok bool) {
	if n == nil || n.form != FormBool {
		return false, false
	}
	return n.truth, true
}

// Keys returns the keys of a table in order, and nothing for any other node. The slice is the
// node's own: read it only.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	return n.keys
}

// Field returns the node under a key of a table, or nil.
func (n *Node) Field(key string) *Node {
	if n == nil {
		return nil
	}
	return n.fields[key]
}

// Has reports whether the table has the key.
func (n *Node) Has(key string) bool { return n.Field(key) != nil }

// Items returns the elements of an array, and nothing for any other node. The slice is the
// node's own: read it only.
func (n *Node) Items() []*Node {
	if n == nil {
		return nil
	}
	return n.items
}

// Put stores child under key, in the place of a former value or else last. It panics when n is
// not a table.
func (n *Node) Put(key string, child *Node) {
	if n.form != FormTable {
		panic("spec: Put on a node that is not a table")
	}
	if n.fields == nil {
		n.fields = map[string]*Node{}
	}
	if _, there := n.fields[key]; !there {
		n.keys = append(n.keys, key)
	}
	n.fields[key] = child
	child.parent, child.key = n, key
}

// Append adds child at the end of an array. It panics when n is not an array.
func (n *Node) Append(child *Node) {
	if n.form != FormArray {
		panic("spec: Append on a node that is not an array")
	}
	n.items = append(n.items, child)
	child.parent, child.key = n, itoa(len(n.items))
}

// Path returns the dotted path of the node from the root, array elements counted from 1, keys
// quoted where they need it; the root's is empty.
func (n *Node) Path() string {
	if n == nil || n.parent == nil {
		return ""
	}
	if n.parent.form == FormArray {
		return joinPath(n.parent.Path(), n.key)
	}
	return joinPath(n.parent.Path(), quoteKey(n.key))
}

// Clone returns a deep copy that shares nothing with n and has the same path.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.keys, c.fields, c.items = nil, nil, nil
	for _, key := range n.keys {
		c.Put(key, n.fields[key].Clone())
	}
	for _, item := range n.items {
		c.Append(item.Clone())
	}
	return &c
}

// Attach lets a node, and all below it that has nothing attached itself, know what its text
// came with, such as the folder of the files that it names. Clones keep it; it is no part of
// the value.
func (n *Node) Attach(what any) { n.attached = what }

// Attached returns what is attached to the node, or to the nearest node above it that has
// something attached; nil when there is none.
func (n *Node) Attached() any {
	for ; n != nil; n = n.parent {
		if n.attached != nil {
			return n.attached
		}
	}
	return nil
}

// Equal reports whether two trees hold the same: the same forms and values, tables with the
// same keys in the same order. NaN equals NaN. An integer never equals a float.
func (n *Node) Equal(m *Node) bool {
	if n == nil || m == nil {
		return n == m
	}
	if n.form != m.form || n.text != m.text || n.integer != m.integer || n.truth != m.truth ||
		len(n.keys) != len(m.keys) || len(n.items) != len(m.items) {
		return false
	}
	if math.Float64bits(n.float) != math.Float64bits(m.float) && !(math.IsNaN(n.float) && math.IsNaN(m.float)) {
		return false
	}
	for i, key := range n.keys {
		if key != m.keys[i] || !n.fields[key].Equal(m.fields[key]) {
			return false
		}
	}
	for i := range n.items {
		if !n.items[i].Equal(m.items[i]) {
			return false
		}
	}
	return true
}
