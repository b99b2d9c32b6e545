package spec

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyNode draws a tree with a table at its root.
func anyNode(t *rapid.T) *Node { return anyTable(t, 4) }

func anyTable(t *rapid.T, depth int) *Node {
	n := NewTable()
	for range rapid.IntRange(0, 4).Draw(t, "keys") {
		n.Put(anyKey.Draw(t, "key"), anyValue(t, depth-1))
	}
	return n
}

var anyKey = rapid.OneOf(
	rapid.SampledFrom([]string{"kind", "draw", "a", "b", "c", "long_key_of_a_table", "1", "\""}),
	rapid.StringN(1, 5, -1),
)

func anyValue(t *rapid.T, depth int) *Node {
	form := rapid.SampledFrom([]Form{FormTable, FormTable, FormArray, FormText, FormInteger, FormFloat, FormBool, FormDate}).Draw(t, "form")
	if depth <= 0 && form <= FormArray {
		form = FormText
	}
	switch form {
	case FormTable:
		return anyTable(t, depth)
	case FormArray:
		n := NewArray()
		tables := rapid.Bool().Draw(t, "tables")
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			if tables {
				n.Append(anyTable(t, depth-1))
			} else {
				n.Append(anyValue(t, depth-1))
			}
		}
		return n
	case FormText:
		return NewText(rapid.String().Draw(t, "text"))
	case FormInteger:
		return NewInteger(rapid.Int64().Draw(t, "integer"))
	case FormFloat:
		return NewFloat(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{
			0, math.Copysign(0, -1), 1, 1e6, 1e15, 1e21, 1e22, 1e-6, 1e-7, math.MaxFloat64, 5e-324, math.Inf(1), math.Inf(-1), math.NaN(),
		})).Draw(t, "float"))
	case FormBool:
		return NewBool(rapid.Bool().Draw(t, "bool"))
	}
	return &Node{form: FormDate, text: rapid.SampledFrom([]string{
		"1979-05-27", "07:32:00", "07:32:00.5", "1979-05-27T07:32:00.25", "1979-05-27T07:32:00Z", "1979-05-27T00:32:00-07:00",
	}).Draw(t, "date")}
}

// TestTOMLRoundTrip writes drawn trees and reads them back.
func TestTOMLRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNode(t)
		text := n.TOML()
		m, err := Parse(text)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, text)
		}
		if !n.Equal(m) {
			t.Fatalf("read back as\n%s\nwritten\n%s", m.TOML(), text)
		}
		if m.TOML() != text {
			t.Fatalf("written again as\n%s\nnot\n%s", m.TOML(), text)
		}
		if Fingerprint(n) != Fingerprint(m) {
			t.Fatalf("another fingerprint for\n%s", text)
		}
		if c := n.Clone(); !c.Equal(n) {
			t.Fatalf("the clone is\n%s\nnot\n%s", c.TOML(), text)
		}
	})
}

// TestPaths looks every node of drawn trees up under its own path.
func TestPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := anyNode(t)
		var visit func(n *Node)
		visit = func(n *Node) {
			if root.Lookup(n.Path()) != n {
				t.Fatalf("%q leads elsewhere in\n%s", n.Path(), root.TOML())
			}
			for _, key := range n.Keys() {
				visit(n.Field(key))
			}
			for _, item := range n.Items() {
				visit(item)
			}
		}
		visit(root)
	})
}

