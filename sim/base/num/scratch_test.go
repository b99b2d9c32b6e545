package num
import ("testing";"math")
func nqsA(u []float64) {
	table := quantileTable
	for j, p := range u {
		q := min(p, 1-p)
		i := math.Float64bits(q)>>47 - quantileBase
		if i > quantileCells { u[j] = quantileEdge(p); continue }
		c := &table[i]
		t := q - c[0]
		t2 := t * t
		low := (c[2] + float64(c[3]*t)) + float64(t2*(c[4]+float64(c[5]*t)))
		high := (c[6] + float64(c[7]*t)) + float64(t2*c[8])
		x := c[1] + float64(t * (low + float64(float64(t2*t2)*high)))
		u[j] = math.Float64frombits(math.Float64bits(x) ^ math.Float64bits(p-0.5)&(1<<63))
	}
}
var tabB [321][8]float64
func init(){ for i:=range tabB { copy(tabB[i][:], quantileTable[i][1:]) } }
func nqsB(u []float64) {
	for j, p := range u {
		q := min(p, 1-p)
		b := math.Float64bits(q)
		i := b>>47 - quantileBase
		if i > quantileCells { u[j] = quantileEdge(p); continue }
		c := &tabB[i]
		t := q - math.Float64frombits(b&^(1<<47-1)|1<<46)
		t2 := t * t
		low := (c[1] + float64(c[2]*t)) + float64(t2*(c[3]+float64(c[4]*t)))
		high := (c[5] + float64(c[6]*t)) + float64(t2*c[7])
		x := c[0] + float64(t * (low + float64(float64(t2*t2)*high)))
		u[j] = math.Float64frombits(math.Float64bits(x) ^ math.Float64bits(p-0.5)&(1<<63))
	}
}
func nqsC(u []float64) { // sign by integer: q = 0.5-|p-0.5|
	table := quantileTable
	for j, p := range u {
		d := p-0.5
		sign := math.Float64bits(d)&(1<<63)
		q := 0.5-math.Abs(d)
		i := math.Float64bits(q)>>47 - quantileBase
		if i > quantileCells { u[j] = quantileEdge(p); continue }
		c := &table[i]
		t := q - c[0]
		t2 := t * t
		low := (c[2] + float64(c[3]*t)) + float64(t2*(c[4]+float64(c[5]*t)))
		high := (c[6] + float64(c[7]*t)) + float64(t2*c[8])
		x := c[1] + float64(t * (low + float64(float64(t2*t2)*high)))
		u[j] = math.Float64frombits(math.Float64bits(x) ^ sign)
	}
}
func nqsD(u []float64) { // FMA
	table := quantileTable
	for j, p := range u {
		d := p-0.5
		sign := math.Float64bits(d)&(1<<63)
		q := 0.5-math.Abs(d)
		i := math.Float64bits(q)>>47 - quantileBase
		if i > quantileCells { u[j] = quantileEdge(p); continue }
		c := &table[i]
		t := q - c[0]
		x:=c[8]
		x=c[7]+float64(x*t)
		x=c[6]+float64(x*t)
		x=c[5]+float64(x*t)
		x=c[4]+float64(x*t)
		x=c[3]+float64(x*t)
		x=c[2]+float64(x*t)
		x=c[1]+float64(x*t)
		u[j] = math.Float64frombits(math.Float64bits(x) ^ sign)
	}
}
func BenchmarkQ(b *testing.B){ var u [1024]float64; r:=splitmix(9); for i:=range u {u[i]=r.uniform()}; s:=0.0; v:=u; _=s
 b.Run("nqs",func(b *testing.B){for i:=0;i<b.N;i+=1024{v=u;NormalQuantiles(v[:])}})
 b.Run("nqsA",func(b *testing.B){for i:=0;i<b.N;i+=1024{v=u;nqsA(v[:])}})
 b.Run("nqsB",func(b *testing.B){for i:=0;i<b.N;i+=1024{v=u;nqsB(v[:])}})
 b.Run("nqsC",func(b *testing.B){for i:=0;i<b.N;i+=1024{v=u;nqsC(v[:])}})
 b.Run("nqsD",func(b *testing.B){for i:=0;i<b.N;i+=1024{v=u;nqsD(v[:])}})
}
