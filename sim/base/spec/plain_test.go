package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlain(t *testing.T) {
	n, err := Parse("a = 1\nb = 1.5\nc = [true, \"x\"]\nd = { e = 2 }\nf = 2012-01-02\n")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"a": int64(1), "b": 1.5, "c": []any{true, "x"}, "d": map[string]any{"e": int64(2)}, "f": "2012-01-02",
	}
	if diff := cmp.Diff(want, n.Plain()); diff != "" {
		t.Error(diff)
	}
}
