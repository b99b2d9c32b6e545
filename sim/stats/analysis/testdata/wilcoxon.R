source("reference.R")
header("wilcoxon.R", "wilcox.test(treated, control, alternative, exact, correct); standard error by the definition over all pairs")

all <- c(samples(), list(
  no_ties = list(c(0.3, 1.9, 2.2, 4.1, 5.5), c(-1.2, 0.1, 0.7, 1.1, 2.9, 3.3)),
  exchanged = list(c(-1.2, 0.1, 0.7, 1.1, 2.9, 3.3), c(0.3, 1.9, 2.2, 4.1, 5.5)),
  separate = list(c(5, 6, 7, 8), c(1, 2, 3)), one = list(c(2.5), c(1, 2, 3, 4)), two = list(c(1), c(2)),
  even = list(c(1, 4), c(2, 3)), scores = list(rep(0:3, c(2, 7, 4, 1)), rep(0:3, c(5, 9, 2, 1))),
  fifty = list((1:50)^1.5, (1:45)^1.6 - 0.25)))
for (name in names(all)) sample_of(name = name, treated = all[[name]][[1]], control = all[[name]][[2]])

for (name in names(all)) for (exact in c(FALSE, TRUE)) for (continuity in c(FALSE, TRUE)) {
  x <- all[[name]][[1]]; y <- all[[name]][[2]]
  ties <- length(unique(c(x, y))) < length(c(x, y))
  if (exact && continuity && !ties || length(x) > 100 && exact) next
  p <- sapply(c("two.sided", "greater", "less"), function(side)
    suppressWarnings(wilcox.test(x, y, alternative = side, exact = exact, correct = continuity))$p.value)
  wins <- outer(x, y, function(a, b) (a > b) + (a == b) / 2)
  w <- sum(wins)
  estimate <- mean(wins) - 0.5
  part <- function(v) if (length(v) > 1) var(v) / length(v) else 0
  se <- sqrt(part(rowMeans(wins)) + part(colMeans(wins)))
  n1 <- length(x); n0 <- length(y)
  if (exact && !ties) {
    deviate <- function(p, q) if (p <= 0.5) qnorm(p, lower.tail = FALSE) else qnorm(q)
    z <- c(sign(estimate) * qnorm(p[[1]] / 2, lower.tail = FALSE),
      deviate(p[[2]], pwilcox(w - 1, n1, n0)), -deviate(p[[3]], pwilcox(w, n1, n0, lower.tail = FALSE)))
  } else {
    t <- table(c(x, y))
    sd <- sqrt(n1 * n0 / 12 * (n1 + n0 + 1 - sum(t^3 - t) / ((n1 + n0) * (n1 + n0 - 1))))
    z <- (w - n1 * n0 / 2 - continuity * c(sign(estimate) / 2, 1 / 2, -1 / 2)) / sd
    same(p, c(2 * pnorm(-abs(z[1])), pnorm(z[2], lower.tail = FALSE), pnorm(z[3])))
  }
  case(sample = name, exact = exact, continuity = continuity, estimate = estimate, se = se, half = qnorm(0.975) * se,
    info = n1 * n0 / (n1 + n0), statistic = w, z_two_sided = z[1], z_greater = z[2], z_less = z[3],
    p_two_sided = p[[1]], p_greater = p[[2]], p_less = p[[3]])
}
