source("reference.R")
suppressPackageStartupMessages(library(survival))
header("log_rank.R", paste0("own loop over the risk sets; gamma = 0 also survival ", packageVersion("survival"), " survdiff(rho)"))

# score adds up weighted O - E, V and w^2 V over the event times by definition.
score <- function(time, event, treated, rho, gamma) {
  u <- v <- v2 <- 0
  km <- 1
  for (t in sort(unique(time[event]))) {
    n <- sum(time >= t); n1 <- sum(time >= t & treated)
    d <- sum(time == t & event); d1 <- sum(time == t & event & treated)
    w <- km^rho * (1 - km)^gamma
    var <- if (n > 1) d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1) else 0
    u <- u + w * (d1 - d * n1 / n); v <- v + w * var; v2 <- v2 + w^2 * var
    km <- km * (1 - d / n)
  }
  c(u = u, v = v, v2 = v2)
}

draw <- function(n1, n0, ratio, digits, censored) {
  arm <- sample(rep(c(TRUE, FALSE), c(n1, n0)))
  time <- rexp(n1 + n0) / ifelse(arm, ratio, 1)
  stop <- if (censored) runif(n1 + n0, 0, 3) else rep(Inf, n1 + n0)
  list(time = pmax(round(pmin(time, stop), digits), 10^-digits), event = time <= stop, arm = arm)
}

set.seed(1966)
data <- list(
  remission = list( # weeks in remission under 6-MP and placebo, Freireich and others 1963
    time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
    event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)) == 1,
    arm = rep(c(TRUE, FALSE), each = 21)),
  tiny = list(time = c(1, 2), event = c(TRUE, TRUE), arm = c(TRUE, FALSE)),
  one_event = list(time = c(3, 2, 2, 5), event = c(FALSE, TRUE, FALSE, FALSE), arm = c(TRUE, TRUE, FALSE, FALSE)),
  heavy_ties = draw(70, 60, 0.6, 0, FALSE),
  ties = draw(40, 45, 0.7, 1, TRUE),
  unequal = draw(9, 120, 1.5, 3, TRUE),
  trial = draw(240, 240, 0.7, 3, TRUE),
  far_below = draw(300, 300, 0.05, 3, TRUE),
  far_above = draw(150, 200, 30, 4, FALSE))

weights <- list(c(0, 0), c(1, 0), c(0.5, 0), c(0, 1), c(1, 1), c(0, 0.5), c(0.3, 2.5), c(2, 0))
for (name in names(data)) {
  x <- data[[name]]
  sample_of(name = name, time = x$time, event = x$event, arm = as.integer(x$arm))
}

for (name in names(data)) for (w in weights) {
  x <- data[[name]]
  s <- score(x$time, x$event, x$arm, w[1], w[2])
  if (s["v2"] <= 0) next
  if (w[2] == 0) {
    r <- survdiff(Surv(x$time, x$event) ~ factor(x$arm, c(TRUE, FALSE)), rho = w[1])
    o <- if (is.matrix(r$obs)) sum(r$obs[1, ]) else r$obs[1]
    e <- if (is.matrix(r$exp)) sum(r$exp[1, ]) else r$exp[1]
    same(s[["u"]], o - e, 1e-9); same(s[["v2"]], r$var[1, 1])
  }
  z <- s[["u"]] / sqrt(s[["v2"]])
  se <- sqrt(s[["v2"]]) / s[["v"]]
  do.call(case, c(list(sample = name, rho = w[1], gamma = w[2],
    estimate = s[["u"]] / s[["v"]], se = se, half = qnorm(0.975) * se,
    info = as.numeric(sum(x$event)), statistic = z), normal(z)))
}

# Strata: O - E and V summed over them, the weights from the curve of each.
set.seed(1959)
data <- list(
  strata = adjusted(120, 0.6, 3),
  strata_ties = adjusted(150, 0.7, 1))
for (name in names(data)) do.call(sample_of, c(list(name = name), data[[name]]))
for (name in names(data)) for (strata in list(1L, c(1L, 2L))) for (w in list(c(0, 0), c(1, 0), c(0, 1), c(0.5, 0.3))) {
  x <- data[[name]]
  stratum <- if (length(strata) == 1) factor(x$level) else interaction(x$level, x$group)
  s <- rowSums(sapply(levels(stratum), function(k) with(lapply(x, `[`, stratum == k), score(time, event, arm == 1, w[1], w[2]))))
  if (w[2] == 0) {
    r <- survdiff(Surv(x$time, x$event) ~ factor(x$arm, c(1, 0)) + strata(stratum), rho = w[1])
    same(s[["u"]], sum(r$obs[1, ]) - sum(r$exp[1, ]), 1e-9); same(s[["v2"]], r$var[1, 1])
  }
  z <- s[["u"]] / sqrt(s[["v2"]])
  se <- sqrt(s[["v2"]]) / s[["v"]]
  do.call(case, c(list(sample = name, strata = strata, rho = w[1], gamma = w[2],
    estimate = s[["u"]] / s[["v"]], se = se, half = qnorm(0.975) * se,
    info = as.numeric(sum(x$event)), statistic = z), normal(z)))
}
