# restricted gives the proportions that make a table most probable under p1 - p0 = margin,
# by uniroot on the likelihood's slope, and by the closed form of the cubic equation.
restricted <- function(x, margin) {
  slope <- function(p0) {
    p1 <- p0 + margin
    term <- function(x, p) if (x > 0) x / p else 0
    term(x[3], p0) - term(x[4] - x[3], 1 - p0) + term(x[1], p1) - term(x[2] - x[1], 1 - p1)
  }
  lo <- max(0, -margin); hi <- min(1, 1 - margin)
  eps <- 1e-15
  p0 <- if (slope(lo + eps) <= 0) lo else if (slope(hi - eps) >= 0) hi else
    uniroot(slope, c(lo + eps, hi - eps), tol = 1e-16, maxiter = 10000)$root
  n <- x[2] + x[4]; m <- x[1] + x[3]
  l3 <- n; l2 <- (x[2] + 2 * x[4]) * margin - n - m
  l1 <- (x[4] * margin - n - 2 * x[3]) * margin + m; l0 <- x[3] * margin * (1 - margin)
  q <- l2^3 / (3 * l3)^3 - l1 * l2 / (6 * l3^2) + l0 / (2 * l3)
  p <- sign(q) * sqrt(l2^2 / (3 * l3)^2 - l1 / (3 * l3))
  if (p != 0) {
    a <- (pi + acos(max(-1, min(1, q / p^3)))) / 3
    closed <- 2 * p * cos(a) - l2 / (3 * l3)
    stopifnot(abs(closed - p0) < 1e-6)
  }
  c(p0 + margin, p0)
}

# score_cases prints the cases of a score test whose variance has a factor.
score_cases <- function(factor) {
  for (x in c(tables, list(c(0, 30, 0, 28), c(30, 30, 28, 28), c(2, 9, 0, 7), c(0, 9, 3, 7)))) for (margin in c(-0.1, 0.2, 0.05, -0.4, 0)) {
    r <- risks(x)
    p <- if (margin == 0) rep(x[1] + x[3], 2) / (x[2] + x[4]) else restricted(x, margin)
    v <- sum(p * (1 - p) / c(x[2], x[4]))
    if (v <= 0) next
    z <- (r$estimate - margin) / sqrt(v * factor(x[2] + x[4]))
    do.call(case, c(list(margin = margin, table = as.integer(x),
      estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info, statistic = z), normal(z)))
  }
}
