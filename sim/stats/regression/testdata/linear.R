source("patients.R", local = TRUE)
header("linear.R", "lm(response ~ arm + x1 + …)")

for (name in names(all <- patients())) {
  d <- all[[name]]
  d$response <- round(3 + 2 * d$arm + 3 * d$eta + rnorm(nrow(d), 0, 3), 2)
  show(name, d, d$response)
  r <- lm(reformulate(c("arm", covariates(d)), "response"), d)
  s <- summary(r)$coefficients
  answer(name, d, coef(r), setNames(s[, 2]^2, rownames(s)), df = as.integer(r$df.residual), sigma = summary(r)$sigma)
}

# Almost nothing left to estimate the error from, and a covariate that is the arm.
few <- data.frame(arm = c(1, 0, 1, 0), x1 = c(2, 1, 4, 8), response = c(1.5, 2, 1, 7))
same <- data.frame(arm = c(1, 0, 1, 0, 1), x1 = c(5, 3, 5, 3, 5), response = c(1.5, 2, 1, 7, 4))
for (name in c("few", "same")) {
  d <- get(name)
  show(name, d, d$response)
  r <- lm(response ~ arm + x1, d)
  s <- summary(r)$coefficients
  answer(name, d, coef(r), setNames(s[, 2]^2, rownames(s)), df = as.integer(r$df.residual), sigma = summary(r)$sigma)
}
