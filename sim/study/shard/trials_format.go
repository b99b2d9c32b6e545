package shard

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// csvRows writes rows as CSV: numbers are the shortest that read back the same,
// and what has no value is empty.
type csvRows struct {
	columns []Column
	w       *csv.Writer
	cells   []string
}

func newCSV(w io.Writer, t TrialTable) (rowWriter, error) {
	c := &csvRows{columns: t.Columns, w: csv.NewWriter(w), cells: make([]string, len(t.Columns))}
	for i, column := range t.Columns {
		c.cells[i] = column.Name
	}
	return c, c.w.Write(c.cells)
}

func (c *csvRows) write(row []Cell) error {
	for i, column := range c.columns {
		switch {
		case row[i].Missing:
			c.cells[i] = ""
		case column.Kind == Integer:
			c.cells[i] = strconv.FormatInt(row[i].Integer, 10)
		case column.Kind == Number:
			c.cells[i] = strconv.FormatFloat(row[i].Number, 'g', -1, 64)
		default:
			c.cells[i] = row[i].Text
		}
	}
	return c.w.Write(c.cells)
}

func (c *csvRows) close() error {
	c.w.Flush()
	return c.w.Error()
}

// parquetRows writes rows as Parquet.
type parquetRows struct {
	columns []Column
	w       *parquet.GenericWriter[any]
	batch   []parquet.Row
	n       int // rows in the batch
}

// rowGroup is how many rows are in memory before they are written, and batch how
// many the writer is given at once.
const rowGroup, batch = 1 << 16, 1 << 8

func newParquet(w io.Writer, t TrialTable) (rowWriter, error) {
	root := inOrder{Group: parquet.Group{}}
	for _, c := range t.Columns {
		node := parquet.Leaf(parquet.Int64Type)
		switch c.Kind {
		case Number:
			node = parquet.Leaf(parquet.DoubleType)
		case Text:
			node = parquet.String()
		}
		if c.Optional {
			node = parquet.Optional(node)
		}
		root.Group[c.Name] = node
		root.names = append(root.names, c.Name)
	}
	p := &parquetRows{columns: t.Columns, batch: make([]parquet.Row, batch)}
	for i := range p.batch {
		p.batch[i] = make(parquet.Row, len(t.Columns))
	}
	p.w = parquet.NewGenericWriter[any](w, parquet.NewSchema(cmp.Or(t.Name, "trials"), root), parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(rowGroup))
	return p, nil
}

func (p *parquetRows) write(row []Cell) error {
	to := p.batch[p.n]
	for i, c := range p.columns {
		level := 0
		if c.Optional {
			level = 1
		}
		switch {
		case row[i].Missing:
			to[i] = parquet.NullValue().Level(0, 0, i)
		case c.Kind == Integer:
			to[i] = parquet.Int64Value(row[i].Integer).Level(0, level, i)
		case c.Kind == Number:
			to[i] = parquet.DoubleValue(row[i].Number).Level(0, level, i)
		default:
			to[i] = parquet.ByteArrayValue([]byte(row[i].Text)).Level(0, level, i)
		}
	}
	if p.n++; p.n < batch {
		return nil
	}
	return p.flush()
}

// flush gives the rows of the batch to the writer.
func (p *parquetRows) flush() error {
	_, err := p.w.WriteRows(p.batch[:p.n])
	p.n = 0
	return err
}

func (p *parquetRows) close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.w.Close()
}

// inOrder is a group whose fields have the order of the columns, not that of the
// alphabet.
type inOrder struct {
	parquet.Group
	names []string
}

// Fields are the columns in order.
func (g inOrder) Fields() []parquet.Field {
	fields := g.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int {
		return slices.Index(g.names, a.Name()) - slices.Index(g.names, b.Name())
	})
	return fields
}
