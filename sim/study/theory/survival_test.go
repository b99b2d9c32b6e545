package theory_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"simrun/sim/study/theory"
)

// times is a trial of survival: enrollment, hazards of both arms, more.
func times(enrollment string, rate0, rate1 float64, more string) string {
	return fmt.Sprintf(`
[arms.control]
control = true
[arms.treated]
[enrollment]
%s
[endpoints.e]
kind = "survival"
response.control = { kind = "exponential", rate = %v }
response.treated = { kind = "exponential", rate = %v }
[analyses.x]
endpoint = "e"
test = { kind = "log_rank" }
alternative = "less"
alpha = 0.025
%s
`, enrollment, rate0, rate1, more)
}

const leaving = "[dropout]\nkind = \"exponential\"\nrate = 0.02\n"

// at is the answer with a metric at the first look.
func at(t *testing.T, text, metric string) theory.Answer {
	t.Helper()
	for _, a := range theory.Answers(load(t, text)) {
		if a.Metric == metric && a.Look != nil && *a.Look == 1 {
			return a
		}
	}
	t.Fatalf("no %s", metric)
	return theory.Answer{}
}

// R 4.2.2, rpact 3.3.4: getPowerSurvival(alpha = 0.025, lambda2 = 0.1, hazardRatio = 0.7,
// maxNumberOfEvents = 247, maxNumberOfSubjects = 400, accrualTime = 12, directionUpper =
// FALSE, typeOfComputation = "Schoenfeld"): overallReject and analysisTime.
func TestEventsWaitedForAgreeWithRpact(t *testing.T) {
	text := times("size = 400\naccrual = { kind = \"uniform\", duration = 12 }", 0.1, 0.07,
		"[[looks]]\nwhen = { kind = \"events\", endpoint = \"e\", count = 247 }")
	if a := only(t, load(t, text), "power", "Schoenfeld"); math.Abs(a.Value-0.800338067) > 1e-9 || a.Exact {
		t.Errorf("%+v", a)
	}
	// The package takes the date at which the expected number reaches the count, of
	// patients who enter continuously.
	if a := at(t, text, "look_time"); math.Abs(a.Value-17.985885513) > 0.02 || a.Exact {
		t.Errorf("%+v", a)
	}
}

// R 4.2.2: integrate over time since entry of
// hazard·exp(−(hazard + 0.02)·t)·sum(pmin(k, 100)·dpois(k, 10·(15 − t))); and rpact
// 3.3.4, getEventProbabilities(time = 18, accrualTime = c(0, 12), accrualIntensity =
// 400/12, lambda2 = 0.1, lambda1 = 0.07, dropoutRate1 = 0.1, dropoutRate2 = 0.05,
// dropoutTime = 12)$overallEventProbabilities.
func TestEventsByADayAgreeWithR(t *testing.T) {
	text := times("size = 100\naccrual = { kind = \"poisson\", rate = 10 }", 0.1, 0.05,
		leaving+"[[looks]]\nwhen = { kind = \"calendar\", time = 15 }")
	if a := only(t, load(t, text), "events", ""); math.Abs(a.Value-45.737608769) > 1e-4 || !a.Exact || a.Endpoint != "e" {
		t.Errorf("%+v", a)
	}
	text = times("size = 40000\naccrual = { kind = \"uniform\", duration = 12 }", 0.1, 0.07,
		"[dropout]\ncontrol = { kind = \"exponential\", survival = { at = 12, value = 0.95 } }\n"+
			"treated = { kind = \"exponential\", survival = { at = 12, value = 0.9 } }\n"+
			"[[looks]]\nwhen = { kind = \"calendar\", time = 18 }")
	if a := only(t, load(t, text), "events", ""); math.Abs(a.Value/40000-0.598329985) > 2e-5 || a.Exact {
		t.Errorf("%.9f, %+v", a.Value/40000, a)
	}
}

