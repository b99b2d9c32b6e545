package data

import (
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"simrun/sim/base/spec"
)

// MaxLevels bounds the categories of a column: more of them tell patients apart, as
// their names or dates do, and are no categories.
const MaxLevels = 100

// Column is a column of a file, and the law that gives each row the same probability. It
// is immutable.
type Column struct {
	values []float64 // in the order of the file: numbers, or positions of labels
	labels []string  // nil: numbers
	sorted []float64

	mean, variance float64
}

// readColumn reads the column at an index.
func (f *File) readColumn(at int) (*Column, error) {
	cells := make([]string, 0, f.rows)
	lines := make([]int32, 0, f.rows)
	in := f.reader()
	in.Read() // the names
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := in.FieldPos(at)
		text := strings.TrimSpace(record[at])
		if lacking(text) {
			return nil, mistake("leave such rows out of the file, or fill in what is missing",
				"column %q of %q has no value in line %d, but %q", f.header[at], f.name, line, text)
		}
		cells, lines = append(cells, text), append(lines, int32(line))
	}
	c := &Column{values: make([]float64, len(cells))}
	for i, text := range cells {
		var ok bool
		if c.values[i], ok = number(text); !ok {
			return f.categories(at, i, cells, lines)
		}
		if size := math.Abs(c.values[i]); size > spec.Largest || size < spec.Smallest && size > 0 {
			return nil, mistake("choose another unit", "column %q of %q has %s in line %d, beyond what can be calculated with", f.header[at], f.name, text, lines[i])
		}
	}
	return c.finish(), nil
}

// lacking reports whether a cell has no value, in one of the ways in which programs
// write that.
func lacking(text string) bool {
	switch strings.ToUpper(text) {
	case "", ".", "NA", "N/A", "NAN", "NULL":
		return true
	}
	return false
}

// number is a cell as a decimal number, and whether it is one: infinities and the
// hexadecimal numbers of Go are not.
func number(text string) (float64, bool) {
	if strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil || errors.Is(err, strconv.ErrRange) && !math.IsNaN(x)
}

// categories is a column of which a cell, the first such, is no number.
func (f *File) categories(at, first int, cells []string, lines []int32) (*Column, error) {
	c := &Column{values: make([]float64, len(cells))}
	for i, text := range cells {
		if !spec.IsName(text) {
			return nil, mistake("let the cells of a column be all numbers, or all names of categories: a letter, then letters, digits and _",
				"column %q of %q is neither one of numbers, as line %d has %q, nor one of categories, as line %d has %q",
				f.header[at], f.name, lines[first], shortened(cells[first]), lines[i], shortened(text))
		}
		k, known := slices.BinarySearch(c.labels, text)
		if known {
			continue
		}
		if len(c.labels) == MaxLevels {
			return nil, mistake("name a column of numbers or of categories", "column %q of %q has more than %d different texts", f.header[at], f.name, MaxLevels)
		}
		c.labels = slices.Insert(c.labels, k, text)
	}
	for i, text := range cells {
		k, _ := slices.BinarySearch(c.labels, text)
		c.values[i] = float64(k)
	}
	return c.finish(), nil
}

// shortened is a cell as a message shows it.
func shortened(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// finish derives what the law needs.
func (c *Column) finish() *Column {
	c.sorted = slices.Clone(c.values)
	slices.Sort(c.sorted)
	n := float64(len(c.sorted))
	for _, x := range c.sorted {
		c.mean += x
	}
	c.mean /= n
	for _, x := range c.sorted {
		away := x - c.mean
		c.variance += float64(away * away)
	}
	c.variance /= n
	return c
}

// Labels are the names of the categories, in alphabetical order, of which the values are
// the positions from 0; nil for numbers.
func (c *Column) Labels() []string { return c.labels }

// Rows is the number of rows.
func (c *Column) Rows() int { return len(c.values) }

// Row is the value in row ⌊u·n⌋, counted from 0, for 0 ≤ u ≤ 1: of all columns of a file
// the same u takes the same row.
func (c *Column) Row(u float64) float64 {
	n := len(c.values)
	return c.values[min(int(u*float64(n)), n-1)]
}

// Quantile is the smallest value whose CDF reaches u, for 0 ≤ u ≤ 1.
func (c *Column) Quantile(u float64) float64 {
	n := len(c.sorted)
	k := min(int(u*float64(n)), n-1)
	// The product is rounded; the law is that of CDF, to the last bit.
	for k > 0 && float64(k)/float64(n) >= u {
		k--
	}
	for k < n-1 && float64(k+1)/float64(n) < u {
		k++
	}
	return c.sorted[k]
}

// CDF is the share of the rows with a value of at most x.
func (c *Column) CDF(x float64) float64 {
	lo, hi := 0, len(c.sorted)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); c.sorted[mid] <= x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return float64(lo) / float64(len(c.sorted))
}

// Mean is the mean of the rows; of categories that of their positions.
func (c *Column) Mean() float64 { return c.mean }

// Variance is the mean squared distance of the rows from their mean.
func (c *Column) Variance() float64 { return c.variance }
