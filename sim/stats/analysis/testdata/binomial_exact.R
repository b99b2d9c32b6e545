source("reference.R")
header("binomial_exact.R", "binom.test(x, n, p0, alternative)")

for (x in list(c(0, 1), c(1, 1), c(0, 12), c(12, 12), c(3, 12), c(9, 30), c(23, 83), c(5, 10), c(13, 40), c(60, 100), c(250, 400), c(31, 1000), c(497, 2000)))
  for (p0 in c(0.02, 0.25, 0.28, 0.5, 0.9)) {
    r <- x[1] / x[2]
    se <- sqrt(r * (1 - r) / x[2])
    p <- sapply(c("two.sided", "greater", "less"), function(side) binom.test(x[1], x[2], p0, alternative = side)$p.value)
    p <- pmin(p, 1)
    # The upper deviate of p, from the other tail q where p is near 1.
    deviate <- function(p, q) if (p <= 0.5) qnorm(p, lower.tail = FALSE) else qnorm(q)
    case(p0 = p0, table = as.integer(x), estimate = r - p0, se = se, half = qnorm(0.975) * se, info = x[2], statistic = x[1],
      z_two_sided = sign(r - p0) * qnorm(p[[1]] / 2, lower.tail = FALSE),
      z_greater = deviate(p[[2]], pbinom(x[1] - 1, x[2], p0)),
      z_less = -deviate(p[[3]], pbinom(x[1], x[2], p0, lower.tail = FALSE)),
      p_two_sided = p[[1]], p_greater = p[[2]], p_less = p[[3]])
  }
