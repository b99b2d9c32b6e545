package replay

import (
	"cmp"
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

// table is the patients as seen at a look: a header and a row for each.
type table [][]string

// columns are the names of the columns of an endpoint.
func columns(e *trial.Endpoint) []string {
	if e.Shape.Type == cohort.Survival {
		return []string{e.Name + "_time", e.Name + "_event"}
	}
	return []string{e.Name}
}

// tabulate writes down what a snapshot knows of every patient who has entered.
func tabulate(p *trial.Protocol, c *cohort.Cohort, s *cohort.Snapshot) table {
	t := table{{"patient", "arm", "entry"}}
	for i := range s.N {
		t = append(t, []string{strconv.Itoa(i + 1), p.Arms[c.Arm[i]], number(c.Entry[i])})
	}
	for e := range p.Endpoints {
		names := columns(&p.Endpoints[e])
		at := len(t[0])
		t[0] = append(t[0], names...)
		for i := range t[1:] {
			t[i+1] = append(t[i+1], make([]string, len(names))...)
		}
		v := &s.Views[e]
		for row := range v.N {
			i := row
			if v.Patient != nil {
				i = int(v.Patient[row])
			}
			t[i+1][at] = number(v.Value[row])
			if v.Type == cohort.Survival {
				t[i+1][at+1] = flag(v.Event[row])
			}
		}
	}
	return t
}

// number prints the shortest text that reads back the same.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// WritePatients writes the patients as seen at the look as CSV.
func (l *Look) WritePatients(w io.Writer) error {
	return csv.NewWriter(w).WriteAll(l.table)
}

// Patients are the rows of a file, by column.
type Patients struct {
	arm       []uint8
	entry     []float64
	endpoints []column
}

// column is one endpoint: NaN where nothing is known.
type column struct {
	value []float64
	event []bool
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
	first      []int // by endpoint: index of its first column
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
	for e := range r.p.Endpoints {
		cols := columns(&r.p.Endpoints[e])
		r.first = append(r.first, -1)
		for k, name := range cols {
			at := find(name, "endpoint "+r.p.Endpoints[e].Name+" needs "+strings.Join(cols, " and "))
			if k == 0 {
				r.first[e] = at
			} else if at >= 0 && at != r.first[e]+1 {
				r.problems.Report("put it right of "+cols[0], "column %q is out of place", name)
			}
		}
		r.t.endpoints = append(r.t.endpoints, column{})
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
	for e := range r.p.Endpoints {
		r.outcome(e, record, p)
	}
}

// outcome appends what is known of one endpoint.
func (r *reader) outcome(e int, record []string, p *spec.Problems) {
	c, at := &r.t.endpoints[e], r.first[e]
	names := columns(&r.p.Endpoints[e])
	x, event := math.NaN(), false
	if text := strings.TrimSpace(record[at]); text != "" {
		x = parse(text, p.At(names[0]))
		switch r.p.Endpoints[e].Shape.Type {
		case cohort.Binary:
			if x != 0 && x != 1 {
				p.At(names[0]).Report("write 0 or 1, or leave it empty", "is %s", text)
			}
		case cohort.Survival:
			if x < 0 {
				p.At(names[0]).Report("times count from entry", "is %s, before entry", text)
			}
			switch strings.TrimSpace(record[at+1]) {
			case "1":
				event = true
			case "0":
			default:
				p.At(names[1]).Report("write 1 for an event and 0 for censoring", "is %q", record[at+1])
			}
		}
	}
	c.value = append(c.value, x)
	c.event = append(c.event, event)
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

// snapshot arranges the patients as an analyzer expects them.
func (t *Patients) snapshot(p *trial.Protocol, at float64) *cohort.Snapshot {
	s := &cohort.Snapshot{Now: at, N: t.n(), Views: make([]cohort.View, len(p.Endpoints))}
	for e := range p.Endpoints {
		shape, c := p.Endpoints[e].Shape, &t.endpoints[e]
		v := &s.Views[e]
		v.Type, v.Missing = shape.Type, make([]int, len(p.Arms))
		for i, x := range c.value {
			if math.IsNaN(x) {
				if shape.Type != cohort.Survival && t.entry[i]+shape.At+shape.Delay <= at {
					v.Missing[t.arm[i]]++
				}
				continue
			}
			v.Patient = append(v.Patient, int32(i))
		}
		if shape.Type == cohort.Survival {
			slices.SortStableFunc(v.Patient, func(i, j int32) int { return cmp.Compare(c.value[i], c.value[j]) })
		}
		for _, i := range v.Patient {
			v.Arm = append(v.Arm, t.arm[i])
			v.Value = append(v.Value, c.value[i])
			v.Event = append(v.Event, c.event[i])
		}
		v.N = len(v.Patient)
	}
	return s
}
