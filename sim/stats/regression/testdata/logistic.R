source("patients.R", local = TRUE)
header("logistic.R", "glm(response ~ arm + x1 + …, binomial, control = glm.control(1e-15, 100))")

for (name in names(all <- patients())) {
  d <- all[[name]]
  d$response <- rbinom(nrow(d), 1, plogis(-0.3 + 0.6 * d$arm + d$eta))
  show(name, d, as.integer(d$response))
  f <- reformulate(kept(d), "response")
  r <- glm(f, binomial, d, control = glm.control(1e-15, 100))
  # The weights of the last iteration are one step behind.
  r <- glm(f, binomial, d, start = coef(r), control = glm.control(1e-30, 3))
  s <- summary(r)$coefficients
  answer(name, d, coef(r), setNames(s[, 2]^2, rownames(s)))
}
