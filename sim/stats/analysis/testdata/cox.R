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
