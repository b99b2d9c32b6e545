package dist

import "simrun/sim/base/num"

// Gaussian is a value that is mean + sd·z, or the exponential of that, with z
// standard normal.
type Gaussian struct {
	Mean, SD float64
	Log      bool // of the logarithm
}

// AsGaussian returns the prepared law as a transformed normal one, and whether it
// is one: normal, lognormal, or relative to such a law by a shift or a scale that
// keeps it so.
func AsGaussian(d Dist) (Gaussian, bool) {
	switch law := d.(type) {
	case *Normal:
		return Gaussian{law.mean, law.sd, false}, true
	case *Lognormal:
		return Gaussian{law.meanlog, law.sdlog, true}, true
	case *relativeShift:
		g, ok := AsGaussian(behind(law.base))
		g.Mean += law.by
		return g, ok && !g.Log
	case *relativeScale:
		g, ok := AsGaussian(behind(law.base))
		if g.Log {
			g.Mean += num.Log(law.by)
			return g, ok
		}
		g.Mean, g.SD = g.Mean*law.by, g.SD*law.by
		return g, ok
	}
	return Gaussian{}, false
}

// behind is the law that is seen through its CDF.
func behind(l Lifetime) Dist {
	if t, ok := l.(throughCDF); ok {
		return t.Dist
	}
	return l
}
