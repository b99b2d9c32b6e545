package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"simrun/sim/base/spec"
)

// Limits on what a file may have. They are far above any trial that patients are drawn
// from, and keep a hostile or damaged file from exhausting memory.
const (
	MaxRows    = 1_000_000
	MaxColumns = 1_000
)

// File is a file with columns. Nothing of it changes but what is remembered of the
// columns asked for.
type File struct {
	name    string
	sum     [sha256.Size]byte
	content []byte // without byte order mark
	header  []string
	rows    int

	lock    sync.Mutex
	columns map[string]*Column
}

// newFile reads the shape of a file: all its rows must have as many cells as the first
// line has names.
func newFile(name string, content []byte) (*File, error) {
	f := &File{name: name, sum: sha256.Sum256(content), columns: map[string]*Column{}}
	f.content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if line := tooWide(f.content); line > 0 {
		return nil, mistake("keep the columns that are needed", "%q has more than %d columns in line %d", name, MaxColumns, line)
	}
	in := f.reader()
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, mistake("begin with a line that names the columns", "%q is empty", name)
	}
	if err != nil {
		return nil, f.damaged(err)
	}
	for _, text := range header {
		f.header = append(f.header, strings.Clone(strings.TrimSpace(text)))
	}
	for ; ; f.rows++ {
		if _, err := in.Read(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, f.damaged(err)
		}
		if f.rows == MaxRows {
			return nil, mistake("take a sample of them", "%q has more than %d rows", name, MaxRows)
		}
	}
	if f.rows == 0 {
		return nil, mistake("below the names of the columns, give a row for each patient", "%q has no rows", name)
	}
	return f, nil
}

// reader reads the content from its beginning.
func (f *File) reader() *csv.Reader {
	in := csv.NewReader(bytes.NewReader(f.content))
	in.ReuseRecord, in.TrimLeadingSpace = true, true
	return in
}

// tooWide is the first line at which a row has more than MaxColumns cells, counted
// before any memory is taken for them; 0 when there is none.
func tooWide(content []byte) int {
	line, cells, quoted := 1, 1, false
	for _, c := range content {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n':
			line++
			if !quoted {
				cells = 1
			}
		case c == ',' && !quoted:
			if cells++; cells > MaxColumns {
				return line
			}
		}
	}
	return 0
}

// damaged words an error of a file that is no table.
func (f *File) damaged(err error) *Mistake {
	const hint = "write comma-separated values below a line of names"
	var at *csv.ParseError
	switch {
	case !errors.As(err, &at):
		return mistake(hint, "%q cannot be read: %v", f.name, err)
	case errors.Is(err, csv.ErrFieldCount):
		return mistake("give every row a cell for every column, empty where there is none", "%q has in line %d more or fewer cells than the %d columns that the first line names", f.name, at.Line, len(f.header))
	}
	return mistake(hint, "%q is damaged in line %d: %v", f.name, at.Line, at.Err)
}

// Name is the name under which the scenario knows the file.
func (f *File) Name() string { return f.name }

// Rows is how many rows there are, at least 1 and at most MaxRows.
func (f *File) Rows() int { return f.rows }

// Sum is the SHA-256 of the content, in hexadecimal.
func (f *File) Sum() string { return hex.EncodeToString(f.sum[:]) }

// Column returns the column of a name. The error is a *Mistake.
func (f *File) Column(name string) (*Column, error) {
	at := slices.Index(f.header, name)
	switch {
	case at < 0:
		return nil, f.unknown(name)
	case slices.Contains(f.header[at+1:], name):
		return nil, mistake("give every column a name of its own", "%q has two columns %q", f.name, name)
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if c := f.columns[name]; c != nil {
		return c, nil
	}
	c, err := f.readColumn(at)
	if err != nil {
		return nil, err
	}
	f.columns[name] = c
	return c, nil
}

// mostListed is how many columns a hint lists.
const mostListed = 20

// unknown is the mistake of a column that is not there.
func (f *File) unknown(name string) *Mistake {
	p := spec.NewProblems()
	p.Unknown("column", name, f.header)
	m := &Mistake{"there is no column \"" + name + "\" in \"" + f.name + "\"", p.List()[0].Hint}
	switch {
	case len(f.header) == 1 && strings.ContainsAny(f.header[0], ";\t"):
		m.Hint = "separate the cells by commas"
	case len(f.header) > mostListed && !strings.HasPrefix(m.Hint, "did you mean"):
		m.Hint = "its first columns are " + strings.Join(f.header[:mostListed], ", ")
	}
	return m
}
