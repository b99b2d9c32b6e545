package num

import "math"

// polyhedron is the intersection of half-spaces in three dimensions.
type polyhedron struct {
	n      int
	normal [2 * boxMost][3]float64
	b      [2 * boxMost]float64
	cosine [2 * boxMost][2 * boxMost]float64
	foot   [2 * boxMost]bool // the point of the plane next to the origin belongs to it
	near   float64           // the smallest |b|
	origin bool              // the origin is inside

	// Planes 2i and 2i + 1 are opposite: every second one, and what the edges with
	// later ones say of both, is enough.
	symmetric bool
}

// of returns the probability of the half-spaces that planes cut out of the first
// three dimensions, and its complement.
func (p *polyhedron) of(planes []halfspace) (in, out float64) {
	if !p.set(planes) {
		return 0, 1
	}
	// Where no plane is beyond the origin, what is outside is a sum of what the
	// planes cut off; elsewhere what is inside is found.
	p.origin = true
	for i := range p.n {
		p.origin = p.origin && p.b[i] > 0
	}
	edges, feet := 0.0, 0.0
	step, times := 1, 1.0
	if p.symmetric {
		step, times = 2, 2
	}
	for i := 0; i < p.n; i += step {
		for j := i + 1; j < p.n; j++ {
			edges += float64(times * p.edge(i, j))
		}
	}
	for i := 0; i < p.n; i += step {
		if p.foot[i] && p.foot[i+step-1] {
			feet += math.Copysign(times*NormalSurvival(math.Abs(p.b[i])), p.b[i])
		}
	}
	if p.origin {
		out = feet - edges
		return 1 - out, out
	}
	in = edges - feet
	return in, 1 - in
}

// set normalizes the planes and leaves out those that repeat others; it reports
// whether anything may be inside.
func (p *polyhedron) set(planes []halfspace) bool {
	p.n, p.near = 0, math.Inf(1)
	for i := range planes {
		h := &planes[i]
		size := math.Sqrt(float64(h.a[0]*h.a[0]) + float64(h.a[1]*h.a[1]) + float64(h.a[2]*h.a[2]))
		if size < 1e-9 { // a condition on the other dimensions alone
			if h.b < 0 {
				return false
			}
			continue
		}
		a := [3]float64{h.a[0] / size, h.a[1] / size, h.a[2] / size}
		b := h.b / size
		if math.Abs(b) < boxZero { // a plane through the origin cuts off half
			b = boxZero
		}
		if !p.add(a, b) {
			return false
		}
	}
	return true
}

// add adds a plane; it reports whether anything is left inside of it and of one
// that is parallel.
func (p *polyhedron) add(a [3]float64, b float64) bool {
	n := p.n
	for j := range n {
		c := dot3(&a, &p.normal[j])
		p.cosine[n][j], p.cosine[j][n] = c, c
		switch {
		case 1-c < boxSame:
			p.b[j] = min(p.b[j], b)
			p.near = min(p.near, math.Abs(b))
			return true
		case 1+c < boxSame && -b >= p.b[j]:
			return false
		}
	}
	p.normal[n], p.b[n], p.foot[n] = a, b, true
	p.near = min(p.near, math.Abs(b))
	p.n++
	return true
}

// edge is what the edge of two planes adds, and settles whether the foot of each is
// on the side of the other.
func (p *polyhedron) edge(i, j int) float64 {
	c := p.cosine[i][j]
	square := float64((1 - c) * (1 + c))
	if square < 2*boxSame { // parallel, and opposite
		p.foot[i] = p.foot[i] && -p.b[i] <= p.b[j]
		p.foot[j] = p.foot[j] && -p.b[j] <= p.b[i]
		return 0
	}
	bi, bj := p.b[i], p.b[j]
	sine := math.Sqrt(square)
	ui, uj := bi-float64(c*bj), bj-float64(c*bi)
	hi, hj := away(uj/sine), away(ui/sine) // distances from the feet of i and of j
	p.foot[i] = p.foot[i] && hi > 0
	p.foot[j] = p.foot[j] && hj > 0
	distance := float64(bi*bi) + float64(hi*hi)
	if p.origin && distance-float64(p.near*p.near) > boxNegative {
		return 0
	}
	lo, hiEnd := p.clip(i, j, [2]float64{ui / square, uj / square}, sine)
	if !(lo < hiEnd) {
		return 0
	}
	e := edgeIntegral{distance: distance, bi: float64(bi * hi), bj: float64(bj * hj), hi: float64(hi * hi), hj: float64(hj * hj)}
	return e.between(lo, hiEnd, min(math.Abs(hi), math.Abs(hj)))
}

