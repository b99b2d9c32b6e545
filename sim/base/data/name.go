package data

import (
	"errors"

	"simrun/sim/base/spec"
)

// Name is the name of a file in a scenario. It is found in the [Folder] that is attached
// to the tree it is read from.
type Name struct {
	// Text is the name as written.
	Text string

	file *File
}

// DescribeSpec says what may be written.
func (*Name) DescribeSpec() string { return "text" }

// ShapesSpec says it for schemas.
func (*Name) ShapesSpec() []*spec.Shape { return []*spec.Shape{spec.ShapeOf[string]("")} }

// DecodeSpec reads the name, and opens the file.
func (f *Name) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*f = Name{}
	before := p.Len()
	if spec.Decode(n, &f.Text, p); p.Len() > before {
		return
	}
	folder, _ := n.Attached().(*Folder)
	file, err := folder.File(f.Text)
	Report(err, p)
	f.file = file
}

// EncodeSpec is the name.
func (f Name) EncodeSpec() *spec.Node { return spec.NewText(f.Text) }

// File is the file; nil before DecodeSpec, and after a problem.
func (f *Name) File() *File { return f.file }

// Report reports an error of this package where p stands; nil is none.
func Report(err error, p *spec.Problems) {
	var m *Mistake
	switch {
	case errors.As(err, &m):
		p.Add(m.Fact, m.Hint)
	case err != nil:
		p.Add(err.Error(), "")
	}
}
