package plan

import (
	"fmt"
	"sync"

	"simrun/sim/study/truth"
)

// cohort is the values of estimands in the large cohort of the scenario, found when they
// are first asked for. Plans whose patients are of one nature, such as the points of a
// sweep over the size, share them: they are a function of that nature and the seed.
func (c *compiler) cohort(of []truth.Estimand) func() []truth.Value {
	p, seed := c.protocol, c.s.Simulation.Seed
	return shared.of(c.s.Nature()+fmt.Sprint(of), func() []truth.Value { return truth.Cohort(p, seed, of) })
}

// shared are the values that plans of this process have asked for.
var shared = large{by: map[string]func() []truth.Value{}}

// large remembers what was found in large cohorts.
type large struct {
	sync.Mutex
	by map[string]func() []truth.Value
}

// mostShared is how many cohorts are remembered.
const mostShared = 10_000

// of is what is remembered by a key, else what find will find.
func (l *large) of(key string, find func() []truth.Value) func() []truth.Value {
	l.Lock()
	defer l.Unlock()
	if known, ok := l.by[key]; ok {
		return known
	}
	if len(l.by) >= mostShared {
		clear(l.by)
	}
	known := sync.OnceValue(find)
	l.by[key] = known
	return known
}
