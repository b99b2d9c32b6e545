source("reference.R")
source("layers.R", local = TRUE)
header("risk_difference.R", "risk difference and Sato's variance as weighted means of the strata")
each(function(x, k, name) for (margin in c(0, -0.1)) {
  r <- difference(x, k)
  wald(r[1], r[2], x$arm, margin, sample = name, strata = k)
})
