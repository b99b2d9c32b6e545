package engine

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"simrun/sim/base/rng"
	"simrun/sim/study/oc"
	"simrun/sim/world/accrual"
)

// gate is an accrual pattern that holds one trial back.
type gate struct {
	accrual.Pattern
	first   float64
	reached func()
}

func (g *gate) Enter(entry []float64, s *rng.Stream) {
	var u [1]float64
	s.Fill(u[:], 0)
	if u[0] == g.first {
		g.reached()
	}
	g.Pattern.Enter(entry, s)
}

// gated is a study whose first trial calls reached before it goes on.
func gated(t *testing.T, reached func()) *Study {
	p := compile(t)
	var s rng.Stream
	var u [1]float64
	s.Seek(p.Scenario.Simulation.Seed, 0, p.Protocol.Slots.Accrual)
	s.Fill(u[:], 0)
	protocol := *p.Protocol
	protocol.Accrual = &gate{protocol.Accrual, u[0], reached}
	p.Protocol = &protocol
	return alone(p)
}

// Behind a block that does not end only so many blocks wait, and all is recorded in
// order when it does.
func TestRecordsWaitBounded(t *testing.T) {
	const blocks, workers = 2 * ahead, 3
	var done, before atomic.Int64
	s := gated(t, func() {
		// Until nobody else gets on.
		for last := int64(-1); last < ahead/2 || last != done.Load(); time.Sleep(200 * time.Millisecond) {
			last = done.Load()
		}
		before.Store(done.Load())
	})
	due := int64(0)
	r, err := Run(context.Background(), s, Range{0, blocks * Block}, Options{
		Workers:  workers,
		Progress: func(p Progress) { done.Add(1) },
		Record: func(b Range, _ [][]oc.Record) {
			if b.Lo != due {
				t.Errorf("block %v is handed over, due is %d", b, due)
			}
			due = b.Hi
		},
	})
	if err != nil || due != blocks*Block || r.Done.Hi != due {
		t.Errorf("recorded up to %d, %v", due, err)
	}
	if n := before.Load(); n < ahead/2 || n > ahead+workers {
		t.Errorf("%d blocks were done ahead of the first, want at most %d", n, ahead+workers)
	}
}

// Who waits for the due block sees that the run is canceled, or has failed.
func TestRecordsDoNotHoldUpTheEnd(t *testing.T) {
	for name, end := range map[string]func(cancel func()){
		"canceled": func(cancel func()) { cancel(); time.Sleep(50 * time.Millisecond) },
		"failed":   func(func()) { panic("a bug") },
	} {
		ctx, cancel := context.WithCancel(context.Background())
		var done atomic.Int64
		s := gated(t, func() {
			for done.Load() < ahead-3 {
				time.Sleep(10 * time.Millisecond)
			}
			end(cancel)
		})
		recorded := int64(0)
		r, err := Run(ctx, s, Range{0, 2 * ahead * Block}, Options{
			Workers:  3,
			Progress: func(Progress) { done.Add(1) },
			Record:   func(b Range, _ [][]oc.Record) { recorded = b.Hi },
		})
		cancel()
		var bug *Panic
		switch {
		case name == "canceled" && (!errors.Is(err, context.Canceled) || r.Done.Hi != recorded || recorded < ahead/2*Block):
			t.Errorf("%s: %v, recorded up to %d", name, err, recorded)
		case name == "failed" && !errors.As(err, &bug):
			t.Errorf("%s: %v", name, err)
		}
	}
}
