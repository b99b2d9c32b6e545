source("patients.R", local = TRUE)
header("poisson.R", "glm(response ~ arm + x1 + … + offset(log(exposure)), poisson, control = glm.control(1e-15, 100))")

for (name in names(all <- patients())) {
  d <- all[[name]]
  d$response <- rpois(nrow(d), d$exposure * exp(0.4 - 0.5 * d$arm + d$eta))
  show(name, d, as.integer(d$response), exposure = TRUE)
  f <- counts(d)
  r <- glm(f, poisson, d, control = glm.control(1e-15, 100))
  # The weights of the last iteration are one step behind.
  r <- glm(f, poisson, d, start = coef(r), control = glm.control(1e-30, 3))
  s <- summary(r)$coefficients
  answer(name, d, coef(r), setNames(s[, 2]^2, rownames(s)))
}
