package shard

import "io"

// WriteParquet writes a table as Parquet; every row has a cell for each column.
// The same rows give the same bytes.
func WriteParquet(w io.Writer, t TrialTable, rows [][]Cell) error {
	p, err := newParquet(w, t)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := p.write(row); err != nil {
			return err
		}
	}
	return p.close()
}
