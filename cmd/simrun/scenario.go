package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/report"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// overrides are the flags that change a scenario.
type overrides struct {
	set                     []string
	trials, seed, precision string
	data                    string // folder of the files that the scenario names; empty: its own
}

// add defines the flags.
func (o *overrides) add(c *cobra.Command) {
	c.Flags().StringVar(&o.trials, "trials", "", "number of `trials`, instead of the scenario's")
	c.Flags().StringVar(&o.seed, "seed", "", "seed of the random `number`s, instead of the scenario's")
}

// addSet defines --set.
func (o *overrides) addSet(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.set, "set", nil, "change one value of the scenario: `path=value`, may be repeated")
}

// list turns the flags into overrides, or says which is malformed.
func (o *overrides) list() ([]scenario.Override, error) {
	var all []scenario.Override
	for _, s := range o.set {
		path, value, ok := strings.Cut(s, "=")
		path = strings.TrimSpace(path)
		if !ok || path == "" {
			return nil, misuse("write --set path=value, as in --set enrollment.size=100", "--set %s has no path and value", s)
		}
		all = append(all, scenario.Override{Path: path, Value: value})
	}
	if o.trials != "" {
		all = append(all, scenario.Override{Path: "simulation.trials", Value: o.trials})
	}
	if o.seed != "" {
		all = append(all, scenario.Override{Path: "simulation.seed", Value: o.seed})
	}
	if o.precision != "" {
		all = append(all, scenario.Override{Path: "simulation.precision", Value: o.precision})
	}
	return all, nil
}

// flags are the overrides as they stand on a command line that replays a trial.
func (o *overrides) flags() []string {
	var words []string
	for _, s := range o.set {
		words = append(words, "--set", s)
	}
	if o.seed != "" {
		words = append(words, "--seed", o.seed)
	}
	return words
}

// variation is the flags that make a sweep.
type variation struct {
	vary, against []string
	oneAtATime    bool
}

// add defines the flags.
func (v *variation) add(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&v.vary, "vary", nil, "run for several values: `path=a,b,c` or path=lo:hi:step, may be repeated")
	f.BoolVar(&v.oneAtATime, "one-at-a-time", false, "vary one path after the other, the others at their first value")
	f.StringArrayVar(&v.against, "against", nil, "the point of the sweep that others are compared with: `path=value`, may be repeated; default the first")
}

// request is what of a scenario file is to be run.
func (v *variation) request(set []scenario.Override) (sim.Request, error) {
	r := sim.Request{Set: set, Against: v.against, OneAtATime: v.oneAtATime}
	for _, s := range v.vary {
		path, values, ok := strings.Cut(s, "=")
		path = strings.TrimSpace(path)
		if !ok || path == "" || strings.TrimSpace(values) == "" {
			return r, misuse("write --vary path=a,b,c or path=lo:hi:step, as in --vary enrollment.size=100:300:50", "--vary %s has no path and values", s)
		}
		r.Vary = append(r.Vary, scenario.Vary{Path: path, Values: values})
	}
	for _, s := range v.against {
		if path, _, ok := strings.Cut(s, "="); !ok || strings.TrimSpace(path) == "" {
			return r, misuse("write --against path=value, as in --against enrollment.size=100", "--against %s has no path and value", s)
		}
	}
	return r, nil
}

// words are the flags as they stand on a command line.
func (v *variation) words() []string {
	var words []string
	for _, s := range v.vary {
		words = append(words, "--vary", s)
	}
	if v.oneAtATime {
		words = append(words, "--one-at-a-time")
	}
	for _, s := range v.against {
		words = append(words, "--against", s)
	}
	return words
}

// read reads a scenario file; - stands for standard input.
func (e *environment) read(file string) (string, error) {
	if file == "-" {
		text, err := shard.ReadAll(e.in, spec.MaxText)
		if err != nil {
			return "", e.unreadable("standard input", err)
		}
		return string(text), nil
	}
	path := e.path(file)
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return "", misuse("name a file in it, such as "+filepath.Join(file, "scenario.toml"), "cannot read %s: it is a folder", file)
	}
	text, err := shard.ReadFile(path, spec.MaxText)
	if err != nil {
		return "", e.unreadable(file, err)
	}
	return string(text), nil
}

// load reads a scenario file and compiles its base point, that is without a sweep.
func (e *environment) load(file string, o *overrides) (*plan.Plan, error) {
	from, err := e.source(file, o.data)
	if err != nil {
		return nil, err
	}
	list, err := o.list()
	if err != nil {
		return nil, err
	}
	p, err := sim.LoadFrom(from, list...)
	if err != nil {
		return nil, unfit(file, err)
	}
	return p, nil
}

// study compiles every point of a scenario file. Expectations must each be about one
// row, unless something is changed that may change which rows there are.
func (e *environment) study(file string, from scenario.Source, o *overrides, v *variation) (*sim.Study, error) {
	list, err := o.list()
	if err != nil {
		return nil, err
	}
	request := sim.Request{Set: list}
	if v != nil {
		if request, err = v.request(list); err != nil {
			return nil, err
		}
	}
	request.Files = from.Files
	s, err := sim.LoadStudy(from.Text, request)
	if err == nil && len(o.set) == 0 && len(request.Vary) == 0 && !request.OneAtATime {
		err = checkExpectations(s)
	}
	if err != nil {
		return nil, unfit(file, err)
	}
	return s, nil
}

// checkExpectations reports expectations that fit no row of a result, or
// several. Undefined statistics have rows only when they occur.
func checkExpectations(s *sim.Study) error {
	problems := newExpectations()
	expect := s.Points[0].Plan.Scenario.Expect
	for i := range expect {
		e, p := &expect[i], problems.Index(i+1)
		k := pointOf(e, s, p)
		if k < 0 || e.Metric == "failures" {
			continue
		}
		report.Match(e, expectable(&s.Points[k]), p)
	}
	return problems.Err()
}

// expectable are the rows that a point has for sure.
func expectable(p *sim.Point) []oc.Row {
	rows := oc.NewTallies(p.Plan.Metrics).Rows()
	if p.Settled != nil {
		for _, row := range rows {
			if row.Metric == "power" && row.Look == 0 {
				row.Metric = "power_at_point"
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// pointOf is the index of the point that an expectation is about, −1 when there
// is none or more than one, which is a problem.
func pointOf(e *scenario.Expect, s *sim.Study, p *spec.Problems) int {
	found := -1
	for k := range s.Points {
		switch {
		case !e.Set.Selects(s.Points[k].Set):
		case found >= 0:
			p.At("set").Report("name the values of one point, as in set = { "+strconv.Quote(s.Axes[0].Paths[0])+" = … }", "fits several points of the sweep")
			return -1
		default:
			found = k
		}
	}
	if found < 0 {
		p.At("set").Report("name values that the sweep has", "no point of the sweep has %s", e.Set.String())
	}
	return found
}

// newExpectations collects problems of [[expect]].
func newExpectations() *spec.Problems { return spec.NewProblems().At("expect") }

// unfit is the error of a scenario file that cannot be used.
func unfit(file string, err error) error {
	var e *spec.Error
	if !errors.As(err, &e) {
		return misuse("", "%s: %v", file, err)
	}
	return &unusable{problems(file, e), e.Problems}
}

// scenarioName is the name of a scenario: that of its file without the ending.
func scenarioName(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), ".toml")
	switch name {
	case "", ".", "..", string(filepath.Separator):
		return "scenario"
	case "-":
		return "stdin"
	}
	return name
}
