package boundary

import "testing"

func TestNeedsFractions(t *testing.T) {
	for _, c := range []struct {
		rule              Efficacy
		planned, observed bool
	}{
		{&FixedBounds{}, false, false},
		{&OBrienFleming{}, true, false},
		{&User{}, true, true},
		{&PocockBounds{}, true, true},
	} {
		if got := NeedsFractions(c.rule, false); got != c.planned {
			t.Errorf("%T with planned information needs fractions: %v, want %v", c.rule, got, c.planned)
		}
		if got := NeedsFractions(c.rule, true); got != c.observed {
			t.Errorf("%T with observed information needs fractions: %v, want %v", c.rule, got, c.observed)
		}
	}
}
