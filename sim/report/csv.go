package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"simrun/sim/study/shard"
)

// CSV writes a result as one tidy table, a figure to a row. The first columns are
// the paths of the sweep with the values of the point. What does not apply is
// empty; numbers are the shortest that read back the same; a value that is a
// table is written as --set takes it. Paired differences between points follow
// the figures: rows whose column against names the reference point, and whose
// value is the point's minus the reference's.
func CSV(w io.Writer, r *shard.Result) error { return tabulate(r).csv(w) }

// Parquet writes the table of [CSV] as Parquet: the same rows and columns, with
// numbers as 64-bit integers and floats and null where CSV is empty. A path of the
// sweep is a column of integers or floats when all its values are numbers,
// otherwise of text. The same result gives the same bytes.
func Parquet(w io.Writer, r *shard.Result) error { return tabulate(r).parquet(w) }

// SizeCSV writes what a search tried as one tidy table, a value to a row, with
// the columns of [CSV] after one that the path of the number names. The value of
// the last row is that of a fresh seed at the answer: its column against says
// "verification".
func SizeCSV(w io.Writer, s *shard.Sizing) error { return tabulateSizing(s).csv(w) }

// SizeParquet writes the table of [SizeCSV] as Parquet, typed as that of [Parquet].
func SizeParquet(w io.Writer, s *shard.Sizing) error { return tabulateSizing(s).parquet(w) }

// csv writes the table with its heading.
func (t *tidy) csv(w io.Writer) error {
	c := csv.NewWriter(w)
	line := make([]string, len(t.columns))
	for i, column := range t.columns {
		line[i] = column.Name
	}
	c.Write(line)
	for _, row := range t.rows {
		for i, column := range t.columns {
			line[i] = cellCSV(column.Kind, row[i])
		}
		c.Write(line)
	}
	c.Flush()
	return c.Error() // the first of all
}

// cellCSV is a value as text.
func cellCSV(kind shard.Kind, c shard.Cell) string {
	switch {
	case c.Missing:
		return ""
	case kind == shard.Integer:
		return strconv.FormatInt(c.Integer, 10)
	case kind == shard.Number:
		return numeral(c.Number)
	}
	return c.Text
}

// parquet writes the table.
func (t *tidy) parquet(w io.Writer) error {
	return shard.WriteParquet(w, shard.TrialTable{Name: "figures", Columns: slices.Clone(t.columns)}, t.rows)
}
