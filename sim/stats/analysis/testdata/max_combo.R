source("reference.R")
suppressPackageStartupMessages(library(mvtnorm))
header("max_combo.R", paste0("own loop over the risk sets; mvtnorm ", packageVersion("mvtnorm"),
  " pmvnorm(algorithm = TVPACK) by inclusion and exclusion, own quadrature for four pairs of rank 3"))

# scores are the weighted O - E and their covariances, by definition.
scores <- function(time, event, treated, weights) {
  u <- 0; v <- 0; plain <- c(0, 0); km <- 1
  for (t in sort(unique(time[event]))) {
    n <- sum(time >= t); n1 <- sum(time >= t & treated)
    d <- sum(time == t & event); d1 <- sum(time == t & event & treated)
    w <- sapply(weights, function(p) km^p[1] * (1 - km)^p[2])
    var <- if (n > 1) d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1) else 0
    u <- u + w * (d1 - d * n1 / n); v <- v + outer(w, w) * var; plain <- plain + c(d1 - d * n1 / n, var)
    km <- km * (1 - d / n)
  }
  list(u = u, v = v, plain = plain)
}

# box is P(lower < Z < upper for all) by the exact algorithm for up to three.
below <- function(x, r) {
  keep <- x < Inf
  if (any(x == -Inf)) return(0)
  if (sum(keep) == 1) pnorm(x[keep]) else
    as.numeric(pmvnorm(rep(-Inf, sum(keep)), x[keep], corr = r[keep, keep], algorithm = TVPACK(1e-14)))
}
box <- function(lower, upper, r) {
  sum(apply(expand.grid(rep(list(0:1), length(lower))), 1, function(s) (-1)^sum(s) * below(ifelse(s == 1, lower, upper), r)))
}

# gauss are nodes and weights of Gauss and Legendre on [-1, 1], by the eigenvalues.
gauss <- local({
  k <- 1:39; m <- diag(0, 40); m[cbind(k, k + 1)] <- m[cbind(k + 1, k)] <- k / sqrt(4 * k^2 - 1)
  e <- eigen(m, symmetric = TRUE); list(x = e$values, w = 2 * e$vectors[1, ]^2)
})

# rank3 is the same for a matrix of rank 3, by a decomposition and two nested
# integrals, the inner one cut where the limits of the innermost change.
rank3 <- function(lower, upper, r) {
  factor <- suppressWarnings(chol(r, pivot = TRUE, tol = 1e-8))
  stopifnot(attr(factor, "rank") == 3)
  o <- attr(factor, "pivot"); l <- t(factor); l[4, 4] <- 0
  lower <- lower[o]; upper <- upper[o]
  limit <- c(lower[3:4], upper[3:4]); limit[limit == -Inf] <- -50
  row <- c(3, 4, 3, 4)
  inner <- function(x) {
    lo <- max((lower[2] - l[2, 1] * x) / l[2, 2], -9); hi <- min((upper[2] - l[2, 1] * x) / l[2, 2], 9)
    if (lo >= hi) return(0)
    # The limits are c - s y.
    c <- (limit - l[row, 1] * x) / l[row, 3]; s <- l[row, 2] / l[row, 3]
    cuts <- (outer(c, c, "-") / outer(s, s, "-"))[upper.tri(diag(4))]
    cuts <- sort(unique(c(lo, hi, seq(-8, 8), cuts[is.finite(cuts)])))
    cuts <- cuts[cuts >= lo & cuts <= hi]
    half <- diff(cuts) / 2; mid <- cuts[-1] - half
    y <- c(outer(gauss$x, half) + rep(mid, each = 40)); w <- c(outer(gauss$w, half))
    a <- pmax(pmin(c[1] - s[1] * y, c[3] - s[3] * y), pmin(c[2] - s[2] * y, c[4] - s[4] * y))
    b <- pmin(pmax(c[1] - s[1] * y, c[3] - s[3] * y), pmax(c[2] - s[2] * y, c[4] - s[4] * y))
    sum(w * dnorm(y) * pmax(pnorm(b) - pnorm(a), 0))
  }
  cuts <- seq(max(lower[1], -9), upper[1], length.out = 40)
  half <- diff(cuts) / 2; mid <- cuts[-1] - half
  x <- c(outer(gauss$x, half) + rep(mid, each = 40)); w <- c(outer(gauss$w, half))
  sum(w * dnorm(x) * sapply(x, inner))
}

set.seed(2007)
data <- list(
  trial = adjusted(200, 0.5, 3)[1:3],
  ties = adjusted(150, 0.8, 1)[1:3],
  nothing = adjusted(120, 1, 2)[1:3],
  against = adjusted(150, 1.6, 3)[1:3])
for (name in names(data)) do.call(sample_of, c(list(name = name), data[[name]]))

sets <- list(list(c(0, 0)), list(c(0, 0), c(0, 1)), list(c(0, 0), c(0, 0.5), c(0.5, 0.5)), list(c(0, 0), c(0, 1), c(1, 1)),
  list(c(0, 0), c(0, 1), c(1, 0), c(1, 1)))
for (name in names(data)) for (weights in sets) {
  if (length(weights) == 4 && name != "trial") next
  x <- data[[name]]
  s <- scores(x$time, x$event, x$arm == 1, weights)
  k <- length(weights)
  z <- s$u / sqrt(diag(s$v)); r <- cov2cor(s$v)
  inside <- if (k == 4) rank3 else box
  size <- max(abs(z))
  p <- 1 - c(inside(rep(-size, k), rep(size, k), r), inside(rep(-Inf, k), rep(max(z), k), r), inside(rep(-Inf, k), rep(-min(z), k), r))
  estimate <- s$plain[1] / s$plain[2]; se <- 1 / sqrt(s$plain[2])
  case(sample = name, weights = unlist(weights), tolerance = 1e-7, estimate = estimate, se = se, half = qnorm(0.975) * se,
    info = as.numeric(sum(x$event)), statistics = c(z[which.max(abs(z))], max(z), min(z)),
    z_two_sided = sign(estimate) * qnorm(p[1] / 2, lower.tail = FALSE), z_greater = qnorm(p[2], lower.tail = FALSE), z_less = qnorm(p[3]),
    p_two_sided = p[1], p_greater = p[2], p_less = p[3])
}
