source("reference.R")
header("boschloo.R", "own enumeration of all tables, Fisher's p-values by sums of dhyper and some by fisher.test(alternative); the maximum by a grid of 5,000 probabilities and optimize")

# worst is the largest probability of the tables that are in, over the common
# success probability.
worst <- function(inside, n1, n0) {
  at <- function(q) sum(outer(dbinom(0:n1, n1, q), dbinom(0:n0, n0, q))[inside])
  grid <- (1:4999) / 5000
  # By the number of successes, which alone the probability of a table depends on.
  ways <- outer(lchoose(n1, 0:n1), lchoose(n0, 0:n0), "+")
  m <- outer(0:n1, 0:n0, "+")
  count <- tapply(exp(ways[inside]), m[inside], sum)
  k <- as.numeric(names(count))
  value <- rep(0, length(grid))
  for (i in seq_along(k)) value <- value + count[i] * exp(k[i] * log(grid) + (n1 + n0 - k[i]) * log1p(-grid))
  best <- 0
  inner <- 2:(length(grid) - 1)
  peaks <- inner[value[inner] >= value[inner - 1] & value[inner] >= value[inner + 1] & value[inner] > 0.9 * max(value)]
  for (i in unique(c(peaks, which.max(value))))
    best <- max(best, optimize(at, grid[c(max(i - 1, 1), min(i + 1, length(grid)))], maximum = TRUE, tol = 1e-9)$objective)
  best
}

# fisher gives the p-values of all tables, two-sided, greater and less.
fisher <- function(n1, n0) {
  f <- array(0, c(n1 + 1, n0 + 1, 3))
  for (m in 0:(n1 + n0)) {
    k <- max(0, m - n0):min(n1, m)
    d <- dhyper(k, n1, n0, m)
    at <- function(side) cbind(k + 1, m - k + 1, side)
    f[at(1)] <- sapply(d, function(own) sum(d[d <= own * (1 + 1e-7)]))
    f[at(2)] <- rev(cumsum(rev(d)))
    f[at(3)] <- cumsum(d)
  }
  f
}

sizes <- unique(lapply(tables, function(x) x[c(2, 4)]))
for (n in Filter(function(n) sum(n) <= 80, sizes)) {
  n1 <- n[1]; n0 <- n[2]
  f <- fisher(n1, n0)
  for (x in Filter(function(x) all(x[c(2, 4)] == n), c(tables, list(c(0, 30, 0, 28), c(20, 30, 8, 28), c(14, 17, 1, 12), c(11, 17, 4, 12))))) {
    r <- risks(x)
    own <- f[x[1] + 1, x[3] + 1, ]
    m <- matrix(c(x[1], n1 - x[1], x[3], n0 - x[3]), 2)
    same(own, sapply(c("two.sided", "greater", "less"), function(side) fisher.test(m, alternative = side)$p.value))
    p <- sapply(1:3, function(i) if (own[i] > 1 - 1e-9) 1 else worst(f[, , i] <= own[i] * (1 + 1e-7), n1, n0))
    case(table = as.integer(x), estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info,
      statistics = pmin(own, 1),
      z_two_sided = sign(r$estimate) * qnorm(p[1] / 2, lower.tail = FALSE),
      z_greater = qnorm(p[2], lower.tail = FALSE), z_less = qnorm(p[3]),
      p_two_sided = p[1], p_greater = p[2], p_less = p[3])
  }
}
