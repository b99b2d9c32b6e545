package cohort

// Reading is how an analysis reads an endpoint: which of its values, of which
// patients.
type Reading struct {
	Endpoint int
	Visit    int      // of a longitudinal endpoint: the one visit that is read, −1 for all
	Change   bool     // from the first visit
	Carry    bool     // a missing value is replaced by the last known one before it
	Subgroup []Subset // which the patients have to belong to, all of them
	First    int      // only the first so many patients to enter; 0: all
}

// Subset is some categories of a covariate.
type Subset struct {
	Covariate int
	In        []bool // by category
}

// Whole is the reading of an endpoint as it is, of all patients.
func Whole(endpoint int) Reading { return Reading{Endpoint: endpoint, Visit: -1} }

// Equal reports whether two readings are the same.
func (r *Reading) Equal(other *Reading) bool {
	if r.Endpoint != other.Endpoint || r.Visit != other.Visit || r.Change != other.Change || r.Carry != other.Carry ||
		r.First != other.First || len(r.Subgroup) != len(other.Subgroup) {
		return false
	}
	for i, s := range r.Subgroup {
		if !s.equal(other.Subgroup[i]) {
			return false
		}
	}
	return true
}

func (s Subset) equal(other Subset) bool {
	if s.Covariate != other.Covariate || len(s.In) != len(other.In) {
		return false
	}
	for i, in := range s.In {
		if in != other.In[i] {
			return false
		}
	}
	return true
}

// Type is what a reading makes of an endpoint of type t.
func (r *Reading) Type(t Type) Type {
	if t == Longitudinal && r.Visit >= 0 {
		return Continuous
	}
	return t
}

// selects reports whether not all patients are read.
func (r *Reading) selects() bool { return r.First > 0 || len(r.Subgroup) > 0 }

// has reports whether patient i is read.
func (r *Reading) has(c *Cohort, i int) bool {
	if r.First > 0 && i >= r.First {
		return false
	}
	for k := range r.Subgroup {
		s := &r.Subgroup[k]
		if !s.In[int(c.Covariates[s.Covariate].Value[i])] {
			return false
		}
	}
	return true
}

// keep leaves out the rows of the patients who are not read.
func (c *Cohort) keep(r *Reading, v *View) {
	if !r.selects() {
		return
	}
	n := 0
	for row, i := range v.patient[:v.N] {
		if r.has(c, int(i)) {
			v.patient[n], v.arm[n], v.value[n], v.event[n] = i, v.arm[row], v.value[row], v.event[row]
			n++
		}
	}
	v.N, v.Patient, v.Arm, v.Value, v.Event = n, v.patient[:n], v.arm[:n], v.value[:n], v.event[:n]
}

// gather collects the known values of one column: of an endpoint that is measured
// once, or of one visit.
func (c *Cohort) gather(o *Outcome, now float64, r *Reading, v *View) {
	column := max(r.Visit, 0)
	at := o.Due(column)
	v.noneMissing()
	n := 0
	value, some := o.Columns[column], r.selects()
	due, upTo := c.due(now, at, o.Delay)
	for i, leave := range c.Leave[:upTo] {
		if some && !r.has(c, i) || i >= due && o.Lacks(i, column) {
			continue
		}
		x := value[i]
		if leave < at || o.Lacks(i, column) {
			last := -1
			if r.Carry {
				last = o.lastKnown(i, column, leave)
			}
			if last < 0 {
				v.lose(i, c.Arm[i])
				continue
			}
			x = o.Columns[last][i]
		}
		if r.Change {
			x -= o.Columns[0][i]
		}
		v.patient[n], v.arm[n], v.value[n] = int32(i), c.Arm[i], x
		n++
	}
	v.N, v.Patient, v.Arm, v.Value = n, v.patient[:n], v.arm[:n], v.value[:n]
	if o.Type == Longitudinal {
		for row, i := range v.Patient {
			v.baseline[row] = o.Columns[0][i]
		}
		v.Baseline = v.baseline[:n]
	}
}

// Lacks reports whether the value of a column is never recorded of patient i,
// although the patient is there.
func (o *Outcome) Lacks(i, column int) bool {
	return o.Absent != nil && o.Absent[i]>>column&1 != 0
}

// lastKnown is the last column before the given one whose value is known of
// patient i, −1 when none is.
func (o *Outcome) lastKnown(i, column int, leave float64) int {
	for column--; column >= 0; column-- {
		if o.Due(column) <= leave && !o.Lacks(i, column) {
			return column
		}
	}
	return -1
}

// count collects the counts of the patients whose exposure has ended.
func (c *Cohort) count(o *Outcome, now float64, r *Reading, v *View) {
	clear(v.Missing)
	n := 0
	for i := range c.Entered(now) {
		if o.report[i] > now || !r.has(c, i) {
			continue
		}
		if o.Exposure[i] <= 0 || o.Lacks(i, 0) {
			v.Missing[c.Arm[i]]++
			continue
		}
		v.patient[n], v.arm[n], v.value[n], v.exposure[n] = int32(i), c.Arm[i], o.Value[i], o.Exposure[i]
		n++
	}
	v.N, v.Patient, v.Arm, v.Value, v.Exposure = n, v.patient[:n], v.arm[:n], v.value[:n], v.exposure[:n]
}

// visits finds which values of a longitudinal endpoint are known.
func (c *Cohort) visits(o *Outcome, now float64, r *Reading, v *View) {
	clear(v.Missing)
	n := c.Entered(now)
	clear(v.known[:n])
	last := len(o.Visits) - 1
	for column, at := range o.Visits {
		due, upTo := c.due(now, at, o.Delay)
		for i, leave := range c.Leave[:upTo] {
			switch {
			case !r.has(c, i) || i >= due && o.Lacks(i, column):
			case leave >= at && !o.Lacks(i, column):
				v.known[i] |= 1 << column
			case column == last:
				v.Missing[c.Arm[i]]++
			}
		}
	}
	v.N, v.Patient, v.Arm, v.Columns, v.Known = n, nil, c.Arm[:n], o.Columns, v.known[:n]
}
