package trial

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/missing"
	"simrun/sim/world/population"
)

// nature is what a worker needs to let things happen.
type nature struct {
	assigner   assign.Assigner
	within     assign.Within // the same, where it assigns within strata
	stratum    []int32
	leaving    endpoint.Times
	population []population.Maker
	mixed      []bool // by covariate: its draws are in a block
	blocks     []block
	outcomes   []outcome
	wanted     []bool // by endpoint: it happens; all but in the worker of a Whole
	fatal      bool   // some endpoint is terminal
	effect     []float64
	lost       []float64 // draws of missing values
	patients   endpoint.Patients
	stream     rng.Stream

	laws   []*dist.Laws // of leaving, of covariates and of all endpoints
	drawn  []Drawn      // by draw
	values []float64    // of these
}

// block is the columns of a Block in the cohort of a worker.
type block struct {
	joint    *population.Joint
	columns  [][]float64
	selector endpoint.Selector // by the first column; nil: nobody is selected
}

// outcome realizes one endpoint: by a realizer, or by derivation from others.
type outcome struct {
	realizer endpoint.Realizer
	gaussian endpoint.Gaussian // the same, where the columns hold standard normal deviates that it takes as they are
	mixed    bool              // the columns are in a block
	marker   *missing.Marker   // of missing values; nil: there are none
	derived  endpoint.Derived
	of       []*cohort.Outcome
}

// NewWorker returns a worker with all the memory it will ever need.
func NewWorker(p *Protocol) *Worker {
	w := &Worker{Protocol: p}
	n := &w.nature
	n.assigner = p.Assignment.New(&p.Allocation, spec.NewProblems())
	if len(p.Stratify) > 0 {
		n.within, n.stratum = n.assigner.(assign.Within), make([]int32, p.Allocation.Size)
	}
	w.inhabit()
	if !p.Accrual.Random() {
		p.Accrual.Enter(w.Cohort.Entry, &n.stream)
	}
	w.prepare()
	return w
}

// inhabit makes room for the patients, and what makes them.
func (w *Worker) inhabit() {
	n := &w.nature
	n.drawn, n.values = make([]Drawn, len(w.Draws)), w.Typical()
	if w.Dropout != nil {
		n.leaving = endpoint.NewTimes(n.own(w.Dropout))
	}
	shapes := make([]cohort.Shape, len(w.Endpoints))
	for i := range w.Endpoints {
		shapes[i] = w.Endpoints[i].Shape
		n.wanted = append(n.wanted, true)
	}
	w.Cohort = cohort.New(w.Allocation.Size, len(w.Arms), shapes)
	w.people()
	w.happenings()
	w.mix()
	if w.Dropout == nil && !n.fatal {
		w.Cohort.StayUntil(w.FollowUp)
	}
}

// own makes laws of the worker's own.
func (n *nature) own(laws *dist.Laws) []dist.Dist {
	laws = laws.Copy()
	laws.Prepare(n.values)
	n.laws = append(n.laws, laws)
	return laws.ByArm
}

// people makes room for the covariates and what makes them.
func (w *Worker) people() {
	n := &w.nature
	for i := range w.Population {
		v := &w.Population[i]
		var law dist.Dist
		if v.Laws != nil {
			law = n.own(v.Laws)[0]
		}
		n.population = append(n.population, v.Maker(law))
		w.Cohort.AddCovariate(len(v.Labels))
	}
	n.mixed = make([]bool, len(w.Population))
}

// happenings makes what realizes the endpoints.
func (w *Worker) happenings() {
	n := &w.nature
	n.outcomes = make([]outcome, len(w.Endpoints))
	for i := range w.Endpoints {
		e, o := &w.Endpoints[i], &n.outcomes[i]
		n.fatal = n.fatal || e.Terminal
		switch model := e.Model.(type) {
		case endpoint.Drawn:
			laws := make([][]dist.Dist, len(e.Laws))
			for k, l := range e.Laws {
				laws[k] = n.own(l)
			}
			o.realizer = model.New(laws)
			if e.Missing != nil {
				o.marker = missing.New(e.Missing.Mechanism, laws, w.Arms)
				o.marker.Prepare(n.values)
				w.Cohort.MayLack(i)
			}
		case endpoint.Derived:
			o.derived = model
			w.derive(i)
		}
	}
	n.effect, n.lost = make([]float64, w.Cohort.N), make([]float64, w.Cohort.N)
}

