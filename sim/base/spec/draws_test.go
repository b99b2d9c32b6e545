package spec

import (
	"math"
	"testing"
)

type drawing struct {
	P    Number   `toml:"p" range:"[0,1]"`
	Rate *Number  `toml:"rate" range:"(0,inf)"`
	List []Number `toml:"list"`
}

func TestDrawsAreFoundOnce(t *testing.T) {
	n, err := Parse("p = { draw = { kind = \"beta\" } }\nrate = { draw = { kind = \"gamma\" } }\nlist = [1, { draw = { kind = \"normal\" } }]\n")
	if err != nil {
		t.Fatal(err)
	}
	var d drawing
	p := NewProblems()
	Decode(n, &d, p)
	if p.Err() != nil {
		t.Fatal(p.Err())
	}
	twice := struct{ A, B *drawing }{&d, &d}
	draws := Draws(&twice)
	var paths []string
	for _, d := range draws {
		paths = append(paths, d.Path)
	}
	if len(paths) != 3 || paths[0] != "p" || paths[1] != "rate" || paths[2] != "list.2" {
		t.Errorf("draws are at %v", paths)
	}
	for _, c := range []struct {
		draw     int
		lo, hi   float64
		attained bool
		want     bool
	}{
		{0, 0, 1, true, true},
		{0, 0, 1.5, false, false},
		{1, 0, math.Inf(1), false, true},
		{1, 0, 2, true, false},
		{1, -1, 2, false, false},
		{2, math.Inf(-1), math.Inf(1), false, true},
	} {
		if _, ok := draws[c.draw].Admits(c.lo, c.hi, c.attained); ok != c.want {
			t.Errorf("%s admits [%v, %v] (attained %v): %v, want %v", draws[c.draw].Path, c.lo, c.hi, c.attained, ok, c.want)
		}
	}
}
