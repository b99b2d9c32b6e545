source("reference.R")
suppressPackageStartupMessages(library(survival))
header("cox.R", paste0("survival ", packageVersion("survival"), " coxph(Surv(time, event) ~ arm, ties, control = coxph.control(eps = 1e-14, iter.max = 30))"))

draw <- function(n1, n0, ratio, digits, censored) {
  arm <- sample(rep(c(1, 0), c(n1, n0)))
  time <- rexp(n1 + n0) / ifelse(arm == 1, ratio, 1)
  stop <- if (censored) runif(n1 + n0, 0, 3) else rep(Inf, n1 + n0)
  list(time = pmax(round(pmin(time, stop), digits), 10^-digits), event = time <= stop, arm = arm)
}

set.seed(1972)
data <- list(
  remission = list( # weeks in remission under 6-MP and placebo, Freireich and others 1963
    time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
    event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)) == 1,
    arm = rep(c(1, 0), each = 21)),
  few = list(time = c(1, 2, 3, 4), event = c(TRUE, TRUE, TRUE, FALSE), arm = c(1, 0, 1, 0)),
  heavy_ties = draw(70, 60, 0.6, 0, FALSE),
  ties = draw(40, 45, 0.7, 1, TRUE),
  unequal = draw(9, 120, 1.5, 3, TRUE),
  trial = draw(240, 240, 0.7, 3, TRUE),
  far_below = draw(300, 300, 0.05, 3, TRUE),
  far_above = draw(150, 200, 30, 4, FALSE))
for (name in names(data)) {
  x <- data[[name]]
  sample_of(name = name, time = x$time, event = x$event, arm = as.integer(x$arm))
}

for (name in names(data)) for (ties in c("efron", "breslow")) for (margin in c(0, log(1.3))) {
  x <- data[[name]]
  # It warns that such precision is not reached.
  r <- suppressWarnings(coxph(Surv(time, event) ~ arm, data.frame(x), ties = ties, control = coxph.control(eps = 1e-14, iter.max = 30)))
  estimate <- unname(coef(r)); se <- sqrt(r$var[1, 1])
  z <- (estimate - margin) / se
  do.call(case, c(list(sample = name, ties = ties, margin = margin,
    estimate = estimate, se = se, half = qnorm(0.975) * se, info = as.numeric(sum(x$event)), statistic = z), normal(z)))
}

# Covariates and strata.
set.seed(1981)
data <- list(
  model = adjusted(120, 0.6, 3),
  model_ties = adjusted(150, 0.7, 1))
for (name in names(data)) do.call(sample_of, c(list(name = name), data[[name]]))
models <- list(
  list(covariates = integer(0), strata = 1L, formula = ~ arm + strata(level)),
  list(covariates = integer(0), strata = c(1L, 2L), formula = ~ arm + strata(level, group)),
  list(covariates = 0L, strata = integer(0), formula = ~ arm + number),
  list(covariates = c(0L, 1L, 2L), strata = integer(0), formula = ~ arm + number + factor(level) + group),
  list(covariates = c(0L, 2L), strata = 1L, formula = ~ arm + number + group + strata(level)))
for (name in names(data)) for (ties in c("efron", "breslow")) for (m in models) {
  x <- data[[name]]
  r <- suppressWarnings(coxph(update(m$formula, Surv(time, event) ~ .), data.frame(x), ties = ties, control = coxph.control(eps = 1e-14, iter.max = 30)))
  estimate <- unname(coef(r)["arm"]); se <- sqrt(r$var[1, 1])
  z <- estimate / se
  about <- list(sample = name, ties = ties)
  if (length(m$covariates) > 0) about$covariates <- m$covariates
  if (length(m$strata) > 0) about$strata <- m$strata
  do.call(case, c(about, list(
    estimate = estimate, se = se, half = qnorm(0.975) * se, info = as.numeric(sum(x$event)), statistic = z), normal(z)))
}
