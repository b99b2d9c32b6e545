package spec

import (
	"math"
	"strings"
)

// Limits on what a scenario file may hold. They are far above any real scenario and keep a
// hostile or damaged file from exhausting memory.
const (
	MaxText     = 4 << 20 // bytes of a file
	maxDepth    = 64      // tables and arrays inside one another
	maxItems    = 10_000  // elements of one array, keys of one table
	maxName     = 100     // bytes of a name
	maxProblems = 1_000   // that are kept; further ones are counted
)

// Largest and Smallest are the largest and the smallest absolute value of a number other than
// 0 in a scenario. Neither the squares of such numbers, nor their sums over as many patients as
// a trial may have, nor products of a few of them overflow or vanish.
const (
	Largest  = 1e50
	Smallest = 1e-50
)

// CheckNumbers reports every number in a tree that is beyond [Largest] or [Smallest]; p stands
// at n.
func CheckNumbers(n *Node, p *Problems) {
	for _, key := range n.keys {
		CheckNumbers(n.fields[key], p.At(key))
	}
	for i, item := range n.items {
		CheckNumbers(item, p.Index(i+1))
	}
	if x := math.Abs(n.float); n.form == FormFloat && (x > Largest && !math.IsInf(x, 1) || x < Smallest && x != 0) {
		p.Report("choose another unit", "found %s, beyond what can be calculated with: 0, or from %v to %v in absolute value",
			n.scalar(), Smallest, Largest)
	}
}

// scanner walks over TOML text just closely enough to see how deep it nests, before the parser
// proper recurses into it.
type scanner struct {
	text string
	at   int
	open int // brackets and braces that are open
	dots int // dots since the last character that ends a key or a value
}

// tooDeep returns the offset at which brackets or dotted keys nest deeper than maxDepth, or −1.
func tooDeep(text string) int {
	s := scanner{text: text}
	for s.at < len(text) {
		if s.step(); s.open > maxDepth || s.dots > maxDepth {
			return s.at - 1
		}
	}
	return -1
}

// step moves over one character, comment or string.
func (s *scanner) step() {
	c := s.text[s.at]
	s.at++
	switch c {
	case '#':
		s.skipLine()
	case '"', '\'':
		s.skipString(c)
	case '.':
		s.dots++
	case '[', '{':
		s.open++
		s.dots = 0
	case ']', '}':
		s.open = max(0, s.open-1)
		s.dots = 0
	case '\n', '=', ',':
		s.dots = 0
	}
}

func (s *scanner) skipLine() {
	if end := strings.IndexByte(s.text[s.at:], '\n'); end >= 0 {
		s.at += end
		return
	}
	s.at = len(s.text)
}

// skipString moves over a string whose first quote has been read.
func (s *scanner) skipString(quote byte) {
	triple := strings.Repeat(string(quote), 2)
	if long := strings.HasPrefix(s.text[s.at:], triple); long {
		s.at += len(triple)
		s.skipLong(quote)
		return
	}
	for ; s.at < len(s.text) && s.text[s.at] != '\n'; s.at++ {
		switch {
		case s.text[s.at] == '\\' && quote == '"':
			s.at++
		case s.text[s.at] == quote:
			s.at++
			return
		}
	}
}

// skipLong moves over the rest of a string in triple quotes; up to two quotes more may close it.
func (s *scanner) skipLong(quote byte) {
	end := strings.Repeat(string(quote), 3)
	for ; s.at < len(s.text); s.at++ {
		switch {
		case s.text[s.at] == '\\' && quote == '"':
			s.at++
		case strings.HasPrefix(s.text[s.at:], end):
			s.at += len(end)
			for extra := 0; extra < 2 && s.at < len(s.text) && s.text[s.at] == quote; extra++ {
				s.at++
			}
			return
		}
	}
}
