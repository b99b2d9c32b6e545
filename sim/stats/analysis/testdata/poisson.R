source("reference.R")
header("poisson.R", "glm(value ~ arm + covariates + offset(log(exposure)), poisson, control = glm.control(1e-15, 100))")

set.seed(1837)
for (n in c(40L, 200L)) {
  x <- people(n)
  x$exposure <- round(runif(n, 0.3, 1.5), 2)
  x$value <- rpois(n, x$exposure * exp(0.3 - 0.4 * x$arm + x$eta))
  name <- paste0("of_", n)
  person(name, x)
  for (k in adjustments) for (margin in c(0, 0.25)) {
    r <- suppressWarnings(glm(model(k, "offset(log(exposure))"), poisson, data.frame(x), control = glm.control(1e-15, 100)))
    r <- suppressWarnings(glm(model(k, "offset(log(exposure))"), poisson, data.frame(x), start = coef(r), control = glm.control(1e-30, 3)))
    s <- summary(r)$coefficients["arm", ]
    wald(s[[1]], s[[2]], x$arm, margin, sample = name, covariates = k)
  }
}
