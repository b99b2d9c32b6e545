package replay_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/study/replay"
)

// FuzzReadPatients reads any text as a table of patients: it must not panic, nor
// must the analyses of what it accepts.
func FuzzReadPatients(f *testing.F) {
	p := load(f, sequential)
	trial := replay.Conduct(p, 0)
	for i := range trial.Looks {
		var b bytes.Buffer
		if err := trial.Looks[i].WritePatients(&b); err != nil {
			f.Fatal(err)
		}
		text := b.Bytes()
		f.Add(text)
		lines := bytes.SplitAfterN(text, []byte("\n"), 8)
		f.Add(bytes.Join(lines[:7], nil))
	}
	for _, text := range []string{
		"", "\ufeffarm,entry,os_time,os_event,score,remission\ncontrol,0,1,1,0.5,1\n", "arm\n", "arm,os_time,os_event,score,remission\r\n\"treated\",1e308,0,,\r\n",
		"arm,os_event,os_time,score,remission\ncontrol,1,1,1e300,0\n", "score,remission,os_time,os_event,arm\n-0,0,0,1,other\n1e-320,1,,,control\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		patients, err := replay.ReadPatients(bytes.NewReader(text), p)
		if err != nil {
			if e := (*spec.Error)(nil); patients != nil || !errors.As(err, &e) || err.Error() == "" {
				t.Fatalf("patients %v beside error %#v", patients, err)
			}
			return
		}
		for _, at := range []float64{0, 12, math.Inf(1)} {
			_ = replay.AnalysesText(p, replay.Analyze(p, patients, at))
		}
	})
}
