package analysis
import ("testing";"slices")
func BenchmarkZZ(b *testing.B){ tr:=benchMeans(); s:=newSorter(200)
 b.Run("gather",func(b *testing.B){ for i:=range b.N { s.gather(&tr[i%256].Views[0],versus[0]) }})
 b.Run("sort",func(b *testing.B){ for i:=range b.N { s.sort(&tr[i%256].Views[0],versus[0]) }})
 b.Run("slices",func(b *testing.B){ for i:=range b.N { n:=s.gather(&tr[i%256].Views[0],versus[0]); slices.SortFunc(s.all[:n],compareRanked) }})
}