// derive finds the endpoints from which another follows, and makes room for what
// is missing where it is missing there.
func (w *Worker) derive(i int) {
	o := &w.nature.outcomes[i]
	for _, k := range w.Endpoints[i].Of {
		from := &w.Cohort.Outcomes[k]
		o.of = append(o.of, from)
		if from.Absent != nil && w.Cohort.Outcomes[i].Absent == nil {
			w.Cohort.MayLack(i)
		}
	}
}

// mix finds the columns of the blocks.
func (w *Worker) mix() {
	n, c := &w.nature, w.Cohort
	for _, b := range w.Blocks {
		own := block{joint: b.Joint}
		for _, col := range b.Columns {
			if col.Covariate >= 0 {
				n.mixed[col.Covariate] = true
				own.columns = append(own.columns, c.Covariates[col.Covariate].Value)
				continue
			}
			o := &n.outcomes[col.Endpoint]
			o.mixed = true
			if g, ok := o.realizer.(endpoint.Gaussian); ok && g.Normal() {
				o.gaussian = g
			}
			own.columns = append(own.columns, c.Outcomes[col.Endpoint].Columns[col.Column])
			if s, ok := w.Endpoints[col.Endpoint].Model.(endpoint.Selective); ok && col.Column == 0 && s.Selects() {
				own.selector = o.realizer.(endpoint.Selector)
			}
		}
		n.blocks = append(n.blocks, own)
	}
}

// Enroll lets everything happen: who enters when, into which arm, how long each
// stays, and what each would show.
func (w *Worker) Enroll(seed uint64, index int64) {
	c, s := w.Cohort, &w.nature.stream
	if len(w.Draws) > 0 {
		w.draw(seed, index)
	}

	if w.Accrual.Random() {
		s.Seek(seed, index, w.Slots.Accrual)
		w.Accrual.Enter(c.Entry[:c.N], s)
	}

	if len(w.Blocks) > 0 || len(w.Population) > 0 {
		w.correlate(seed, index)
		w.populate(seed, index)
	}

	s.Seek(seed, index, w.Slots.Assignment)
	if within := w.nature.within; within != nil {
		w.stratify()
		within.AssignWithin(c.Arm[:c.N], w.nature.stratum[:c.N], s)
	} else {
		w.nature.assigner.Assign(c.Arm[:c.N], s)
	}

	w.leave(seed, index)
	w.happen(seed, index)
	c.Settle()
}

// happen lets the endpoints happen that are wanted.
func (w *Worker) happen(seed uint64, index int64) {
	n := &w.nature
	// Deaths first: they end what others would show.
	if n.fatal {
		for i := range w.Endpoints {
			if w.Endpoints[i].Terminal {
				w.realize(seed, index, i)
			}
		}
		w.die()
	}
	for i := range w.Endpoints {
		if !w.Endpoints[i].Terminal && n.wanted[i] {
			w.realize(seed, index, i)
		}
	}
	for i := range w.Endpoints {
		if o := &n.outcomes[i]; o.derived != nil && n.wanted[i] {
			o.derived.Derive(&w.Cohort.Outcomes[i], o.of, w.everyone())
		}
	}
}

// draw draws the numbers that are drawn once per trial, and prepares the laws
// with them.
func (w *Worker) draw(seed uint64, index int64) {
	n := &w.nature
	for i := range w.Draws {
		d := &w.Draws[i]
		n.stream.Seek(seed, index, d.Slot)
		u := n.stream.Uniform(0)
		n.values[i] = d.Law.Quantile(u)
		n.drawn[i] = Drawn{U: u, Value: n.values[i]}
	}
	for _, laws := range n.laws {
		laws.Prepare(n.values)
	}
	for i := range n.outcomes {
		if m := n.outcomes[i].marker; m != nil {
			m.Prepare(n.values)
		}
	}
}

// correlate makes the draws of the columns that are correlated: standard normal
// deviates.
func (w *Worker) correlate(seed uint64, index int64) {
	n := &w.nature
	for i := range w.Blocks {
		for k, col := range w.Blocks[i].Columns {
			slot := rng.Slot(0)
			if col.Covariate >= 0 {
				slot = w.Population[col.Covariate].Slot
			} else {
				slot = w.Endpoints[col.Endpoint].Slots[col.Column]
			}
			n.stream.Seek(seed, index, slot)
			n.stream.Fill(n.blocks[i].columns[k][:w.Cohort.N], 0)
		}
		if s := n.blocks[i].selector; s != nil {
			s.Select(n.blocks[i].columns[0])
		}
		n.blocks[i].joint.Mix(n.blocks[i].columns)
	}
}