// away keeps h from 0, which would be a foot on an edge.
func away(h float64) float64 {
	const least = 1e-18
	if math.Abs(h) < least {
		return math.Copysign(least, h)
	}
	return h
}

// clip finds the part of the line where planes i and j meet that belongs to the
// polyhedron: from lo to hi along its direction, from its point next to the origin,
// which is foot[0]·normalᵢ + foot[1]·normalⱼ.
func (p *polyhedron) clip(i, j int, foot [2]float64, sine float64) (lo, hi float64) {
	lo, hi = -boxEnd, boxEnd
	a, b := &p.normal[i], &p.normal[j]
	across := [3]float64{
		(float64(a[1]*b[2]) - float64(a[2]*b[1])) / sine,
		(float64(a[2]*b[0]) - float64(a[0]*b[2])) / sine,
		(float64(a[0]*b[1]) - float64(a[1]*b[0])) / sine,
	}
	for m := range p.n {
		if m == i || m == j {
			continue
		}
		room := p.b[m] - (float64(foot[0]*p.cosine[m][i]) + float64(foot[1]*p.cosine[m][j]))
		slope := dot3(&across, &p.normal[m])
		switch {
		case slope > 0:
			hi = min(hi, room/slope)
		case slope < 0:
			lo = max(lo, room/slope)
		case room < 0:
			return 0, 0
		}
	}
	return lo, hi
}

// edgeIntegral is 1/(2π)·∫ Φ(−r)/r·(bi/(hi + s²) + bj/(hj + s²)) ds, r² = distance + s².
type edgeIntegral struct{ distance, bi, bj, hi, hj float64 }

// between integrates from lo to hi. With s = h·sinh(u), h the nearer of the two
// feet, the poles of the integrand are π/2 or more away from the real line. The
// range is cut at the point next to the origin.
func (e *edgeIntegral) between(lo, hi, h float64) float64 {
	from, to := arsinh(lo/h), arsinh(hi/h)
	switch {
	case from >= 0 || to <= 0:
		return e.piece(from, to, h)
	case from == -to:
		return 2 * e.piece(0, to, h)
	}
	return e.piece(from, 0, h) + e.piece(0, to, h)
}

// piece integrates over u by the rule of Gauss and Legendre.
func (e *edgeIntegral) piece(from, to, h float64) float64 {
	rule := edgeRules[2]
	switch u := max(math.Abs(from), math.Abs(to)); {
	case u > 5 && to-from > 2.5:
		mid := from + float64(0.5*(to-from))
		return e.piece(from, mid, h) + e.piece(mid, to, h)
	case u < 2:
		rule = edgeRules[0]
	case u < 3.5:
		rule = edgeRules[1]
	}
	half := float64(0.5 * (to - from))
	mid := from + half
	sum := 0.0
	for _, node := range rule {
		up := Exp(mid + float64(half*node.x))
		down := 1 / up
		s := float64(0.5 * h * (up - down))
		s2 := float64(s * s)
		r := math.Sqrt(e.distance + s2)
		a, b := e.hi+s2, e.hj+s2
		both := (float64(e.bi*b) + float64(e.bj*a)) * (up + down) / (r * a * b)
		sum += float64(node.weight * both * NormalSurvival(r))
	}
	const twoPi = 6.28318530717958647692
	return sum * half * (0.5 * h) / twoPi
}

// edgeRules are rules of Gauss and Legendre for short, middling and long ranges.
var edgeRules = [3][]ruleNode{legendreRule(12), legendreRule(16), legendreRule(20)}

func legendreRule(n int) []ruleNode {
	nodes, weights := GaussLegendre(n)
	rule := make([]ruleNode, n)
	for i := range rule {
		rule[i] = ruleNode{nodes[i], weights[i]}
	}
	return rule
}

// arsinh is the inverse of sinh.
func arsinh(x float64) float64 {
	y := math.Abs(x)
	return math.Copysign(Log1p(y+float64(y*y)/(1+math.Sqrt(1+float64(y*y)))), x)
}

func dot3(a, b *[3]float64) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}
