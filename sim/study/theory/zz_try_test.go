package theory_test
import ("testing";"os";"simrun/sim";"simrun/sim/study/theory";"path/filepath";"time")
func TestTry(t *testing.T){
 files,_:=filepath.Glob("../../../scenarios/*/*.toml")
 for _,f:=range files{ b,_:=os.ReadFile(f); p,err:=sim.Load(string(b)); if err!=nil{t.Log(f,err);continue}
  s:=time.Now(); a:=theory.Answers(p); t.Log(f, time.Since(s)); for _,x:=range a{ l:=0; if x.Look!=nil{l=*x.Look}; t.Logf("   %s %s look %d %.6f %v %s",x.Metric,x.Endpoint,l,x.Value,x.Exact,x.Method)}}
}
