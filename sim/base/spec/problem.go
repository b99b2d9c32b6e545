package spec

import (
	"fmt"
	"strings"
)

// maxPrinted is how many problems [Error] prints before it only counts.
const maxPrinted = 50

// Problem is one mistake in a scenario: where, what, and what to do about it.
type Problem struct {
	Path string // dotted path of the value, array elements from 1; empty for the file as a whole
	Fact string // what is wrong, without capital and full stop
	Hint string // what would be right; may be empty
}

// String renders the problem as "path: fact" and, on a line of its own, the hint.
func (p Problem) String() string {
	s := p.Fact
	if p.Path != "" {
		s = p.Path + ": " + s
	}
	if p.Hint != "" {
		s += "\n  hint: " + p.Hint
	}
	return s
}

// Problems collects problems and stands at a path. At and Index return collectors that stand
// deeper and share the list. Of more than 1,000 problems the first are kept and the others
// counted. It is not safe for concurrent use.
type Problems struct {
	list *problemList
	path string
}

// problemList is the problems found.
type problemList struct {
	kept  []Problem
	count int
}

// NewProblems returns an empty collector that stands at the root.
func NewProblems() *Problems { return &Problems{list: new(problemList)} }

// At returns a collector that stands one key below p. The key is quoted in paths where it
// needs it; an empty key stays at p.
func (p *Problems) At(key string) *Problems {
	if key == "" {
		return p
	}
	return &Problems{list: p.list, path: joinPath(p.path, quoteKey(key))}
}

// Under returns a collector that stands at a dotted path below p, taken as it is.
func (p *Problems) Under(path string) *Problems {
	return &Problems{list: p.list, path: joinPath(p.path, path)}
}

// Index returns a collector that stands at element i of an array at p, counted from 1.
func (p *Problems) Index(i int) *Problems {
	return &Problems{list: p.list, path: joinPath(p.path, itoa(i))}
}

// Path returns the dotted path at which p stands; empty at the root.
func (p *Problems) Path() string { return p.path }

// Add records a problem at the place where p stands. The hint may be empty.
func (p *Problems) Add(fact, hint string) {
	if p.list.count++; p.list.count <= maxProblems {
		p.list.kept = append(p.list.kept, Problem{Path: p.path, Fact: fact, Hint: hint})
	}
}

// Report records a problem whose fact is formatted as by fmt.Sprintf.
func (p *Problems) Report(hint, format string, args ...any) {
	p.Add(fmt.Sprintf(format, args...), hint)
}

// Len returns the number of problems in the whole shared list, those only counted included.
func (p *Problems) Len() int { return p.list.count }

// Full reports whether further problems are only counted, so that whoever reads on merely to
// find more may stop.
func (p *Problems) Full() bool { return p.list.count >= maxProblems }

// List returns the problems of the shared list that are kept, in the order in which they were
// found.
func (p *Problems) List() []Problem { return append([]Problem(nil), p.list.kept...) }

// Err returns nil when there is no problem, else an [*Error] with all of them.
func (p *Problems) Err() error {
	if p.Len() == 0 {
		return nil
	}
	return &Error{Problems: p.List(), Further: p.list.count - len(p.list.kept)}
}

// Error is the error of a scenario that cannot be used: all its problems.
type Error struct {
	Problems []Problem // at least one and at most 1,000, in the order in which they were found
	Further  int       // how many more there are
}

// Error prints the problems one below the other, at most 50 of them, then how many more.
func (e *Error) Error() string {
	var b strings.Builder
	for i, problem := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i == maxPrinted {
			fmt.Fprintf(&b, "… and %d more", len(e.Problems)-i+e.Further)
			break
		}
		b.WriteString(problem.String())
	}
	return b.String()
}

// fail returns an error with a single problem.
func fail(path, fact, hint string) *Error {
	return &Error{Problems: []Problem{{Path: path, Fact: fact, Hint: hint}}}
}
