source("reference.R")
header("ancova.R", "lm(value ~ arm + covariates)")

set.seed(1932)
for (n in c(12L, 60L, 301L)) {
  x <- people(n)
  x$baseline <- round(rnorm(n, 30, 5), 2)
  x$value <- round(3 + 0.5 * x$baseline + 0.7 * x$arm + x$eta + rnorm(n), 3)
  name <- paste0("of_", n)
  person(name, x)
  d <- data.frame(x)
  for (k in c(adjustments, list(-1L, c(1L, -1L, 2L), c(-1L, 0L, 1L)))) for (margin in c(0, -0.5)) {
    r <- lm(model(k), d)
    s <- summary(r)$coefficients["arm", ]
    m <- tabulate(x$arm + 1, 2)
    student(s[[1]], s[[2]], r$df.residual, m[1] * m[2] / n, margin, sample = name, covariates = k)
  }
}
