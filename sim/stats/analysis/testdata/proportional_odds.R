source("reference.R")
suppressPackageStartupMessages(library(MASS))
header("proportional_odds.R", paste0("MASS ", packageVersion("MASS"), " polr(factor(value) ~ arm + covariates, Hess = TRUE, control = list(reltol = 1e-16, maxit = 5000)), good to some five digits"))

set.seed(1980)
for (n in c(80L, 250L)) {
  x <- people(n)
  x$value <- as.integer(cut(0.6 * x$arm + x$eta + rlogis(n), c(-Inf, -0.5, 0.4, 1.5, Inf))) - 1L
  name <- paste0("of_", n)
  person(name, x)
  x$number <- (x$number - 50) / 8 # for the optimizer
  for (k in adjustments) {
    r <- polr(update(model(k), factor(value) ~ .), data.frame(x), Hess = TRUE, control = list(reltol = 1e-16, maxit = 5000))
    s <- summary(r)$coefficients["arm", ]
    wald(s[[1]], s[[2]], x$arm, 0, sample = name, covariates = k, tolerance = 1e-5)
  }
}
