package theory_test
import ("testing";"os";"simrun/sim";"simrun/sim/study/theory";"simrun/sim/study/scenario";"path/filepath";"time";"context";"math")
func TestTrySim(t *testing.T){
 files,_:=filepath.Glob("../../../scenarios/*/*.toml")
 for _,f:=range files{ b,_:=os.ReadFile(f); p,err:=sim.Load(string(b), scenario.Override{Path:"simulation.trials",Value:"20000"}); if err!=nil{t.Log(f,err);continue}
  a:=theory.Answers(p); s:=time.Now(); r,err:=sim.Run(context.Background(),p,sim.Options{Workers:2}); if err!=nil{t.Log(err);continue}; el:=time.Since(s)
  t.Log(f, el)
  for _,x:=range a{ l:=0; if x.Look!=nil{l=*x.Look}
   found:=false
   for _,row:=range r.Points[0].Rows { w:=row.Row
    if !x.About(&w){continue}; found=true
    se:=w.JudgingSE(); z:=(w.Value-x.Value)/se; flag:=""
    if x.Exact&&math.Abs(z)>3{flag="****"}
    t.Logf("   %-10s %s look %d th %.6f sim %.6f se %.5f z %.1f rel %.4f %v %s %s",x.Metric,x.Endpoint,l,x.Value,w.Value,se,z,w.Value/x.Value-1,x.Exact,x.Method,flag)}
   if !found {t.Logf("   %s no row",x.Metric)}
  }}
}