// TestKeyOrder checks that keys keep their order, in array elements too.
func TestKeyOrder(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"b = 1\na = 2\n", "b a"},
		{"[b]\n[a]\nz = 1\n[b.y]\n[b.x]\n", "b(y x) a(z)"},
		{"b.y = 1\na = 1\nb.x = 1\n", "b(y x) a"},
		{"x = [{ b = 1, a = 2 }, { a = 1, b = 2 }]\n", "x[(b a)(a b)]"},
		{"x = [[{ b = 1, a = 2 }], [{ a = 1, b = 2 }, 3]]\n", "x[[(b a)][(a b)]]"},
		{"x = [{ b = { d = 1, c = 2 }, a = {} }, { a = [{ z = 1, y = 1 }], b = 2 }]\n", "x[(b(d c) a)(a[(z y)] b)]"},
		{"[[x]]\nb = 1\na = 1\n[y]\n[[x]]\na = 1\nb = 1\n[x.s]\nd = 1\nc = 1\n", "x[(b a)(a b s(d c))] y"},
		{"[[x]]\n[[x.k]]\nb = 1\na = 1\n[[x.k]]\na = 1\nb = 1\n[[x]]\n[[x.k]]\na = 1\nb = 1\n", "x[(k[(b a)(a b)])(k[(a b)])]"},
		// With dotted keys in braces, every element has the order of first appearance.
		{"x = [{ b.c = 1, a = 2 }, { a = 1, b = 2 }]\n", "x[(b(c) a)(b a)]"},
	} {
		n, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := outline(n); got != "("+c.want+")" {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// outline returns the keys of a tree.
func outline(n *Node) string {
	if n.IsArray() {
		var b strings.Builder
		for _, item := range n.Items() {
			b.WriteString(outline(item))
		}
		return "[" + b.String() + "]"
	}
	if !n.IsTable() || len(n.Keys()) == 0 {
		return ""
	}
	parts := make([]string, 0, len(n.Keys()))
	for _, key := range n.Keys() {
		parts = append(parts, key+outline(n.Field(key)))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// The keys of tables in a list keep their order of appearance, also where some are
// dotted; that takes time in proportion to the text. Ten thousand such tables once took
// more than a minute.
func TestDottedKeysInLists(t *testing.T) {
	n, err := Parse("x = [{ b.c = 1, a = 2 }, { a = 3, b = { d = 4, c = 5 } }, { d = 6 }]")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"(b(c) a)", "(b(c d) a)", "(d)"} {
		if got := outline(n.Field("x").Items()[i]); got != want {
			t.Errorf("the keys of table %d are %s, want %s", i+1, got, want)
		}
	}
	n, err = Parse("x = [" + strings.Repeat("["+strings.Repeat("{ a.b = 1 },", 1000)+"],", 40) + "]")
	if err != nil || len(n.Field("x").Items()[39].Items()) != 1000 {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	const deep = 64
	for _, c := range []struct{ name, text, want string }{
		{"size", "# " + strings.Repeat("x", MaxText), "the text has 4194306 bytes, more than the 4194304 allowed"},
		{"brackets", "a = " + strings.Repeat("[", 2_000_000), "nest deeper than 64"},
		{"braces", "a = " + strings.Repeat("{b=", 1_000_000), "nest deeper than 64"},
		{"dots", "a" + strings.Repeat(".a", 2_000_000) + " = 1", "nest deeper than 64"},
		{"dots and brackets", strings.Repeat("a.", 50) + "a = " + strings.Repeat("[", 30) + strings.Repeat("]", 30), "nest deeper than 64"},
		{"header", "[" + strings.Repeat("a . ", 2000) + "a]", "nest deeper than 64"},
		{"brackets after text", "b = '''[[''''' # \"\nc = \"\\\"\"\na = " + strings.Repeat("[", 100), "nest deeper than 64"},
		{"list", "[a]\nb = [" + strings.Repeat("1,", maxItems+1) + "]", "a.b: a list of 10001, more than the 10000 allowed"},
		{"table", many(maxItems + 1), "10001 keys in one table, more than the 10000 allowed"},
	} {
		_, err := Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 400 {
			t.Errorf("%s: %.400v", c.name, err)
		}
	}
	for _, text := range []string{
		"a = " + strings.Repeat("[", deep-1) + strings.Repeat("]", deep-1),
		strings.Repeat("a.", deep-1) + "a = 1",
		"a = '" + strings.Repeat("[", 1000) + "' # " + strings.Repeat("[", 1000),
		"a = \"\"\"" + strings.Repeat("[\n", 1000) + "\\\"\"\"\"",
		"a = '''" + strings.Repeat("[\n", 1000) + "''''",
		many(maxItems),
		"\ufeffa = 1",
		"",
	} {
		if _, err := Parse(text); err != nil {
			t.Errorf("%.60s…: %v", text, err)
		}
	}
}

func many(keys int) string {
	var b strings.Builder
	for i := range keys {
		fmt.Fprintf(&b, "k%d = 1\n", i)
	}
	return b.String()
}

func TestNodeAccess(t *testing.T) {
	n, err := Parse("t = 'x'\ni = 3\nf = 2.5\nb = true\nd = 2012-03-04\nl = [1]\nnan = nan\n")
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := n.Field("t").AsText(); s != "x" || !ok {
		t.Error("text")
	}
	if x, ok := n.Field("i").AsFloat(); x != 3 || !ok {
		t.Error("integer")
	}
	if _, ok := n.Field("nan").AsFloat(); ok {
		t.Error("nan is a number")
	}
	if b, ok := n.Field("b").AsBool(); !b || !ok {
		t.Error("bool")
	}
	if f := n.Field("d").Form(); f != FormDate {
		t.Error("date")
	}
	var none *Node
	if _, err := Parse("a.\"\" = 1"); err == nil || err.Error() != "a: a key is empty\n  hint: give it a name" {
		t.Errorf("empty key: %v", err)
	}
	if none.IsTable() || none.IsArray() || none.IsNumber() || none.Field("x") != nil || none.Has("x") || none.Items() != nil ||
		none.Keys() != nil || none.Path() != "" || none.Clone() != nil || none.Lookup("a.b") != nil || !none.Equal(nil) || none.Equal(n) {
		t.Error("nil is something")
	}
	if _, ok := none.AsText(); ok {
		t.Error("nil is text")
	}
	if _, ok := none.AsBool(); ok {
		t.Error("nil is a truth value")
	}
	if got := n.Field("l").TOML(); got != "[1]" {
		t.Errorf("TOML of a list: %q", got)
	}
}