// populate makes the covariates.
func (w *Worker) populate(seed uint64, index int64) {
	n, c := &w.nature, w.Cohort
	for i := range n.population {
		m, value := &n.population[i], c.Covariates[i].Value[:c.N]
		switch {
		case w.Population[i].Cut != nil:
		case !n.mixed[i]:
			n.stream.Seek(seed, index, w.Population[i].Slot)
			n.stream.Fill(value, 0)
		case !m.Normal():
			population.Uniforms(value)
		}
		m.Make(value, c.Covariates, n.mixed[i])
	}
}

// stratify numbers the strata of the patients, the last covariate counting fastest.
func (w *Worker) stratify() {
	stratum := w.nature.stratum[:w.Cohort.N]
	clear(stratum)
	for _, k := range w.Stratify {
		of := &w.Cohort.Covariates[k]
		for i, level := range of.Value[:len(stratum)] {
			stratum[i] = stratum[i]*int32(of.Levels) + int32(level)
		}
	}
}

// leave says how long each patient stays.
func (w *Worker) leave(seed uint64, index int64) {
	c, s := w.Cohort, &w.nature.stream
	switch {
	case w.Dropout != nil:
		s.Seek(seed, index, w.Slots.Dropout)
		w.nature.leaving.Draw(c.Leave, c.Arm, w.everyone(), s)
		for i, l := range c.Leave[:c.N] {
			c.Leave[i] = min(l, w.FollowUp)
		}
	case w.nature.fatal:
		for i := range c.Leave[:c.N] {
			c.Leave[i] = w.FollowUp
		}
	}
}

// everyone is the range of all patients.
func (w *Worker) everyone() endpoint.Range { return endpoint.Range{Lo: 0, Hi: w.Cohort.N} }

// die ends the observation of patients at their terminal event.
func (w *Worker) die() {
	c := w.Cohort
	for k := range w.Endpoints {
		if !w.Endpoints[k].Terminal {
			continue
		}
		for i, t := range c.Outcomes[k].Value[:c.N] {
			c.Leave[i] = min(c.Leave[i], t)
		}
	}
}

// realize lets one endpoint happen, unless it is derived.
func (w *Worker) realize(seed uint64, index int64, k int) {
	n, c := &w.nature, w.Cohort
	e, o, out := &w.Endpoints[k], &n.outcomes[k], &c.Outcomes[k]
	if o.derived != nil {
		return
	}
	if !o.mixed {
		for i, column := range out.Columns {
			n.stream.Seek(seed, index, e.Slots[i])
			n.stream.Fill(column[:c.N], 0)
		}
	} else if o.gaussian == nil {
		for _, column := range out.Columns {
			population.Uniforms(column[:c.N])
		}
	}
	n.patients = endpoint.Patients{Arm: c.Arm, Leave: c.Leave}
	if e.Effect != nil {
		e.Effect.Fill(n.effect[:c.N], c.Covariates, c.Arm, 0)
		n.patients.Effect = n.effect
	}
	if o.gaussian != nil {
		o.gaussian.RealizeNormal(out, &n.patients, w.everyone())
	} else {
		o.realizer.Realize(out, &n.patients, w.everyone())
	}
	if o.marker != nil {
		w.lose(seed, index, k)
	}
}

// lose marks the values of an endpoint that are missing.
func (w *Worker) lose(seed uint64, index int64, k int) {
	n, c := &w.nature, w.Cohort
	e, o := w.Endpoints[k].Missing, &c.Outcomes[k]
	var effect []float64
	if e.Effect != nil {
		effect = n.effect[:c.N]
		e.Effect.Fill(effect, c.Covariates, c.Arm, 0)
	}
	clear(o.Absent[:c.N])
	for column, slot := range e.Slots {
		n.stream.Seek(seed, index, slot)
		n.stream.Fill(n.lost[:c.N], 0)
		n.outcomes[k].marker.Mark(o, column, n.lost[:c.N], c.Arm, effect)
	}
}
