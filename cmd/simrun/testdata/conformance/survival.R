source("conformance.R")
suppressPackageStartupMessages({
  library(survival)
  library(mvtnorm)
})

# scored reads survdiff: U is observed − expected of the treated, V its variance. survdiff has
# no estimate; without weights it is U/V.
scored <- function(alternative, plain) function(r) {
  u <- sum(as.matrix(r$obs)[1, ]) - sum(as.matrix(r$exp)[1, ]); v <- r$var[1, 1]
  x <- wald(u / v, 1 / sqrt(v), alternative, n = sum(r$n))
  if (!plain) x <- x[c("statistic", "p", "n")]
  x$events <- sum(r$obs)
  # survdiff weighs rho = 0 by 1, so that the events are those of both arms.
  if (!plain) x$events <- NULL
  x
}

# hypergeometric is what is at risk at every event time, by survfit, with V and the curve
# before it.
hypergeometric <- function(time, event, treated) {
  all <- summary(survfit(Surv(time, event) ~ 1))
  one <- summary(survfit(Surv(time, event) ~ 1, subset = treated == 1), times = all$time, extend = TRUE)
  # survfit adds up events between the times asked for, so these are those at the time.
  n <- all$n.risk; d <- all$n.event; n1 <- one$n.risk; d1 <- one$n.event
  v <- ifelse(n > 1, d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1), 0)
  list(u = d1 - d * n1 / n, v = v, before = c(1, head(all$surv, -1)), events = sum(d))
}

# weighted are the weighted sums of the pairs of rho and gamma.
weighted <- function(time, event, treated, ...) {
  h <- hypergeometric(time, event, treated)
  w <- sapply(list(...), function(p) h$before^p[1] * (1 - h$before)^p[2])
  list(u = colSums(w * h$u), v = t(w) %*% (w * h$v), one = colSums(w * h$v), plain = c(sum(h$u), sum(h$v)), events = h$events, n = length(time))
}

# fleming reads one weighted test.
fleming <- function(alternative) function(r) c(
  wald(r$u / r$one, sqrt(r$v[1, 1]) / r$one, alternative, n = r$n), events = r$events)

# below is P(Z < x for all) by pmvnorm's algorithm for two and three dimensions.
below <- function(x, r) {
  keep <- x < Inf
  if (any(x == -Inf)) 0 else if (sum(keep) == 1) pnorm(x[keep]) else
    pmvnorm(rep(-Inf, sum(keep)), x[keep], corr = r[keep, keep], algorithm = TVPACK(1e-14))[1]
}

# box is P(|Z| < size for all), by inclusion and exclusion. Four statistics are too many for
# that algorithm, and the randomized one of pmvnorm is good to five digits; but those of the
# four pairs lie in three dimensions, the first being a sum of the second and the third, so
# that they take two nested integrals, the outer one cut where the limits of the inner change.
box <- function(size, r) {
  if (nrow(r) < 4) return(sum(apply(expand.grid(rep(list(0:1), nrow(r))), 1, function(s) (-1)^sum(s) * below(ifelse(s == 1, -size, size), r))))
  a <- solve(r[2:3, 2:3], r[2:3, 1])
  stopifnot(abs(a %*% r[2:3, 2:3] %*% a - 1) < 1e-9, a > 0)
  rho <- r[2, 3]
  b <- solve(r[2:3, 2:3], r[2:3, 4]); sd <- sqrt(1 - sum(b * r[2:3, 4]))
  inner <- function(x) {
    lo <- max(-size, (-size - a[1] * x) / a[2]); hi <- min(size, (size - a[1] * x) / a[2])
    if (lo >= hi) return(0)
    integrate(function(y) dnorm(y, rho * x, sqrt(1 - rho^2)) *
      (pnorm((size - b[1] * x - b[2] * y) / sd) - pnorm((-size - b[1] * x - b[2] * y) / sd)), lo, hi, rel.tol = 1e-11)$value * dnorm(x)
  }
  cuts <- (1 + c(-1, 1) * a[2]) / a[1]
  cuts <- sort(unique(pmax(-1, pmin(1, c(-1, -cuts, 0, cuts, 1))))) * size
  sum(mapply(function(lo, hi) integrate(Vectorize(inner), lo, hi, rel.tol = 1e-10)$value, head(cuts, -1), cuts[-1]))
}
largest <- function(alternative) function(r) {
  z <- r$u / sqrt(diag(r$v)); k <- cov2cor(r$v)
  x <- if (alternative == "less") min(z) else z[which.max(abs(z))]
  inside <- if (alternative == "less") below(rep(-x, length(z)), k) else box(abs(x), k)
  v <- wald(r$plain[1] / r$plain[2], 1 / sqrt(r$plain[2]))
  c(v[c("estimate", "se", "lower", "upper")], list(statistic = x, p = 1 - inside, n = r$n, events = r$events))
}

