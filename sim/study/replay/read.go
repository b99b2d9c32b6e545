package replay

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// MaxPatients bounds the rows of a file of patients.
const MaxPatients = 10_000_000

// Patients are the rows of a file, by column.
type Patients struct {
	arm        []uint8
	entry      []float64
	covariates [][]float64 // by covariate
	endpoints  []column
}

// column is one endpoint: NaN where nothing is known.
type column struct {
	values [][]float64 // by column of the file; for survival the time, for counts the count and the exposure
	event  []bool      // survival
}

func (t *Patients) n() int { return len(t.arm) }

// ReadPatients reads patients from CSV: arm, entry (optional, default 0) and the
// columns of every endpoint; other columns are ignored. The error is an *Error
// with everything that is wrong, by line.
func ReadPatients(r io.Reader, p *plan.Plan) (*Patients, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, readError(err, 1)
	}
	reader := reader{p: p.Protocol, problems: spec.NewProblems(), t: &Patients{}}
	reader.bind(header)
	if err := reader.problems.Err(); err != nil {
		return nil, err
	}
	for line := 2; !reader.problems.Full(); line++ {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, readError(err, line)
		}
		if reader.t.n() == MaxPatients {
			return nil, readError(fmt.Errorf("there are more than %d patients", MaxPatients), line)
		}
		reader.row(record, line)
	}
	if err := reader.problems.Err(); err != nil {
		return nil, err
	}
	return reader.t, nil
}

// readError is the error of text that is no table.
func readError(err error, line int) error {
	p := spec.NewProblems()
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty")
	}
	p.At("line").Index(line).Add(err.Error(), "write comma-separated values with a header line")
	return p.Err()
}

// reader turns records into columns.
type reader struct {
	p          *trial.Protocol
	problems   *spec.Problems
	t          *Patients
	arm, entry int
	covariates []int   // by covariate: its column, −1 for a cut that is to be made
	endpoints  [][]int // by endpoint: its columns
}

// bind finds the columns.
func (r *reader) bind(header []string) {
	names := slices.Clone(header)
	names[0] = strings.TrimPrefix(names[0], "\ufeff")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	find := func(name, hint string) int {
		i := slices.Index(names, name)
		if i < 0 && hint != "" {
			r.problems.Report(hint, "there is no column %q", name)
		}
		return i
	}
	r.arm = find("arm", "the arms are "+strings.Join(r.p.Arms, ", "))
	r.entry = find("entry", "")
	for k := range r.p.Population {
		v := &r.p.Population[k]
		hint := "it is covariate " + v.Name + " of the population"
		if v.Cut != nil {
			hint = ""
		}
		r.covariates = append(r.covariates, find(v.Name, hint))
		r.t.covariates = append(r.t.covariates, nil)
	}
	for e := range r.p.Endpoints {
		name := r.p.Endpoints[e].Name
		cols := plan.Columns(name, &r.p.Endpoints[e].Shape)
		at := make([]int, len(cols))
		for k, column := range cols {
			at[k] = find(column, "endpoint "+name+" needs "+strings.Join(cols, " and "))
		}
		r.endpoints = append(r.endpoints, at)
		r.t.endpoints = append(r.t.endpoints, column{values: make([][]float64, len(cols))})
	}
}

// row appends one patient.
func (r *reader) row(record []string, line int) {
	p := r.problems.At("line").Index(line)
	name := strings.TrimSpace(record[r.arm])
	arm := slices.Index(r.p.Arms, name)
	if arm < 0 {
		p.At("arm").Unknown("arm", name, r.p.Arms)
		arm = 0
	}
	r.t.arm = append(r.t.arm, uint8(arm))
	entry := 0.0
	if r.entry >= 0 {
		entry = parse(record[r.entry], p.At("entry"))
	}
	r.t.entry = append(r.t.entry, entry)
	for k := range r.p.Population {
		r.t.covariates[k] = append(r.t.covariates[k], r.covariate(k, record, p))
	}
	for e := range r.p.Endpoints {
		r.outcome(e, record, p)
	}
}

