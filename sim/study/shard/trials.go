package shard

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// TrialTable describes a table with a row for every trial.
type TrialTable struct {
	Columns []Column
	Name    string // of the rows in Parquet; empty stands for trials
}

// Column is one column of a table.
type Column struct {
	Name     string
	Kind     Kind
	Optional bool // some rows may have no value
}

// Kind is the kind of the values of a column.
type Kind uint8

// The kinds of values; later ones can hold more.
const (
	Integer Kind = iota
	Number
	Text
)

// Cell is a value, in the field that the kind of its column names.
type Cell struct {
	Integer int64
	Number  float64
	Text    string
	Missing bool // there is no value; only in columns that are optional
}

// rowWriter writes a table in one format.
type rowWriter interface {
	write(row []Cell) error
	close() error
}

// formats are the formats of tables of trials, by the endings of their files.
var formats = map[string]func(io.Writer, TrialTable) (rowWriter, error){".csv": newCSV, ".parquet": newParquet}

// IsTrialFile reports whether a file of this name can hold a table of trials.
func IsTrialFile(path string) bool { return formats[filepath.Ext(path)] != nil }

// TrialFile is a table of trials that is being written. It has another name until
// it is complete.
type TrialFile struct {
	path   string
	file   *os.File
	buffer *bufio.Writer
	rows   rowWriter
	err    error // the first
}

// CreateTrials begins a table of trials in the format that the ending of path
// stands for, making the folder if there is none. What is at path stays until
// Commit replaces it, and has to be a file. Either Commit or Discard has to be
// called.
func CreateTrials(path string, t TrialTable) (*TrialFile, error) {
	open := formats[filepath.Ext(path)]
	if open == nil {
		return nil, fmt.Errorf("%s is neither .csv nor .parquet", path)
	}
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, err
	}
	out := &TrialFile{path: path, file: f, buffer: bufio.NewWriterSize(f, 1<<16)}
	if out.rows, err = open(out.buffer, t); err != nil {
		out.Discard()
		return nil, err
	}
	return out, nil
}

// Append adds a row with a cell for each column. The first error is kept for
// Commit, and nothing is written after it.
func (t *TrialFile) Append(row []Cell) {
	if t.err == nil {
		t.err = t.rows.write(row)
	}
}

// Commit completes the file and gives it its name. After an error there is none.
func (t *TrialFile) Commit() error {
	if t.err == nil {
		t.err = t.rows.close()
	}
	if t.err == nil {
		t.err = t.buffer.Flush()
	}
	if t.err == nil {
		t.err = finish(t.file, t.path)
	}
	if t.err != nil {
		t.Discard()
	}
	return t.err
}

// Discard drops what was written.
func (t *TrialFile) Discard() {
	t.file.Close()
	os.Remove(t.file.Name())
}
