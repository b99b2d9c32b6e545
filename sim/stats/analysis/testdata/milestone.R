source("reference.R")
suppressPackageStartupMessages(library(survival))
header("milestone.R", paste0("survival ", packageVersion("survival"), " summary(survfit(Surv(time, event) ~ arm), times)"))

set.seed(1926)
data <- list(
  remission = list( # weeks in remission under 6-MP and placebo, Freireich and others 1963
    time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
    event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)) == 1,
    arm = rep(1:0, each = 21)),
  trial = adjusted(200, 0.6, 3)[1:3],
  ties = adjusted(150, 0.7, 1)[1:3])
for (name in names(data)) do.call(sample_of, c(list(name = name), data[[name]]))

at <- list(remission = c(5.5, 10, 22.9, 30), trial = c(0.3, 1), ties = c(0.2, 0.8))
for (name in names(data)) for (time in at[[name]]) for (margin in c(0, -0.1)) {
  x <- data[[name]]
  curve <- function(arm) summary(survfit(Surv(x$time, x$event) ~ 1, subset = x$arm == arm), times = time, extend = TRUE)
  s1 <- curve(1); s0 <- curve(0)
  se0 <- if (s0$surv == 0) 0 else s0$std.err # not a number where nobody is left
  estimate <- s1$surv - s0$surv; se <- sqrt(s1$std.err^2 + se0^2)
  z <- (estimate - margin) / se
  n1 <- sum(x$arm == 1); n0 <- sum(x$arm == 0)
  do.call(case, c(list(sample = name, time = time, margin = margin, estimate = estimate, se = se,
    half = qnorm(0.975) * se, info = n1 * n0 / (n1 + n0), statistic = z), normal(z)))
}
