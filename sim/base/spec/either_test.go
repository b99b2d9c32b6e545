package spec

import "testing"

// mixed reads itself, from a number or a list.
type mixed struct{}

func (*mixed) DecodeSpec(*Node, *Problems) {}
func (*mixed) DescribeSpec() string        { return "number or list" }
func (*mixed) ShapesSpec() []*Shape {
	return []*Shape{ShapeOf[float64]("(0,inf)"), ShapeOf[[]Number]("[0,1]")}
}

func TestEitherIsWhatATypeSaysOfItself(t *testing.T) {
	s := ShapeOf[mixed]("")
	shapes := s.Either()
	if s.What != ShapeOther || s.Words() != "number or list" || len(shapes) != 2 || len(s.Fields()) != 0 {
		t.Fatalf("%+v, %v", s, shapes)
	}
	if lo, _, open, _, ok := shapes[0].Interval(); !ok || lo != 0 || !open {
		t.Errorf("limits of the number: %v %v %v", lo, open, ok)
	}
	element := shapes[1].Element
	if _, hi, _, open, ok := element.Interval(); shapes[1].What != ShapeList || !element.Drawn || !ok || hi != 1 || open {
		t.Errorf("%+v", element)
	}
	if ShapeOf[float64]("").Either() != nil {
		t.Error("a number is either of something")
	}
}

func TestShapeOfPanicsOnMalformedLimits(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	ShapeOf[float64]("0 to 1")
}

func TestSharedNamesTheKindInATable(t *testing.T) {
	type sharing struct {
		Of[law]
		Beta float64 `toml:"beta"`
	}
	s := ShapeOf[sharing]("")
	if got := s.Shared(); got == "" || got != ShapeOf[Of[law]]("").Concept || len(s.Fields()) != 1 {
		t.Errorf("shares %q, %d fields", got, len(s.Fields()))
	}
	if got := ShapeOf[arm]("").Shared(); got != "" {
		t.Errorf("an arm shares its table with a %s", got)
	}
}
