package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"simrun/sim"
	"simrun/sim/report"
	"simrun/sim/study/oc"
)

// progress shows how far a run has come: as a bar on a terminal, else as a line
// every ten seconds.
type progress struct {
	env         *environment
	quiet       bool
	start, last time.Time
	bars        *mpb.Progress
	bar         *mpb.Bar
	said        atomic.Value // string, right of the bar, which another goroutine draws
}

// The times between two signs of life.
const (
	lineEvery = 10 * time.Second
	barEvery  = 200 * time.Millisecond
)

func (e *environment) newProgress(quiet bool) *progress {
	now := e.now()
	return &progress{env: e, quiet: quiet, start: now, last: now}
}

// show is called after every block of trials, one call at a time.
func (p *progress) show(s sim.Progress) {
	if !p.quiet {
		p.at(s, p.env.now())
	}
}

// at is show at a given time.
func (p *progress) at(s sim.Progress, now time.Time) {
	if p.quiet {
		return
	}
	every := lineEvery
	if p.env.width > 0 {
		every = barEvery
	}
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	said := p.words(s, now.Sub(p.start))
	if p.env.width == 0 {
		p.env.note("%s of %s trials (%d %%), %s", report.Count(s.Done), report.Count(s.Total), 100*s.Done/s.Total, said)
		return
	}
	p.advance(s, said)
}

// words are the rate, the time left and the present power.
func (p *progress) words(s sim.Progress, elapsed time.Duration) string {
	rate := float64(s.Done-s.Before) / elapsed.Seconds()
	left := time.Duration(float64(s.Total-s.Done) / rate * float64(time.Second)).Round(time.Second)
	text := fmt.Sprintf("%s/s, %v left", report.Short(rate, 3), left)
	for _, row := range s.Rows() {
		if row.Metric == "power" && row.Look == 0 {
			return text + ", " + power(&row)
		}
	}
	return text
}

// power is the present power with its error.
func power(r *oc.Row) string {
	se := r.JudgingSE()
	return fmt.Sprintf("power %s %% ± %s", report.Percent(r.Value, se), report.Percent(se, se))
}

// advance moves the bar.
func (p *progress) advance(s sim.Progress, said string) {
	p.said.Store(said)
	if p.bars == nil {
		p.bars = mpb.New(mpb.WithOutput(p.env.err), mpb.WithWidth(p.env.width), mpb.WithAutoRefresh())
		style := mpb.BarStyle().Lbound("").Rbound("").Filler("█").Tip("█").Padding("░")
		p.bar = p.bars.New(s.Total, style, mpb.BarRemoveOnComplete(), mpb.BarWidth(max(8, p.env.width-besideBar)),
			mpb.PrependDecorators(decor.Any(func(d decor.Statistics) string {
				return report.Count(d.Current) + " of " + report.Count(d.Total)
			})),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return p.said.Load().(string) })))
	}
	p.bar.SetCurrent(s.Done)
}

// besideBar is the room for the words on both sides of the bar.
const besideBar = 70

// say says something above the bar.
func (p *progress) say(format string, args ...any) {
	if p.bars != nil {
		fmt.Fprintf(p.bars, "simrun: "+format+"\n", args...)
		return
	}
	p.env.note(format, args...)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bars != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
