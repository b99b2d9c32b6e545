source("reference.R")
header("logistic.R", "glm(value ~ arm + covariates, binomial, control = glm.control(1e-15, 100))")

set.seed(1989)
for (n in c(60L, 240L)) {
  x <- people(n)
  x$value <- rbinom(n, 1, plogis(-0.6 + 0.7 * x$arm + x$eta))
  name <- paste0("of_", n)
  person(name, x)
  for (k in adjustments) for (margin in c(0, 0.25)) {
    r <- suppressWarnings(glm(model(k), binomial, data.frame(x), control = glm.control(1e-15, 100)))
    r <- suppressWarnings(glm(model(k), binomial, data.frame(x), start = coef(r), control = glm.control(1e-30, 3)))
    s <- summary(r)$coefficients["arm", ]
    wald(s[[1]], s[[2]], x$arm, margin, sample = name, covariates = k)
  }
}
