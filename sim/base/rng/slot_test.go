package rng

import (
	"fmt"
	"testing"
)

// paths lists what scenarios with many endpoints, arms, sites and strata name.
func paths() []string {
	list := []string{"enrollment.accrual", "enrollment.assignment", "enrollment.screening", "population.frailty", "truth"}
	things := []string{"relapse", "death", "remission", "response", "pfs", "os", "os2", "hba1c", "fev1", "das28", "e", "E"}
	parts := []string{"", ".dropout", ".switch", ".latent", ".measurement", ".recurrence", ".cure", ".effect", ".delay"}
	for _, group := range []string{"endpoints", "covariates", "population", "parameters", "arms", "looks"} {
		for _, thing := range things {
			for _, part := range parts {
				list = append(list, group+"."+thing+part)
				for i := range 100 {
					list = append(list, fmt.Sprintf("%s.%s%s[%d]", group, thing, part, i), fmt.Sprintf("%s.%s_%d%s", group, thing, i, part))
				}
			}
		}
	}
	return list
}

// TestSlotsOfRealisticPathsDiffer demands that not even the upper or the lower
// 48 bits of any two of 130,000 paths agree; among random words one such pair
// has probability 6e-5.
func TestSlotsOfRealisticPathsDiffer(t *testing.T) {
	upper, lower := map[Slot]string{}, map[Slot]string{}
	for _, path := range paths() {
		s := NewSlot(path)
		if other, found := upper[s>>16]; found {
			t.Errorf("%q and %q agree in 48 upper bits", path, other)
		}
		if other, found := lower[s<<16]; found {
			t.Errorf("%q and %q agree in 48 lower bits", path, other)
		}
		upper[s>>16], lower[s<<16] = path, path
	}
}

// TestSlotIsFNVBeforeTheFinalizer undoes the finalizer and compares with
// published values of FNV-1a [fnv].
func TestSlotIsFNVBeforeTheFinalizer(t *testing.T) {
	for path, hash := range map[string]uint64{
		"": 0xcbf29ce484222325, "a": 0xaf63dc4c8601ec8c, "foobar": 0x85944171f73967e8,
	} {
		if got, want := NewSlot(path), Slot(mix(hash)); got != want {
			t.Errorf("NewSlot(%q) = %#x, want %#x", path, got, want)
		}
	}
	// The second output of [splitmix] from seed 0 is mix of twice the golden gamma.
	var gamma uint64 = 0x9e3779b97f4a7c15
	if got := mix(gamma); got != 0xe220a8397b1dcdaf {
		t.Errorf("mix(γ) = %#x", got)
	}
	if got := mix(2 * gamma); got != 0x6e789e6aa1b965f4 {
		t.Errorf("mix(2γ) = %#x", got)
	}
}
