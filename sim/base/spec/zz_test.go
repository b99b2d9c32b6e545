package spec
import ("testing";"fmt";"time";"strings")
func TestX(t *testing.T){
 big:=func(f func(i int) string) string { var b strings.Builder; for i:=0;b.Len()<maxText-3000;i++{b.WriteString(f(i))}; return b.String()}
 long:=strings.Repeat("k.",62)
 for n,s:=range map[string]string{
  "headers": big(func(i int)string{return fmt.Sprintf("[%sa%d]\n",long,i)}),
  "dotted": big(func(i int)string{return fmt.Sprintf("%sa%d=1\n",long,i)}),
  "aot": big(func(i int)string{return "[[x]]\na=1\n"}),
  "nestedaot": "[[x]]\n"+big(func(i int)string{return "[[x.y]]\na=1\n"}),
  "numbers": "a=["+big(func(i int)string{return "1,"})+"]",
  "tables": "a=["+big(func(i int)string{return "{b=[{c=1},{c=2}]},"})+"]",
  "keys": big(func(i int)string{return fmt.Sprintf("k%d=1\n",i)}),
  "longkeys": big(func(i int)string{return strings.Repeat("x",2000)+fmt.Sprintf("%d=1\n",i)}),
  "string": "a=\""+big(func(i int)string{return "\\u00e9"})+"\"",
  "lists": "a=["+big(func(i int)string{return "["+strings.Repeat("{a=1},",9000)+"],"})+"]",
 }{
  t0:=time.Now(); nd,err:=Parse(s); d:=time.Since(t0); t0=time.Now()
  if nd!=nil {nd.TOML()}
  e:=""; if err!=nil{e=err.Error(); if len(e)>100 {e=e[:100]}}
  fmt.Println(n,len(s),d,time.Since(t0),e)
 }
}
