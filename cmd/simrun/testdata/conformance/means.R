source("conformance.R")

# difference reads t.test: of two samples, or of one.
difference <- function(mu = 0) function(r) {
  one <- length(r$estimate) == 1
  estimate <- if (one) r$estimate - mu else r$estimate[1] - r$estimate[2]
  half <- qt(0.975, r$parameter) * r$stderr
  list(estimate = estimate, se = r$stderr, lower = estimate - half, upper = estimate + half,
    statistic = r$statistic, p = r$p.value)
}

# placements is the standard error of the probability of superiority, by its definition over
# all pairs: wilcox.test has none.
placements <- function(x, y) {
  wins <- outer(x, y, function(a, b) (a > b) + (a == b) / 2)
  sqrt(var(rowMeans(wins)) / length(x) + var(colMeans(wins)) / length(y))
}

# ranks makes the test, and keeps the samples.
ranks <- function(formula, ...) {
  s <- split(eval(formula[[2]], environment(formula)), eval(formula[[3]], environment(formula)))
  s <- lapply(s, function(x) x[!is.na(x)])
  list(test = suppressWarnings(wilcox.test(s[[1]], s[[2]], ...)), x = s[[1]], y = s[[2]])
}
wilcoxon <- function(r) {
  n1 <- length(r$x); n0 <- length(r$y)
  estimate <- r$test$statistic / (n1 * n0) - 0.5
  half <- qnorm(0.975) * placements(r$x, r$y)
  list(estimate = estimate, se = placements(r$x, r$y), lower = estimate - half, upper = estimate + half,
    statistic = r$test$statistic, p = r$test$p.value, n = n1 + n0)
}

# linear reads the row of the arm in a linear model.
linear <- function(alternative = "two.sided", margin = 0) function(r) {
  b <- summary(r)$coefficients["treated", ]
  v <- wald(b[[1]], b[[2]], alternative, margin, df.residual(r), length(residuals(r)))
  if (alternative == "two.sided" && margin == 0) v$p <- b[[4]]
  v
}

# carried adds the last value known before, of patients whose last visit is due.
carried <- function(at) function(d) {
  last <- apply(d[paste0("score_", c(0, 1, 3, 6))], 1, function(y) tail(y[!is.na(y)], 1))
  due <- d$entry + 6 <= at
  d$last <- ifelse(due, last, NA)
  d
}

for (table in tables_of("means")) {
  each(c("low", "high"), function(arm) {
    case(table, "t", t.test(change ~ arm, var.equal = TRUE), difference(), arm)
    case(table, "t_marrow", t.test(change ~ arm, var.equal = TRUE), difference(), arm, where = source %in% c("marrow", "own"))
    case(table, "t_last_value", t.test(last - score_0 ~ arm, var.equal = TRUE), difference(), arm, prepare = carried(time_of(table)),
      note = "last being the last value known, of patients whose visit is due")
    case(table, "welch", t.test(change ~ arm), difference(), arm)
    case(table, "welch_less", t.test(score_3 - score_0 ~ arm, mu = 0.5, alternative = "less"), difference(), arm)
    case(table, "z", tapply(change, arm, function(x) c(mean(x, na.rm = TRUE), sum(!is.na(x)))), function(r)
      wald(r[[1]][1] - r[[2]][1], 5 * sqrt(1 / r[[1]][2] + 1 / r[[2]][2]), margin = 0.5, n = r[[1]][2] + r[[2]][2]), arm,
      note = "then the formula with pnorm")
    case(table, "wilcoxon", ranks(score_6 ~ arm), wilcoxon, arm, note = "ranks() is wilcox.test")
    case(table, "wilcoxon_uncorrected", ranks(score_6 ~ arm, correct = FALSE, alternative = "less"), wilcoxon, arm, note = "ranks() is wilcox.test")
    case(table, "wilcoxon_exact", ranks(change ~ arm, exact = TRUE), wilcoxon, arm, note = "ranks() is wilcox.test")
    case(table, "wilcoxon_exact_greater", ranks(change ~ arm, exact = TRUE, alternative = "greater"), wilcoxon, arm,
      where = older == "from_50", note = "ranks() is wilcox.test")
    case(table, "ancova", lm(score_6 ~ treated + score_0), linear(), arm)
    case(table, "ancova_visit", lm(score_3 ~ treated + score_0 + age + source), linear("less", 0.25), arm)
    case(table, "ancova_categories", lm(change ~ treated + older + source), linear(), arm)
    case(table, "ancova_collinear", lm(change ~ treated + source), linear(), arm, where = older == "below_35")
  })
  case(table, "t_greater", t.test(change ~ arm, var.equal = TRUE, mu = -1, alternative = "greater"), difference(), "high", "low")
}

for (table in tables_of("one_arm")) {
  case(table, "mean", t.test(change, mu = 0.25), difference(0.25))
  case(table, "mean_less", t.test(change, mu = 2, alternative = "less"), difference(2), where = sex == "female")
}
