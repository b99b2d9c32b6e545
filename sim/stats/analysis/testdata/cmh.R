source("reference.R")
source("layers.R", local = TRUE)
header("cmh.R", "mantelhaen.test(correct = FALSE); risk difference and Sato's variance as weighted means of the strata")
each(function(x, k, name) {
  t <- table(factor(x$value, 1:0), factor(x$arm, 1:0), layer(x, k))
  t <- t[, , apply(t, 3, function(u) min(colSums(u))) > 0, drop = FALSE]
  r <- difference(x, k)
  # With one stratum: its own formula, since mantelhaen.test wants two.
  excess <- sum(apply(t, 3, function(u) u[1, 1] - sum(u[1, ]) * sum(u[, 1]) / sum(u)))
  variance <- sum(apply(t, 3, function(u) prod(rowSums(u), colSums(u)) / (sum(u)^2 * (sum(u) - 1))))
  z <- excess / sqrt(variance)
  if (dim(t)[3] > 1) same(abs(z), sqrt(unname(mantelhaen.test(t, correct = FALSE)$statistic)))
  n <- tabulate(x$arm + 1, 2)
  do.call(case, c(list(sample = name, strata = k, estimate = r[1], se = r[2], half = qnorm(0.975) * r[2], info = n[1] * n[2] / sum(n), statistic = z), normal(z)))
})
