# What cmh.R and risk_difference.R share.

# layer is the stratum of each patient.
layer <- function(x, k) if (length(k) == 0) factor(rep(1, length(x$arm))) else interaction(x[c("number", "level", "group")[k + 1L]], drop = TRUE)

# difference is the Mantel-Haenszel risk difference and its standard error after Sato.
difference <- function(x, k) {
  s <- layer(x, k)
  a <- tapply(x$value * x$arm, s, sum); n1 <- tapply(x$arm, s, sum)
  b <- tapply(x$value * (1 - x$arm), s, sum); n0 <- tapply(1 - x$arm, s, sum)
  keep <- n1 > 0 & n0 > 0
  a <- a[keep]; n1 <- n1[keep]; b <- b[keep]; n0 <- n0[keep]
  w <- n1 * n0 / (n1 + n0); p1 <- a / n1; p0 <- b / n0
  d <- weighted.mean(p1 - p0, w)
  P <- w^2 * (p0 / n0 - p1 / n1 + (1 / n1 - 1 / n0) / 2)
  Q <- w * (p1 * (1 - p0) + p0 * (1 - p1)) / 2
  c(d, sqrt(d * sum(P) + sum(Q)) / sum(w))
}

# each calls f with every sample and list of strata.
each <- function(f) {
  set.seed(1959)
  for (n in c(9L, 60L, 400L)) {
    x <- people(n)
    x$value <- rbinom(n, 1, plogis(-0.3 + 0.6 * x$arm + x$eta))
    name <- paste0("of_", n)
    person(name, x)
    for (k in list(integer(0), 1L, c(1L, 2L))) f(x, k, name)
  }
}
