package spec

// Decoder is implemented (on the pointer) by types that read themselves from a tree, such as
// unions that no struct describes. n is never nil; p stands at it.
type Decoder interface{ DecodeSpec(n *Node, p *Problems) }

// Encoder is the inverse of [Decoder]: it returns a tree that DecodeSpec reads back to the
// same value, or nil to be left out.
type Encoder interface{ EncodeSpec() *Node }

// Defaulter is implemented (on the pointer) by structs whose defaults are not all zero.
// SetDefaults is called on every value that Decode makes anew: elements of slices and tables
// and what pointers point to. Prototypes of kinds carry their defaults themselves.
type Defaulter interface{ SetDefaults() }

// Describer lets a [Decoder] say in words what it accepts, such as "number or ratio".
type Describer interface{ DescribeSpec() string }

// Of is a value chosen by kind = "…" from the kinds registered for T. The zero Of is unset. As
// an anonymous field, or with the tag option "inline", it shares the table of its struct.
type Of[T Kind] struct {
	Name  string // the kind
	Value T      // a pointer to the kind's struct
}

// IsSet reports whether a kind has been chosen.
func (o Of[T]) IsSet() bool { return o.Name != "" }

// Number is a constant, or a number that is drawn anew for every trial.
type Number struct {
	Value float64 // the constant; 0 when drawn
	Draw  *Draw   // nil for a constant
}

// Draw is the law from which a [Number] is drawn once per trial.
type Draw struct {
	Law  *Node  // a table with its kind; which laws there are is not known here
	Path string // where the number stands: the address of the draw
	Slot int    // which of a trial's draws it is, given when the scenario is compiled

	limits *rules // of the number
}

// Const returns a number that is always x.
func Const(x float64) Number { return Number{Value: x} }

// IsDrawn reports whether the number is drawn once per trial.
func (n Number) IsDrawn() bool { return n.Draw != nil }

// At returns the number in a trial whose draws, by slot, are given: the constant, or the draw.
func (n Number) At(draws []float64) float64 {
	if n.Draw == nil {
		return n.Value
	}
	return draws[n.Draw.Slot]
}

// Named is a value and the name it was given.
type Named[T any] struct {
	Name  string // [A-Za-z][A-Za-z0-9_]*
	Value T
}

// Table holds named values in file order, such as [arms.X].
type Table[T any] []Named[T]

// Get returns the value of that name, which may be changed in place, and whether it exists.
func (t Table[T]) Get(name string) (*T, bool) {
	if i := t.Index(name); i >= 0 {
		return &t[i].Value, true
	}
	return nil, false
}

// Index returns the position of a name from 0, or −1.
func (t Table[T]) Index(name string) int {
	for i := range t {
		if t[i].Name == name {
			return i
		}
	}
	return -1
}

// Names returns the names in order.
func (t Table[T]) Names() []string {
	names := make([]string, len(t))
	for i := range t {
		names[i] = t[i].Name
	}
	return names
}

// Keyed is a field that may differ by arm: one value for all, or a table keyed by name. In a
// file, a table with kind, relative_to or draw is a value, and one without is keyed.
type Keyed[T any] struct {
	One  *T       // the value for all names; nil when keyed or unset
	Each Table[T] // the values by name; empty unless keyed
}

// All returns a field that has one value for every name.
func All[T any](value T) Keyed[T] { return Keyed[T]{One: &value} }

// IsSet reports whether there is any value.
func (k Keyed[T]) IsSet() bool { return k.One != nil || len(k.Each) > 0 }

// For returns the value for a name, and whether there is one.
func (k Keyed[T]) For(name string) (T, bool) {
	if k.One != nil {
		return *k.One, true
	}
	if v, ok := k.Each.Get(name); ok {
		return *v, true
	}
	var none T
	return none, false
}

// keyWords are the keys that make a table a value rather than a table keyed by name.
var keyWords = [...]string{"kind", "relative_to", "draw"}

// isValueTable reports whether a table is a value by the rule of [Keyed].
func isValueTable(n *Node) bool {
	for _, word := range keyWords {
		if n.Has(word) {
			return true
		}
	}
	return false
}
