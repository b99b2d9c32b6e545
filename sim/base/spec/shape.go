package spec

import (
	"fmt"
	"reflect"
	"strings"
)

// What a [Shape] can be.
const (
	ShapeNumber  = "number"  // a number; see Drawn
	ShapeInteger = "integer" // a whole number
	ShapeText    = "text"    // a string, perhaps one of Choices
	ShapeBool    = "boolean" // true or false
	ShapeList    = "list"    // of Element, of a fixed Length if that is not 0
	ShapeNamed   = "named"   // a table from names to Element
	ShapeKeyed   = "keyed"   // one Element, or a table from names to Element
	ShapeKind    = "kind"    // one of the kinds of Concept
	ShapeTable   = "table"   // a table with the Fields
	ShapeOther   = "other"   // a type that reads itself; see Words and Either
)

// Shape is what a field accepts, for messages, documentation and schemas.
type Shape struct {
	What    string   // one of the Shape constants
	Drawn   bool     // of a number: { draw = … } is accepted too
	Natural bool     // of an integer: 0 or more
	Range   string   // of a number: its interval, such as "(0, inf)"; empty: no limit
	Choices []string // of text: the only words; nil: any
	Concept string   // of a kind
	Length  int      // of a list; 0: any
	Element *Shape   // of a list, a named or a keyed one

	words string       // of another: what it says of itself
	typ   reflect.Type // of a table or another
	rules *rules
}

// Interval returns the limits of a number's range, and whether each is itself excluded; ok is
// false when there is no range.
func (s *Shape) Interval() (lo, hi float64, loOpen, hiOpen, ok bool) {
	if s.rules == nil || !s.rules.ranged {
		return 0, 0, false, false, false
	}
	return s.rules.lo, s.rules.hi, s.rules.loOpen, s.rules.hiOpen, true
}

// Fields describes the keys of a table, and nothing for other shapes.
func (s *Shape) Fields() []FieldDescription {
	if s.What != ShapeTable {
		return nil
	}
	return describeFields(s.typ, fresh(s.typ))
}

// Words returns the shape in words without limits, such as "list of numbers".
func (s *Shape) Words() string { return s.phrase(false, false) }

// article returns the shape in words with limits, as in "a number in (0, inf)".
func (s *Shape) article() string {
	switch s.What {
	case ShapeText, ShapeBool:
		return s.phrase(false, true)
	case ShapeOther:
		return s.words
	}
	phrase := s.phrase(false, true)
	if strings.IndexByte("aeiou", phrase[0]) >= 0 {
		return "an " + phrase
	}
	return "a " + phrase
}

// phrase returns the words in the singular or plural, with limits if wanted.
func (s *Shape) phrase(plural, limits bool) string {
	var of string
	if s.Element != nil {
		of = s.Element.phrase(true, limits)
	}
	switch s.What {
	case ShapeNumber:
		return s.limited(inflect("number", plural), limits)
	case ShapeInteger:
		words := inflect("whole number", plural)
		if s.Natural && s.Range == "" && limits {
			words += " of 0 or more"
		}
		return s.limited(words, limits)
	case ShapeText:
		if len(s.Choices) > 0 && limits {
			return "one of: " + strings.Join(s.Choices, ", ")
		}
		return inflect("text", plural)
	case ShapeBool:
		return "true or false"
	case ShapeList:
		if s.Length > 0 {
			return fmt.Sprintf("%s of %d %s", inflect("list", plural), s.Length, of)
		}
		return inflect("list", plural) + " of " + of
	case ShapeNamed:
		return inflect("table", plural) + " of " + of + " by name"
	case ShapeKeyed:
		return s.Element.phrase(plural, limits) + " or table of " + of + " by name"
	case ShapeKind:
		return inflect(s.Concept, plural)
	case ShapeTable:
		return inflect("table", plural)
	}
	return s.words
}

// limited appends the range to words, if there is one and it is wanted.
func (s *Shape) limited(words string, limits bool) string {
	if s.Range == "" || !limits {
		return words
	}
	return words + " in " + s.Range
}

// inflect returns a noun in the singular or plural.
func inflect(noun string, plural bool) string {
	switch {
	case !plural || noun == "text":
		return noun
	case strings.HasSuffix(noun, "y"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "s"):
		return noun + "es"
	}
	return noun + "s"
}

// numberShape returns the shape of a number with the given limits.
func numberShape(r *rules) *Shape { return shapeOf(reflect.TypeFor[float64](), r) }

// shapeOf returns the shape that values of a type are read from.
func shapeOf(t reflect.Type, r *rules) *Shape {
	v := reflect.New(t)
	if kind, ok := builtin[chooser](v.Elem()); ok {
		return &Shape{What: ShapeKind, Concept: kind.registry().concept}
	}
	if table, ok := builtin[tabular](v.Elem()); ok {
		return &Shape{What: ShapeNamed, Element: shapeOf(table.element(), r)}
	}
	if k, ok := builtin[keyed](v.Elem()); ok {
		return &Shape{What: ShapeKeyed, Element: shapeOf(k.each().element(), r)}
	}
	switch value := v.Interface().(type) {
	case *Number:
		s := shapeOf(reflect.TypeFor[float64](), r)
		s.Drawn = true
		return s
	case Describer:
		return &Shape{What: ShapeOther, words: value.DescribeSpec(), typ: t}
	case Decoder:
		return &Shape{What: ShapeOther, words: "a " + strings.ToLower(t.Name()), typ: t}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem(), r)
	case reflect.Slice:
		return &Shape{What: ShapeList, Element: shapeOf(t.Elem(), r)}
	case reflect.Array:
		return &Shape{What: ShapeList, Length: t.Len(), Element: shapeOf(t.Elem(), r)}
	case reflect.Struct:
		return &Shape{What: ShapeTable, typ: t}
	}
	return scalarShape(t, r)
}

func scalarShape(t reflect.Type, r *rules) *Shape {
	s := &Shape{rules: r}
	switch t.Kind() {
	case reflect.String:
		s.What = ShapeText
	case reflect.Bool:
		s.What = ShapeBool
	case reflect.Float64:
		s.What = ShapeNumber
	case reflect.Int, reflect.Int64, reflect.Uint64:
		s.What, s.Natural = ShapeInteger, t.Kind() == reflect.Uint64
	default:
		panic(fmt.Sprintf("spec: a field cannot be a %v", t))
	}
	if r != nil {
		s.Range, s.Choices = r.text, r.choices
	}
	return s
}
