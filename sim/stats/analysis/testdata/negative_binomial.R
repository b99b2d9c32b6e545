source("reference.R")
suppressPackageStartupMessages(library(MASS))
header("negative_binomial.R", paste0("MASS ", packageVersion("MASS"), " glm.nb(value ~ arm + covariates + offset(log(exposure)), control = glm.control(1e-14, 200)), whose theta is good to some seven digits"))

set.seed(1920)
for (n in c(100L, 300L)) {
  x <- people(n)
  x$exposure <- round(runif(n, 0.3, 1.5), 2)
  x$value <- rnbinom(n, mu = x$exposure * exp(1 - 0.4 * x$arm + x$eta), size = 1.5)
  name <- paste0("of_", n)
  person(name, x)
  for (k in adjustments) for (margin in c(0, -0.2)) {
    r <- suppressWarnings(glm.nb(model(k, "offset(log(exposure))"), data.frame(x), control = glm.control(1e-14, 200)))
    s <- summary(r)$coefficients["arm", ]
    wald(s[[1]], s[[2]], x$arm, margin, sample = name, covariates = k, tolerance = 1e-5)
  }
}
