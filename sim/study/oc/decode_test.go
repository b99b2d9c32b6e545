package oc_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"simrun/sim/base/rng"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
)

// coded is what reads back from its bytes.
type coded interface {
	AppendBinary(b []byte) []byte
	Decode(b []byte) (rest []byte, err error)
}

// readsBack checks the law of encodings: what is decoded has the same bytes, what
// follows is left, and damaged bytes give an error or other content, never a panic.
func readsBack(t *testing.T, name string, full coded, empty func() coded) {
	t.Helper()
	want := full.AppendBinary(nil)
	x := empty()
	rest, err := x.Decode(append(bytes.Clone(want), "rest"...))
	if err != nil || string(rest) != "rest" || !bytes.Equal(x.AppendBinary(nil), want) {
		t.Errorf("%s: read back with rest %q and error %v, %v", name, rest, err, bytes.Equal(x.AppendBinary(nil), want))
	}
	cuts := want
	if len(want) > 2000 { // a long one is tried here and there
		cuts = want[:2000]
	}
	for n := range cuts {
		if _, err := empty().Decode(want[:n]); err == nil {
			t.Errorf("%s: the first %d of %d bytes are read without an error", name, n, len(want))
		}
	}
	var stream rng.Stream
	stream.Seek(7, 0, rng.NewSlot(name))
	s := stream.Sequence(0)
	for range 2000 {
		if len(want) == 0 {
			break
		}
		damaged := bytes.Clone(want)
		at := int(s.Next() * float64(len(damaged)))
		damaged[at] ^= 1 << int(s.Next()*8)
		x := empty()
		if rest, err := x.Decode(damaged); err == nil && len(rest) == 0 && bytes.Equal(x.AppendBinary(nil), want) {
			t.Errorf("%s: a flipped bit in byte %d is not noticed", name, at)
		}
	}
	for n := range 200 { // and bytes of no origin
		junk := make([]byte, n)
		for i := range junk {
			junk[i] = byte(s.Next() * 256)
		}
		empty().Decode(junk)
	}
}

// Every metric of every design, with and without trials.
func TestCellsReadBack(t *testing.T) {
	each(t, 300, func(t *testing.T, p *plan.Plan, outcomes []trial.Outcome) {
		for _, m := range p.Metrics {
			for _, n := range []int{0, 1, len(outcomes)} {
				c := m.New()
				for k := range n {
					c.Observe(&outcomes[k])
				}
				readsBack(t, fmt.Sprintf("%T of %d", m, n), c, func() coded { return m.New() })
			}
		}
		readsBack(t, "all", tallied(p, outcomes), func() coded { return oc.NewTallies(p.Metrics) })
		if n := tallied(p, outcomes).Trials(); n != int64(len(outcomes)) {
			t.Errorf("%d trials", n)
		}
	})
}

// Draws and contrasts, which the designs do not have.
func TestMoreReadsBack(t *testing.T) {
	p := compile(t, strings.Replace(designs["rare"], "p = 0.2 }", `p = { draw = { kind = "beta", a = 2, b = 6 } } }`, 1))
	w, all := trial.NewWorker(p.Protocol), oc.NewTallies(p.Metrics)
	contrast := oc.NewContrast(p.Subject, p.Subject)
	for i := range int64(200) {
		o := w.Conduct(5, i)
		all.Observe(o)
		contrast.Observe(o, o)
	}
	if len(p.Subject.Draws) != 1 {
		t.Fatal("nothing is drawn")
	}
	readsBack(t, "draws", all, func() coded { return oc.NewTallies(p.Metrics) })
	readsBack(t, "contrast", contrast, func() coded { return oc.NewContrast(p.Subject, p.Subject) })
}

// A reason that does not occur is not written, and not read.
func TestReasonsAreInOrder(t *testing.T) {
	p := compile(t, designs["rare"])
	c := p.Metrics[len(p.Metrics)-1].New()
	b := c.AppendBinary(nil)
	count := []byte{1, 0, 0, 0, 0, 0, 0, 0}
	with := func(parts ...[]byte) []byte { return append(bytes.Join(append([][]byte{b[:16]}, parts...), nil), 0, 0) }
	for _, c := range []struct {
		name string
		text []byte
		ok   bool
	}{
		{"none", with(), true},
		{"two", with([]byte("one category"), count, []byte("no events"), count), true},
		{"in disorder", with([]byte("no events"), count, []byte("one category"), count), false},
		{"that did not occur", with([]byte("no events"), make([]byte, 8)), false},
		{"unknown", with([]byte("bad weather"), count), false},
	} {
		if _, err := p.Metrics[len(p.Metrics)-1].New().Decode(c.text); (err == nil) != c.ok {
			t.Errorf("reasons %s: %v", c.name, err)
		}
	}
}
