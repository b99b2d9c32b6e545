package theory_test

import (
	"reflect"
	"strings"
	"testing"

	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/cohort"
	"simrun/sim/world/endpoint"
)

// Each method checks all of these fields, as far as they matter to it. A field that
// is not listed is news to them: let every method know it, and then list it.
func TestMethodsKnowAllFields(t *testing.T) {
	for _, c := range []struct {
		of   any
		want string
	}{
		{trial.World{}, "Arms Allocation Accrual Assignment Stratify FollowUp Dropout Population Endpoints Blocks Draws Slots"},
		{trial.Conduct{}, "Looks Readings Analyses Design Setting"},
		{trial.Endpoint{}, "Name Shape Model Laws Slots Effect Terminal Of Missing"},
		{trial.Analysis{}, "Name Hypothesis Scale Test First"},
		{trial.Look{}, "When Analyses Lag"},
		{analysis.Hypothesis{}, "Endpoint View Visit Pairs Alternative Margin Margins Alpha Missing Covariates Strata Visits Levels"},
		{cohort.Shape{}, "Type At Delay Visits Levels"},
		{endpoint.Common{}, "Delay"},
		{trigger.Patients{}, "Count Fraction Followed Window"},
		{trigger.Events{}, "Endpoint Count Fraction Window"},
		{trigger.Calendar{}, "Time Window"},
		{analysis.Z{}, "SD Pooled"},
		{analysis.T{}, ""},
		{analysis.Welch{}, ""},
		{analysis.OneSampleT{}, "Mean"},
		{analysis.LogRank{}, "Strata Rho Gamma"},
		{analysis.Cox{}, "Covariates Strata Ties"},
	} {
		v := reflect.TypeOf(c.of)
		var names []string
		for i := range v.NumField() {
			names = append(names, v.Field(i).Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s has the fields %s; the methods know %s", v, got, c.want)
		}
	}
	if got := len(analysis.MissingRules); got != 3 {
		t.Errorf("%d rules for missing values, the methods know 3", got)
	}
}