# hazard reads coxph.
hazard <- function(alternative = "two.sided", margin = 0) function(r) {
  b <- summary(r)$coefficients["treated", ]
  v <- wald(b[["coef"]], b[["se(coef)"]], alternative, margin, n = r$n)
  if (alternative == "two.sided" && margin == 0) v$p <- b[["Pr(>|z|)"]]
  c(v, list(events = r$nevent))
}
# cox is coxph, iterated until nothing changes, which it warns of.
cox <- function(formula, ...) {
  environment(formula) <- parent.frame()
  suppressWarnings(coxph(formula, control = coxph.control(eps = 1e-14, iter.max = 30), ...))
}

# area and curve read survfit of the two arms.
area <- function(tau, ...) function(r) {
  t <- summary(r, rmean = tau)$table
  wald(t[1, "rmean"] - t[2, "rmean"], sqrt(sum(t[, "se(rmean)"]^2)), ..., n = sum(r$n))
}
curve <- function(time, ...) function(r) {
  s <- summary(r, times = time, extend = TRUE)
  wald(s$surv[1] - s$surv[2], sqrt(sum(s$std.err^2)), ..., n = sum(r$n))
}

for (table in tables_of("survival")) {
  each(c("low", "high"), function(arm) {
    case(table, "log_rank", survdiff(Surv(relapse_time, relapse_event) ~ arm), scored("two.sided", TRUE), arm)
    case(table, "log_rank_ties", survdiff(Surv(visit_time, visit_event) ~ arm), scored("less", TRUE), arm)
    case(table, "log_rank_rho", survdiff(Surv(visit_time, visit_event) ~ arm, rho = 1), scored("two.sided", FALSE), arm)
    case(table, "log_rank_rho_half", survdiff(Surv(first_time, first_event) ~ arm, rho = 0.5), scored("two.sided", FALSE), arm)
    case(table, "log_rank_gamma", weighted(relapse_time, relapse_event, treated, c(0, 1)), fleming("two.sided"), arm,
      note = "weighted sums over the event times of survfit")
    case(table, "log_rank_strata", survdiff(Surv(relapse_time, relapse_event) ~ arm + strata(source, older)), scored("two.sided", TRUE), arm)
    case(table, "log_rank_strata_rho", survdiff(Surv(visit_time, visit_event) ~ arm + strata(older), rho = 1), scored("less", FALSE), arm,
      where = source == "umbilical")
    case(table, "cox", cox(Surv(relapse_time, relapse_event) ~ treated), hazard(), arm, note = "cox() is coxph until nothing changes")
    case(table, "cox_efron", cox(Surv(visit_time, visit_event) ~ treated, ties = "efron"), hazard(), arm, note = "cox() is coxph until nothing changes")
    case(table, "cox_breslow", cox(Surv(visit_time, visit_event) ~ treated, ties = "breslow"), hazard(), arm, note = "cox() is coxph until nothing changes")
    case(table, "cox_covariates", cox(Surv(relapse_time, relapse_event) ~ treated + age + source), hazard(), arm, note = "cox() is coxph until nothing changes")
    case(table, "cox_covariates_breslow", cox(Surv(first_time, first_event) ~ treated + age + older, ties = "breslow"), hazard(), arm,
      note = "cox() is coxph until nothing changes")
    case(table, "cox_strata", cox(Surv(visit_time, visit_event) ~ treated + strata(source, older)), hazard(), arm, note = "cox() is coxph until nothing changes")
    case(table, "cox_strata_covariates", cox(Surv(visit_time, visit_event) ~ treated + age + strata(source)), hazard("less"), arm,
      where = older != "from_30_to_40", note = "cox() is coxph until nothing changes")
    case(table, "rmst", survfit(Surv(relapse_time, relapse_event) ~ arm), area(8), arm, note = "summary(rmean = 8)")
    case(table, "rmst_margin", survfit(Surv(visit_time, visit_event) ~ arm), area(9, "greater", -0.5), arm, note = "summary(rmean = 9)")
    case(table, "milestone", survfit(Surv(relapse_time, relapse_event) ~ arm), curve(6), arm, note = "summary(times = 6)")
    case(table, "milestone_ties", survfit(Surv(first_time, first_event) ~ arm), curve(6, "greater", -0.1), arm, note = "summary(times = 6)")
    case(table, "max_combo", weighted(relapse_time, relapse_event, treated, c(0, 0), c(0, 1), c(1, 1)), largest("two.sided"), arm, tolerance = 1e-7,
      note = "weighted sums over the event times of survfit, p by mvtnorm::pmvnorm(algorithm = TVPACK(1e-14)), inclusion and exclusion")
    case(table, "max_combo_four", weighted(relapse_time, relapse_event, treated, c(0, 0), c(0, 1), c(1, 0), c(1, 1)), largest("two.sided"), arm,
      tolerance = 1e-7, note = "weighted sums over the event times of survfit, p by nested integrate()")
    case(table, "max_combo_two", weighted(visit_time, visit_event, treated, c(0, 0), c(0, 0.5)), largest("less"), arm, tolerance = 1e-7,
      note = "weighted sums over the event times of survfit, p by mvtnorm::pmvnorm(algorithm = TVPACK(1e-14))")
  })
  case(table, "cox_margin", cox(Surv(relapse_time, relapse_event) ~ treated), hazard("less", log(1.3)), "high", "low",
    note = "cox() is coxph until nothing changes")
}
