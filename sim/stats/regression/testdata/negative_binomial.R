source("patients.R", local = TRUE)
suppressPackageStartupMessages(library(MASS))
header("negative_binomial.R", paste0("MASS ", packageVersion("MASS"), " glm.nb(response ~ arm + x1 + … + offset(log(exposure))), then glm(negative.binomial(theta)) and uniroot on the score of theta in turn until nothing changes; poisson where counts are not overdispersed"))

# score is the derivative of the log likelihood by log(theta).
score <- function(log_theta, y, mu) {
  th <- exp(log_theta)
  th * sum(digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th) / (mu + th))
}

fit <- function(name, d) {
  show(name, d, as.integer(d$response), exposure = TRUE)
  f <- counts(d)
  first <- glm.nb(f, d, control = glm.control(1e-12, 200))
  y <- d$response
  theta <- first$theta
  start <- coef(first)
  for (i in 1:200) {
    r <- glm(f, negative.binomial(theta), d, start = start, control = glm.control(1e-30, 3))
    start <- coef(r)
    last <- theta
    theta <- exp(uniroot(score, log(theta) + c(-0.5, 0.5), y = y, mu = fitted(r), tol = 1e-15, extendInt = "yes")$root)
    if (abs(theta - last) < 1e-11 * theta) break
  }
  stopifnot(i < 200)
  r <- glm(f, negative.binomial(theta), d, start = start, control = glm.control(1e-30, 3))
  # glm.nb itself stops when theta is good to six digits or so.
  same(coef(first)[["arm"]], coef(r)[["arm"]], 1e-5)
  same(first$theta, theta, 1e-5)
  s <- summary(r, dispersion = 1)$coefficients
  answer(name, d, coef(r), setNames(s[, 2]^2, rownames(s)), dispersion = 1 / theta)
}

for (name in names(all <- patients())) {
  d <- all[[name]]
  alpha <- c(0.4, 1.5, 5)[1 + match(name, names(all)) %% 3]
  d$response <- rnbinom(nrow(d), mu = d$exposure * exp(1 - 0.5 * d$arm + d$eta), size = 1 / alpha)
  suppressWarnings(fit(name, d))
}

equal <- patients()$stratum
equal$exposure <- 1
equal$response <- rnbinom(nrow(equal), mu = exp(1 + 0.4 * equal$x1), size = 1.2)
suppressWarnings(fit("equal_exposure", equal))

many <- patients()$one
many$response <- rnbinom(nrow(many), mu = many$exposure * 900 * exp(0.3 * many$x1), size = 2)
suppressWarnings(fit("large_counts", many))

under <- patients()$baseline
under$response <- rbinom(nrow(under), 6, 0.5)
under$exposure <- 1
show("underdispersed", under, as.integer(under$response), exposure = TRUE)
r <- glm(response ~ arm + x1, poisson, under, control = glm.control(1e-30, 12))
stopifnot(sum((under$response - fitted(r))^2) < sum(under$response))
s <- summary(r)$coefficients
answer("underdispersed", under, coef(r), setNames(s[, 2]^2, rownames(s)), dispersion = 0)
