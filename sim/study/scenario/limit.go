package scenario

import "simrun/sim/base/spec"

// maxValues bounds the values of all points of a sweep together, which are held
// while it runs: 10,000 points of a file of 1,000 values.
const maxValues = 10_000_000

// checkPoints reports a sweep that has too many points for the length of its file,
// before any of them is made.
func checkPoints(root *spec.Node, axes []Axis, p *spec.Problems) {
	points := 1
	for _, a := range axes {
		points *= max(1, len(a.Steps)) // no more than MaxPoints
	}
	if n := values(root); points > 1 && points*n > maxValues {
		p.At("sweep").Report("make its lists shorter, or the file", "has %d points of a file of %d values, more than %d in all", points, n, maxValues)
	}
}

// values is the number of values below a node, itself included.
func values(n *spec.Node) int {
	count := 1
	for _, key := range n.Keys() {
		count += values(n.Field(key))
	}
	for _, item := range n.Items() {
		count += values(item)
	}
	return count
}
