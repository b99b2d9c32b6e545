package html

import (
	"bytes"
	"io"

	"simrun/sim/study/shard"
)

// WriteSizing writes the report of a search as one HTML page.
func WriteSizing(w io.Writer, s *shard.Sizing) error {
	var b bytes.Buffer
	_, err := b.WriteTo(w)
	return err
}