// covariate is what is known of one covariate: its number, or its category.
func (r *reader) covariate(k int, record []string, p *spec.Problems) float64 {
	v := &r.p.Population[k]
	if r.covariates[k] < 0 {
		return float64(v.Cut.Level(r.t.covariates[v.Of][r.t.n()-1]))
	}
	text := strings.TrimSpace(record[r.covariates[k]])
	if v.Labels == nil {
		return parse(text, p.At(v.Name))
	}
	level := slices.Index(v.Labels, text)
	if level < 0 {
		p.At(v.Name).Unknown("category", text, v.Labels)
		return 0
	}
	return float64(level)
}

// outcome appends what is known of one endpoint.
func (r *reader) outcome(e int, record []string, p *spec.Problems) {
	c, shape := &r.t.endpoints[e], &r.p.Endpoints[e].Shape
	names := plan.Columns(r.p.Endpoints[e].Name, shape)
	values := 1
	if shape.Type != cohort.Survival {
		values = len(names)
	}
	for k := range values {
		x := math.NaN()
		if text := strings.TrimSpace(record[r.endpoints[e][k]]); text != "" {
			x = parse(text, p.At(names[k]))
			check(shape, x, text, p.At(names[k]))
		}
		c.values[k] = append(c.values[k], x)
	}
	switch shape.Type {
	case cohort.Survival:
		c.event = append(c.event, r.event(e, record, p.At(names[1])))
	case cohort.Count:
		refuseUnexposed(c, p.At(names[1]))
	case cohort.Longitudinal:
		refuseUnbased(c, p.At(names[0]))
	}
}

// check reports a value that the endpoint cannot have.
func check(shape *cohort.Shape, x float64, text string, p *spec.Problems) {
	switch shape.Type {
	case cohort.Binary:
		if x != 0 && x != 1 {
			p.Report("write 0 or 1, or leave it empty", "is %s", text)
		}
	case cohort.Survival:
		if x < 0 {
			p.Report("times count from entry", "is %s, before entry", text)
		}
	case cohort.Ordinal:
		if x != math.Floor(x) || x < 0 || x >= float64(shape.Levels) {
			p.Report(fmt.Sprintf("the categories are 0 to %d", shape.Levels-1), "is %s", text)
		}
	case cohort.Count:
		if x < 0 {
			p.Report("write 0 or more, or leave it empty", "is %s", text)
		}
	}
}

// event is whether a time that is known is that of an event.
func (r *reader) event(e int, record []string, p *spec.Problems) bool {
	at := r.endpoints[e]
	if strings.TrimSpace(record[at[0]]) == "" {
		return false
	}
	switch strings.TrimSpace(record[at[1]]) {
	case "1":
		return true
	case "0":
	default:
		p.Report("write 1 for an event and 0 for censoring", "is %q", record[at[1]])
	}
	return false
}

// refuseUnexposed reports a count without the time in which it was counted.
func refuseUnexposed(c *column, p *spec.Problems) {
	last := len(c.values[0]) - 1
	count, exposure := c.values[0][last], c.values[1][last]
	if !math.IsNaN(count) && !(exposure > 0) {
		p.Add("is no time above 0, although there is a count", "write how long the patient was under observation")
	}
	if math.IsNaN(count) && exposure > 0 {
		c.values[1][last] = 0 // under observation, and not known: missing
	}
}

// refuseUnbased reports a later value without a first one.
func refuseUnbased(c *column, p *spec.Problems) {
	last := len(c.values[0]) - 1
	if !math.IsNaN(c.values[0][last]) {
		return
	}
	for _, later := range c.values[1:] {
		if !math.IsNaN(later[last]) {
			p.Add("is empty, although a later value is there", "leave the patient out, or fill the first value in")
			return
		}
	}
}

// parse reads a finite number.
func parse(text string, p *spec.Problems) float64 {
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		p.Report("write a number", "is %q", text)
		return 0
	}
	return x
}