// R 4.2.2: q = h/(h + 0.02)·(1 − exp(−(h + 0.02)·6)), and the convolution of
// dbinom(0:50, 50, q) for h = 0.1 and 0.05: sum(p[0:29]), and sum(pmin(0:100, 30)·p).
func TestEventsNeverReachedAgreeWithR(t *testing.T) {
	text := times("size = 100\nfollow_up = 6", 0.1, 0.05,
		leaving+"[[looks]]\nwhen = { kind = \"events\", endpoint = \"e\", count = 30 }")
	p := load(t, text)
	if a := only(t, p, "failures", ""); math.Abs(a.Value-0.186834785) > 2e-6 || a.Reason != "unreached" || !a.Exact {
		t.Errorf("%+v", a)
	}
	if a := only(t, p, "events", ""); math.Abs(a.Value-29.443489389) > 2e-6 {
		t.Errorf("%+v", a)
	}
}

// R 4.2.2: integrate of ppois(19, L(t)), L(t) = min(t, 10) + 5·max(t − 10, 0).
func TestEntriesAgreeWithR(t *testing.T) {
	text := times("size = 20\nfollow_up = 6\naccrual = { kind = \"piecewise\", from = [0, 10], rate = [1, 5] }", 0.1, 0.05, "")
	if a := only(t, load(t, text), "accrual_end", ""); math.Abs(a.Value-11.997777435) > 1e-8 || !a.Exact {
		t.Errorf("%+v", a)
	}
	fixed := strings.Replace(text, "rate = [1, 5]", "rate = [1, 5], poisson = false", 1)
	if a := only(t, load(t, fixed), "accrual_end", ""); a.Value != 12 {
		t.Errorf("%+v", a)
	}
	p := strings.Replace(values("size = 12\naccrual = { kind = \"poisson\", rate = 3 }", 1, 1, 1, `{ kind = "t" }`, "alpha = 0.05"), "at = 1", "at = 2\ndelay = 0.5", 1)
	if a := only(t, load(t, p), "duration", ""); math.Abs(a.Value-6.5) > 1e-8 {
		t.Errorf("%+v", a)
	}
}

// Without effect the large-sample statistic is standard normal whatever its weights,
// the accrual and the looks.
func TestHazardsKeepTheLevelWithoutEffect(t *testing.T) {
	for _, test := range []string{"", ", rho = 1", ", gamma = 1", ", rho = 0.5, gamma = 0.5"} {
		for _, when := range []string{`{ kind = "events", endpoint = "e", count = 60 }`, `{ kind = "calendar", time = 15 }`} {
			text := times("size = 120\naccrual = { kind = \"poisson\", rate = 12 }", 0.1, 0.1, leaving+"[[looks]]\nwhen = "+when)
			text = strings.Replace(text, `kind = "log_rank"`, `kind = "log_rank"`+test, 1)
			a := only(t, load(t, text), "power", "hazards")
			if math.Abs(a.Value-0.025) > 1e-5 || a.Exact {
				t.Errorf("%s, %s: %+v", test, when, a)
			}
		}
	}
}

// Survival methods decline what they cannot integrate.
func TestHazardsKnowTheirLimits(t *testing.T) {
	good := times("size = 100\naccrual = { kind = \"poisson\", rate = 10 }", 0.1, 0.05,
		"[[looks]]\nwhen = { kind = \"events\", endpoint = \"e\", count = 50 }")
	only(t, load(t, good), "power", "hazards")
	for name, text := range map[string]string{
		"a window":        strings.Replace(good, "count = 50", "count = 50, latest = 20", 1),
		"a drawn hazard":  strings.Replace(good, "rate = 0.05", `rate = { draw = { kind = "gamma", mean = 0.05, sd = 0.01 } }`, 1),
		"a discrete law":  strings.Replace(good, `{ kind = "exponential", rate = 0.05 }`, `{ kind = "discrete", values = [5, 10], weights = [1, 1] }`, 1),
		"patients waited": strings.Replace(good, `{ kind = "events", endpoint = "e", count = 50 }`, `{ kind = "patients", count = 100, followed = 5 }`, 1),
	} {
		for _, a := range theory.Answers(load(t, text)) {
			if a.Metric == "power" {
				t.Errorf("%s: %+v", name, a)
			}
		}
	}
}
