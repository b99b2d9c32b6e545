package analysis

import (
	"math"

	"simrun/sim/base/num"
)

// derive computes the log likelihood at beta, its slope and minus its curvature.
//
// With w = exp(β·x), and over the terms of all events in a stratum, each with a sum
// of weights W and a mean x̄ of those at risk,
//
//	ℓ = Σ β·x − Σ log W,  slope = Σ (δᵢ − wᵢ·Λᵢ)·xᵢ,  information = Σ wᵢ·Λᵢ·xᵢxᵢ′ − Σ x̄x̄′
//
// where Λᵢ adds up 1/W over the terms in which patient i is at risk. So the walk from
// the longest time to the shortest needs no products of columns but the means', and
// the walk back none but one for each patient.
func (a *coxModel) derive() (likelihood float64) {
	beta, first := a.beta, a.first[:len(a.beta)]
	p := len(beta)
	clear(a.slope)
	clear(a.information)
	sum := 0.0 // of the weights at risk
	logs := product{rest: 1}
	for i := a.rows - 1; i >= 0; {
		if a.last[i] {
			sum = 0
			clear(first)
		}
		// Gather the patients whose observation ends at this time.
		end, d, dying := i, 0, 0.0
		for {
			x := a.x[i*p:][:len(beta)]
			eta := 0.0
			for c, b := range beta {
				eta += float64(x[c] * b)
			}
			w := num.Exp(eta)
			a.weight[i] = w
			sum += w
			for c, v := range x {
				first[c] += float64(w * v)
			}
			if a.event[i] {
				likelihood += eta
				d++
				dying += w
			}
			if i--; i < 0 || a.last[i] || a.time[i] != a.time[end] {
				break
			}
		}
		if d == 0 {
			a.hazard[i+1] = 0
			continue
		}
		if d > 1 {
			a.gather(i+1, end)
		}
		a.hazard[i+1], a.less[i+1] = a.terms(sum, dying, d, &logs)
	}
	a.forward()
	return likelihood - logs.log()
}

// gather adds up the columns of those who have the event, among the rows from first
// to last.
func (a *coxModel) gather(first, last int) {
	p := a.columns
	clear(a.dying)
	for i := first; i <= last; i++ {
		if !a.event[i] {
			continue
		}
		for c, v := range a.x[i*p:][:p] {
			a.dying[c] += float64(a.weight[i] * v)
		}
	}
}

// terms adds the d terms of one time, and returns what they add to the cumulative
// hazard, and what of it does not count for those who have the event.
func (a *coxModel) terms(sum, dying float64, d int, logs *product) (hazard, less float64) {
	for l := range d {
		total, inverse := sum, 1/sum
		if l > 0 && a.efron {
			share := float64(l) / float64(d)
			total = sum - float64(share*dying)
			inverse = 1 / total
			less += float64(share * inverse)
			for c, v := range a.first {
				a.mean[c] = float64((v - float64(share*a.dying[c])) * inverse)
			}
		} else {
			for c, v := range a.first {
				a.mean[c] = float64(v * inverse)
			}
		}
		logs.times(total)
		hazard += inverse
		rest := a.information
		for c, m := range a.mean {
			row := rest[:c+1]
			for k, v := range a.mean[:len(row)] {
				row[k] -= float64(m * v)
			}
			rest = rest[c+1:]
		}
	}
	return hazard, less
}

// forward adds what each patient adds to slope and information. What a time adds to
// the hazard stands in its first row.
func (a *coxModel) forward() {
	p := a.columns
	slope := a.slope
	hazard, less := 0.0, 0.0
	for i := range a.rows {
		switch {
		case i == 0 || a.last[i-1]:
			hazard, less = a.hazard[i], a.less[i]
		case a.time[i] != a.time[i-1]:
			hazard += a.hazard[i]
			less = a.less[i]
		}
		own, rest := hazard, 0.0
		if a.event[i] {
			own, rest = hazard-less, 1
		}
		w := float64(a.weight[i] * own)
		rest -= w
		x := a.x[i*p:][:len(slope)]
		below := a.information
		for c, v := range x {
			slope[c] += float64(rest * v)
			wv := float64(w * v)
			row := below[:c+1]
			for k, o := range x[:len(row)] {
				row[k] += float64(wv * o)
			}
			below = below[c+1:]
		}
	}
}

// factorize finds the Cholesky factor of the information. At first it leaves out the
// columns that are combinations of those before them; later it reports whether the
// information is still positive.
func (a *coxModel) factorize(first bool) bool {
	const tolerance = 1e-9
	at := 0
	for r := range a.columns {
		row := a.factor[at:][:r+1]
		begin := 0
		for c := range r + 1 {
			other := a.factor[begin:][:c+1]
			sum := a.information[at+c]
			for k := range c {
				sum -= float64(row[k] * other[k])
			}
			begin += c + 1
			switch {
			case a.out[c] || a.out[r]:
				row[c] = 0
			case c < r:
				row[c] = sum / other[c]
			case first && !(sum > tolerance*max(a.information[at+c], 1e-3)):
				a.out[r] = true
				clear(row)
			case !(sum > 0):
				return false
			default:
				row[c] = math.Sqrt(sum)
			}
		}
		at += r + 1
	}
	return true
}

// solve finds the step that the slope asks for.
func (a *coxModel) solve() {
	p, at := a.columns, 0
	for r := range p {
		row := a.factor[at:][:r+1]
		sum := a.slope[r]
		for k := range r {
			sum -= float64(row[k] * a.step[k])
		}
		at += r + 1
		a.step[r] = 0
		if !a.out[r] {
			a.step[r] = sum / row[r]
		}
	}
	for r := p - 1; r >= 0; r-- {
		at -= r + 1
		row := a.factor[at:][:r+1]
		if a.out[r] {
			continue
		}
		a.step[r] /= row[r]
		for k := range r {
			a.step[k] -= float64(row[k] * a.step[r])
		}
	}
}

// product is a product of positive numbers, rest·2^exponent, whose logarithm is wanted.
type product struct {
	rest     float64
	exponent int
}

// times multiplies by x.
func (q *product) times(x float64) {
	q.rest *= x
	if q.rest > 0x1p500 || q.rest < 0x1p-500 {
		rest, e := math.Frexp(q.rest)
		q.rest, q.exponent = rest, q.exponent+e
	}
}

// log is the logarithm of the product.
func (q *product) log() float64 {
	const ln2 = 0.693147180559945309417
	return float64(float64(q.exponent)*ln2) + num.Log(q.rest)
}
