package tally

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// accumulator is what all types of the package can do.
type accumulator interface {
	AppendBinary([]byte) []byte
	Decode([]byte) ([]byte, error)
}

// empties returns one accumulator of each type, in a fixed order.
func empties() []accumulator {
	return []accumulator{new(Count), new(Pair), new(Sum), new(Moments), new(Hist), new(Ints)}
}

// filled returns one accumulator of each type that has seen the values.
func filled(xs []float64) []accumulator {
	var (
		c Count
		p Pair
		s Sum
		m Moments
		h Hist
		n Ints
	)
	for i, x := range xs {
		c.Add(x > 0)
		p.Add(x > 0, i%2 == 0)
		s.Add(x)
		m.Add(math.Max(-1e150, math.Min(x, 1e150)))
		h.Add(x)
		n.Add(int(math.Float64bits(x) >> 43))
	}
	return []accumulator{&c, &p, &s, &m, &h, &n}
}

func TestDecodeInvertsAppendBinary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tail := []byte("tail")
		xs := rapid.SliceOf(nasty()).Draw(t, "xs")
		into := filled(rapid.SliceOfN(nasty(), 0, 3).Draw(t, "before"))
		for i, a := range filled(xs) {
			b := a.AppendBinary(nil)
			rest, err := into[i].Decode(append(bytes.Clone(b), tail...))
			if err != nil || !bytes.Equal(rest, tail) {
				t.Fatalf("%T: rest %q, error %v", a, rest, err)
			}
			if again := into[i].AppendBinary(nil); !bytes.Equal(again, b) {
				t.Fatalf("%T: %x became %x", a, b, again)
			}
			for n := range b {
				if _, err := empties()[i].Decode(b[:n]); err == nil {
					t.Fatalf("%T: accepts %d bytes of %d", a, n, len(b))
				}
			}
		}
	})
}

func TestDecodeRefusesWhatIsNotCanonical(t *testing.T) {
	big := bytes.Repeat([]byte{0xff}, 9)
	cases := map[string]struct {
		into  accumulator
		bytes []byte
	}{
		"more hits than trials":        {new(Count), []byte{1, 2}},
		"a varint too long":            {new(Count), []byte{0x81, 0x00, 0}},
		"a negative number":            {new(Count), append(big, 1, 0)},
		"a varint of eleven bytes":     {new(Count), append(bytes.Repeat([]byte{0xff}, 10), 1)},
		"a third sign":                 {new(Sum), []byte{2, 0, 1, 1, 0, 0, 0}},
		"minus zero":                   {new(Sum), []byte{1, 0, 0}},
		"zero with a position":         {new(Sum), []byte{0, 1, 0}},
		"a leading zero":               {new(Sum), []byte{0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0}},
		"a trailing zero":              {new(Sum), []byte{0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0}},
		"a digit beyond the top":       {new(Sum), []byte{0, 68, 1, 1, 0, 0, 0}},
		"a sum too large":              {new(Sum), []byte{0, 67, 1, 1, 0, 4, 0}},
		"moments of nothing":           {new(Moments), []byte{0, 0, 33, 1, 1, 0, 0, 0, 0, 0, 0}},
		"a negative sum of squares":    {new(Moments), []byte{1, 0, 0, 0, 1, 33, 1, 1, 0, 0, 0}},
		"a bin twice":                  {new(Ints), []byte{2, 1, 1, 0, 1}},
		"an empty bin":                 {new(Ints), []byte{1, 1, 0, 1, 1}},
		"more in a bin than in all":    {new(Ints), []byte{1, 1, 2}},
		"an integer beyond the limit":  {new(Ints), []byte{1, 0x81, 0x80, 0x80, 0x01, 1}},
		"two steps beyond the limit":   {new(Ints), []byte{2, 0x81, 0x80, 0x40, 1, 0x80, 0x80, 0x40, 1}},
		"a step that overflows an int": {new(Ints), append(append([]byte{1}, bytes.Repeat([]byte{0xff}, 8)...), 0x7f, 1)},
		"not a number":                 {new(Hist), []byte{1, 0xff, 0xff, 0x7f, 1}},
		"minus not a number":           {new(Hist), []byte{1, 1, 1}},
	}
	for name, c := range cases {
		before := c.into.AppendBinary(nil)
		rest, err := c.into.Decode(c.bytes)
		if err != errMalformed {
			t.Errorf("%s: error %v", name, err)
		}
		if !bytes.Equal(rest, c.bytes) || !bytes.Equal(c.into.AppendBinary(nil), before) {
			t.Errorf("%s: a refusal changed something", name)
		}
	}
}

// FuzzDecode feeds any bytes to every type: no panic, and what is accepted is
// exactly what would be written.
func FuzzDecode(f *testing.F) {
	for i, a := range filled([]float64{1, -2.5, 1e300, 0x1p-1074, 0}) {
		f.Add(byte(i), a.AppendBinary(nil))
	}
	for i, a := range empties() {
		f.Add(byte(i), a.AppendBinary(nil))
	}
	f.Fuzz(func(t *testing.T, kind byte, b []byte) {
		all := empties()
		a := all[int(kind)%len(all)]
		rest, err := a.Decode(b)
		if err != nil {
			return
		}
		if again := a.AppendBinary(nil); !bytes.Equal(again, b[:len(b)-len(rest)]) {
			t.Fatalf("%T: accepts %x, writes %x", a, b, again)
		}
	})
}
