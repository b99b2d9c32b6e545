package dist

import (
	"slices"
	"strings"

	"simrun/sim/base/spec"
)

// Laws are the laws that the arms of one endpoint follow, those relative to
// another arm's bound to it. They belong to one worker.
type Laws struct {
	// ByArm is the law of each arm, in the order of the arms.
	ByArm []Dist

	recipe []Response // by arm
	base   []int      // by arm: the arm to which its law is relative, else −1
	order  []int      // arms, each after its base
}

// Resolve turns the responses of all arms into laws, to be prepared before
// use. It reports arms without a response, responses of unknown arms, circles,
// an effect that does not fit the law it acts on, and results out of range; p
// stands at the responses. With any problem of these the result is nil.
func Resolve(r spec.Keyed[Response], arms []string, p *spec.Problems) *Laws {
	before := p.Len()
	l := &Laws{recipe: make([]Response, len(arms)), base: make([]int, len(arms))}
	for _, named := range r.Each {
		if slices.Index(arms, named.Name) < 0 {
			p.At(named.Name).Add("is no arm", "the arms are "+strings.Join(arms, ", "))
		}
	}
	for i, arm := range arms {
		l.base[i] = l.take(r, arms, i, place(p, r, arm))
	}
	at := func(i int) *spec.Problems { return place(p, r, arms[i]) }
	if l.sort(arms, at); p.Len() > before {
		return nil
	}
	if l.probe(at); p.Len() > before {
		return nil
	}
	l.build()
	return l
}

// place is where the response of an arm stands.
func place(p *spec.Problems, r spec.Keyed[Response], arm string) *spec.Problems {
	if r.One != nil {
		return p
	}
	return p.At(arm)
}

// take reads the response of arm i and returns the arm it is relative to.
func (l *Laws) take(r spec.Keyed[Response], arms []string, i int, p *spec.Problems) int {
	response, ok := r.For(arms[i])
	l.recipe[i] = response
	switch {
	case !ok || response.Relative == nil && !response.Law.IsSet():
		p.Add("missing", "give each arm a response, or one for all")
		return -1
	case response.Relative == nil:
		return -1
	case r.One != nil:
		if i == 0 { // once, not for every arm
			p.At("relative_to").Add("stands for all arms, so an arm would be relative to itself", "give each arm a response of its own")
		}
		return -1
	}
	base := slices.Index(arms, response.Relative.To)
	if base < 0 {
		p.At("relative_to").Report("the arms are "+strings.Join(arms, ", "), "%s is no arm", response.Relative.To)
	}
	return base
}

// sort orders the arms so that bases come first, and reports each circle once.
func (l *Laws) sort(arms []string, at func(i int) *spec.Problems) {
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(arms))
	for start := range arms {
		var path []int
		for i := start; i >= 0 && state[i] == fresh; i = l.base[i] {
			state[i] = open
			path = append(path, i)
		}
		if len(path) > 0 {
			if i := l.base[path[len(path)-1]]; i >= 0 && state[i] == open {
				at(i).At("relative_to").Add("goes in a circle: "+circle(arms, l.base, i), "give one of these arms a distribution of its own")
			}
		}
		for _, i := range slices.Backward(path) {
			state[i] = done
			l.order = append(l.order, i)
		}
	}
}

// circle spells the circle through arm i.
func circle(arms []string, base []int, i int) string {
	var b strings.Builder
	b.WriteString(arms[i])
	for j := base[i]; ; j = base[j] {
		b.WriteString(" → " + arms[j])
		if j == i {
			return b.String()
		}
	}
}

// probe builds the laws with every draw settled at its median, and reports
// what does not fit.
func (l *Laws) probe(at func(i int) *spec.Problems) {
	laws := make([]Dist, len(l.recipe))
	for _, i := range l.order {
		if l.base[i] < 0 {
			laws[i] = settled(l.recipe[i].Law.Value)
			continue
		}
		base := laws[l.base[i]]
		if base == nil || !l.recipe[i].Relative.fits(base, at(i)) {
			continue
		}
		laws[i] = l.recipe[i].Relative.settled().over(base)
		laws[i].Prepare(nil)
	}
}

// build makes the laws of a worker, unprepared.
func (l *Laws) build() {
	l.ByArm = make([]Dist, len(l.recipe))
	for _, i := range l.order {
		if base := l.base[i]; base >= 0 {
			l.ByArm[i] = l.recipe[i].Relative.over(l.ByArm[base])
		} else {
			l.ByArm[i] = Clone(l.recipe[i].Law.Value)
		}
	}
}

// Copy returns laws of the same description for another worker, to be prepared
// before use.
func (l *Laws) Copy() *Laws {
	c := &Laws{recipe: l.recipe, base: l.base, order: l.order}
	c.build()
	return c
}

// Prepare prepares every law for a trial with these draws, bases first.
func (l *Laws) Prepare(draws []float64) {
	for _, i := range l.order {
		l.ByArm[i].Prepare(draws)
	}
}
