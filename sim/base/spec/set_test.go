package spec

import "testing"

func TestSet(t *testing.T) {
	const before = "[a]\nx = 1\ny = 2\n[[looks]]\nn = 1\n[[looks]]\nn = 2\n"
	const arrays = "\n[[looks]]\nn = 1\n\n[[looks]]\nn = 2\n"
	for _, c := range []struct{ path, value, want string }{
		{"a.x", "5", "[a]\nx = 5\ny = 2\n" + arrays},
		{"a.x", "binary", "[a]\nx = \"binary\"\ny = 2\n" + arrays},
		{"a.x", "two words", "[a]\nx = \"two words\"\ny = 2\n" + arrays},
		{"a.x", `"5"`, "[a]\nx = \"5\"\ny = 2\n" + arrays},
		{"a.x", "'a.b'", "[a]\nx = \"a.b\"\ny = 2\n" + arrays},
		{"a.x", "", "[a]\nx = \"\"\ny = 2\n" + arrays},
		{"a.x", "1\nz = 2", "[a]\nx = \"1\\nz = 2\"\ny = 2\n" + arrays},
		{"a.x", "1e6", "[a]\nx = 1000000.0\ny = 2\n" + arrays},
		{"a.x", "[1, 2]", "[a]\nx = [1, 2]\ny = 2\n" + arrays},
		{"a", "{ z = true }", "[a]\nz = true\n" + arrays},
		{"a", "3", "a = 3\n" + arrays},
		{"a.new", "1", "[a]\nx = 1\ny = 2\nnew = 1\n" + arrays},
		{"b.c.kind", "binary", "[a]\nx = 1\ny = 2\n" + arrays + "\n[b.c]\nkind = \"binary\"\n"},
		{`a."x y"`, "1", "[a]\nx = 1\ny = 2\n\"x y\" = 1\n" + arrays},
		{`a.'b.c'.d`, "1", "[a]\nx = 1\ny = 2\n\"b.c\" = { d = 1 }\n" + arrays},
		{"looks.2.n", "7", "[a]\nx = 1\ny = 2\n\n[[looks]]\nn = 1\n\n[[looks]]\nn = 7\n"},
		{"looks.1", "{ n = 8 }", "[a]\nx = 1\ny = 2\n\n[[looks]]\nn = 8\n\n[[looks]]\nn = 2\n"},
		{"looks.1.m.k", "8", "[a]\nx = 1\ny = 2\n\n[[looks]]\nn = 1\nm = { k = 8 }\n\n[[looks]]\nn = 2\n"},
	} {
		n, err := Parse(before)
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Set(c.path, c.value); err != nil {
			t.Errorf("%s=%s: %v", c.path, c.value, err)
		}
		if got := n.TOML(); got != c.want {
			t.Errorf("%s=%s gives\n%s\nwant\n%s", c.path, c.value, got, c.want)
		}
		if found := n.Lookup(c.path); found == nil {
			t.Errorf("nothing at %s", c.path)
		} else if again := n.Lookup(found.Path()); again != found {
			t.Errorf("%s has the path %s", c.path, found.Path())
		}
	}
}

func TestSetProblems(t *testing.T) {
	for _, c := range []struct{ path, value, want string }{
		{"", "1", "not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{"a..b", "1", "a..b: not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{"a b", "1", "a b: not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{"'a", "1", "'a: not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{`"a`, "1", "\"a: not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{"a.x.y", "1", "a.x.y: a.x is 1 and has no y"},
		{"looks.3.n", "1", "looks.3.n: looks has no element 3\n  hint: its elements count from 1 to 1; to add one, set the whole list"},
		{"looks.2", "1", "looks.2: looks has no element 2\n  hint: its elements count from 1 to 1; to add one, set the whole list"},
		{"looks.0", "1", "looks.0: looks has no element 0\n  hint: its elements count from 1 to 1; to add one, set the whole list"},
		{"looks.01", "1", "looks.01: looks has no element 01\n  hint: its elements count from 1 to 1; to add one, set the whole list"},
		{"looks.n", "1", "looks.n: looks has no element n\n  hint: its elements count from 1 to 1; to add one, set the whole list"},
		{"none.1", "1", "none.1: none has no element 1\n  hint: it is empty; set the whole list, as in path=[1, 2]"},
		{`a.""`, "1", "a.\"\": not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes"},
		{"a.x", "[1, 2", "a.x: cannot read [1, 2\n  hint: a list is [1, 2], a table { kind = \"t\" }, text in quotes \"a\"; in a shell, put the whole in single quotes"},
		{"a.x", "\xff", "a.x: the value holds characters that do not print"},
	} {
		n, err := Parse("none = []\n[a]\nx = 1\n[[looks]]\nn = 1\n")
		if err != nil {
			t.Fatal(err)
		}
		before := n.TOML()
		if err := n.Set(c.path, c.value); err == nil || err.Error() != c.want {
			t.Errorf("%s=%s: %v, want %s", c.path, c.value, err, c.want)
		}
		if after := n.TOML(); after != before {
			t.Errorf("%s=%s changed the tree to\n%s", c.path, c.value, after)
		}
	}
}

// TestSetThenDecode sets a kind that needs the bare text form.
func TestSetThenDecode(t *testing.T) {
	n, _ := Parse("[enrollment]\nsize = 1\n")
	for path, value := range map[string]string{"outcomes.x.kind": "bernoulli", "outcomes.x.p": "0.3", "enrollment.size": "1e3"} {
		if err := n.Set(path, value); err != nil {
			t.Fatal(err)
		}
	}
	var d file
	p := NewProblems()
	Decode(n, &d, p)
	if p.Len() > 0 || d.Enrollment.Size != 1000 || d.Outcomes[0].Value.Value.(*bernoulli).P.Value != 0.3 {
		t.Errorf("%+v, %v", d, p.List())
	}
}

func TestRemove(t *testing.T) {
	n, _ := Parse("[a]\nx = 1\ny = 2\nl = [1]\n")
	if !n.Remove("a.x") || n.Remove("a.x") || n.Remove("a.l.1") || n.Remove("") || n.Remove("a.x.y") {
		t.Error("Remove misreports")
	}
	if got := n.TOML(); got != "[a]\ny = 2\nl = [1]\n" {
		t.Errorf("left: %s", got)
	}
}

func TestSplitPath(t *testing.T) {
	keys := []string{"a", "b.c", `d"e`, "'", "", "ü", "1", "x\ny"}
	path := JoinPath(keys...)
	if want := `a."b.c"."d\"e"."'"."".` + `"ü".1."x\ny"`; path != want {
		t.Errorf("joined: %s, want %s", path, want)
	}
	got, err := SplitPath(path)
	if err != nil || len(got) != len(keys) {
		t.Fatalf("%q, %v", got, err)
	}
	for i := range keys {
		if got[i] != keys[i] {
			t.Errorf("key %d: %q, want %q", i, got[i], keys[i])
		}
	}
}
