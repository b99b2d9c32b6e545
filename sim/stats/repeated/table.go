package repeated

import "math/bits"

// table sums up patients by the pattern of their known responses: for each pattern
// the number of patients and the cross products of the rows
//
//	1, x₁ … , y₁ … y_T
//
// with zeros for responses that are not known. The fit needs nothing else of them,
// so that its cost does not depend on the number of patients.
//
// Regressors and responses are counted from those of the first patient, which
// moves the intercept alone and keeps a large common level from eating digits.
type table struct {
	regressors int // with the intercept
	visits     int
	width      int       // of a row
	shift      []float64 // by place in a row
	shifted    uint64    // visits whose shift is known
	row        []float64
	patients   int
	most       int // patients there is room for
	patterns   int
	masks      []uint64
	places     []int     // by pattern: its place in slots
	cross      []float64 // by pattern: lower triangle, width × width
	slots      []int32   // hash table: 0 or 1 + pattern
	drop       int       // low bits of a hash that do not matter
}

func newTable(m Model, patients int) table {
	most := patients
	if m.Responses < 31 {
		most = min(most, 1<<m.Responses-1)
	}
	size := bits.Len(uint(2 * most)) // at least twice as many slots as patterns
	width := 1 + m.Regressors + m.Responses
	return table{
		regressors: 1 + m.Regressors, visits: m.Responses, width: width,
		shift: make([]float64, width), row: make([]float64, width),
		most:  patients,
		masks: make([]uint64, most), places: make([]int, most),
		cross: make([]float64, most*width*width),
		slots: make([]int32, 1<<size), drop: 64 - size,
	}
}

// reset forgets all patients.
func (t *table) reset() {
	for _, place := range t.places[:t.patterns] {
		t.slots[place] = 0
	}
	clear(t.cross[:t.patterns*t.width*t.width])
	t.patterns, t.patients, t.shifted = 0, 0, 0
}

// add counts one patient, unless no response is known.
func (t *table) add(x, y []float64, known uint64) {
	known &= ^uint64(0) >> (64 - t.visits)
	if known == 0 {
		return
	}
	if t.patients == t.most {
		panic("repeated: more patients than there is room for")
	}
	if t.patients == 0 {
		copy(t.shift[1:], x)
	}
	t.patients++
	if fresh := known &^ t.shifted; fresh != 0 {
		for rest := fresh; rest != 0; rest &= rest - 1 {
			v := bits.TrailingZeros64(rest)
			t.shift[t.regressors+v] = y[v]
		}
		t.shifted |= fresh
	}
	row := t.row
	row[0] = 1
	for i, v := range x {
		row[1+i] = v - t.shift[1+i]
	}
	for i, v := range y {
		d := v - t.shift[t.regressors+i]
		if known>>i&1 == 0 {
			d = 0
		}
		row[t.regressors+i] = d
	}
	cross := t.cross[t.find(known)*t.width*t.width:]
	for i, a := range row {
		sums := cross[i*t.width : i*t.width+i+1]
		for j, b := range row[:i+1] {
			sums[j] += float64(a * b)
		}
	}
}

// find returns the number of a pattern, a new one if it is seen for the first time.
func (t *table) find(known uint64) int {
	if t.patterns > 0 && t.masks[0] == known {
		return 0
	}
	place := int(known * 0x9e3779b97f4a7c15 >> t.drop)
	for t.slots[place] != 0 {
		if p := int(t.slots[place] - 1); t.masks[p] == known {
			return p
		}
		place = (place + 1) & (len(t.slots) - 1)
	}
	p := t.patterns
	t.masks[p], t.places[p] = known, place
	t.patterns++
	t.slots[place] = int32(t.patterns)
	return p
}

// of returns the cross products of a pattern; the first is its number of patients.
func (t *table) of(pattern int) []float64 {
	size := t.width * t.width
	return t.cross[pattern*size : (pattern+1)*size]
}

// responses is the number of known responses.
func (t *table) responses() int {
	n := 0
	for p, known := range t.masks[:t.patterns] {
		n += int(t.of(p)[0]) * bits.OnesCount64(known)
	}
	return n
}

// monotone reports whether every patient has all visits before the last known one.
func (t *table) monotone() bool {
	for _, known := range t.masks[:t.patterns] {
		if known&(known+1) != 0 {
			return false
		}
	}
	return true
}
