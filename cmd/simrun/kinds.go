package main

import (
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/base/spec"
	"simrun/sim/report"
	"simrun/sim/study/scenario"
)

// newKinds is the verb kinds.
func newKinds(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "kinds [CONCEPT [KIND]]",
		Short: "list what may be written in a file",
		Long: `Kinds lists what may be written in a scenario: the sections of the file, and for
everything that is chosen by kind = "…" the kinds there are. With a concept it
lists the kinds of that concept, with a kind its keys, defaults and limits.`,
		RunE: func(c *cobra.Command, args []string) error { return kinds(env, args) },
	}
}

// kinds prints the manual of the file format.
func kinds(env *environment, args []string) error {
	concepts := append([]spec.Concept{sections()}, spec.Concepts()...)
	if len(args) > 2 {
		return misuse("as in simrun kinds test fisher", "kinds takes a concept and a kind, not %d words", len(args))
	}
	if len(args) == 0 {
		d := &report.Document{}
		for i := range concepts {
			d.AddTable(report.Concept(&concepts[i]))
		}
		return printDocument(env.out, d)
	}
	concept, err := pick(concepts, args[0])
	if err != nil {
		return err
	}
	if len(args) == 1 {
		d := &report.Document{}
		d.AddTable(report.Concept(concept))
		return printDocument(env.out, d)
	}
	var names []string
	for i := range concept.Kinds {
		if concept.Kinds[i].Name == args[1] {
			return printDocument(env.out, report.Kind(concept.Name, &concept.Kinds[i]))
		}
		names = append(names, concept.Kinds[i].Name)
	}
	return misuse(nearest(args[1], names, "", "there are: "+strings.Join(names, ", ")), "there is no %s %q", args[0], args[1])
}

// pick is the concept of a name. The name of a kind that only one concept has
// leads there.
func pick(concepts []spec.Concept, name string) (*spec.Concept, error) {
	var names []string
	for i := range concepts {
		if concepts[i].Name == name {
			return &concepts[i], nil
		}
		names = append(names, concepts[i].Name)
	}
	for i := range concepts {
		for _, k := range concepts[i].Kinds {
			if k.Name == name {
				return nil, misuse("simrun kinds "+concepts[i].Name+" "+name+" describes it", "%q is not a concept but a kind of %s", name, concepts[i].Name)
			}
		}
	}
	return nil, misuse(nearest(name, names, "", "the concepts are "+strings.Join(names, ", ")), "there is no concept %q", name)
}

// sections are the tables of a scenario file, described as kinds of one concept.
func sections() spec.Concept {
	c := spec.Concept{Name: "section"}
	add := func(name string, v any) {
		d := spec.Describe(v)
		d.Name = name
		c.Kinds = append(c.Kinds, d)
	}
	add("file", scenario.Scenario{})
	add("simulation", scenario.Simulation{})
	add("arms", scenario.Arm{})
	add("enrollment", scenario.Enrollment{})
	add("analyses", scenario.Analysis{})
	add("looks", scenario.Look{})
	add("expect", scenario.Expect{})
	return c
}
