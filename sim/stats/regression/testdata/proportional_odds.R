source("patients.R", local = TRUE)
suppressPackageStartupMessages(library(MASS))
header("proportional_odds.R", paste0("MASS ", packageVersion("MASS"), " polr(factor(response) ~ arm + x1 + …), then Newton's method on the exact likelihood with its slopes and their differences; the variance from these differences"))

# slopes is the gradient of the log likelihood by coefficients and thresholds.
slopes <- function(par, X, y) {
  p <- ncol(X); z <- c(-Inf, par[-(1:p)], Inf)
  eta <- as.vector(X %*% par[1:p])
  upper <- z[y + 1] - eta; lower <- z[y] - eta
  # Differences of probabilities in the tail where they are small.
  P <- ifelse(lower > 0, plogis(lower, lower.tail = FALSE) - plogis(upper, lower.tail = FALSE), plogis(upper) - plogis(lower))
  k <- length(z) - 2
  by_threshold <- sapply(1:k, function(j) sum((y == j) * dlogis(upper) / P) - sum((y == j + 1) * dlogis(lower) / P))
  c(-colSums(X * ((dlogis(upper) - dlogis(lower)) / P)), by_threshold)
}

# curvature is minus the matrix of second derivatives, by central differences with the
# next two errors taken away.
curvature <- function(par, X, y, unit) {
  H <- sapply(seq_along(par), function(j) {
    central <- function(h) { e <- replace(numeric(length(par)), j, h * unit[j]); (slopes(par + e, X, y) - slopes(par - e, X, y)) / (2 * h * unit[j]) }
    a <- central(0.04); b <- central(0.02); c <- central(0.01)
    ab <- (4 * b - a) / 3; bc <- (4 * c - b) / 3
    (16 * bc - ab) / 15
  })
  -(H + t(H)) / 2
}

fit <- function(name, d) {
  show(name, d, as.integer(d$response))
  x <- grep("^x", names(d), value = TRUE)
  y <- as.integer(factor(d$response))
  X <- as.matrix(d[c("arm", x)])
  # The regressors that polr keeps, in units in which optim finds the way.
  keep <- match(kept(d), colnames(X))
  unit <- apply(X[, keep, drop = FALSE], 2, sd)
  S <- scale(X[, keep, drop = FALSE], scale = unit)
  first <- polr(factor(y) ~ S, method = "logistic", control = list(reltol = 1e-14, maxit = 1000))
  par <- c(coef(first), first$zeta)
  # In steps that change no patient's linear predictor by more than 0.1 or so.
  small <- c(2 / pmax(2, apply(abs(S), 2, max)), rep(1, length(first$zeta)))
  for (i in 1:60) {
    step <- solve(curvature(par, S, y, small), slopes(par, S, y))
    par <- par + step
    if (sqrt(sum(step^2)) < 1e-13) break
  }
  stopifnot(i < 60)
  same(coef(first)[[1]], par[[1]], 1e-3)
  v <- diag(solve(curvature(par, S, y, small)))
  p <- length(keep)
  names(v) <- names(par) <- c(colnames(X)[keep], rep("", length(par) - p))
  answer(name, d, (par[1:p] / unit)[c("arm", x)] |> setNames(c("arm", x)), (v[1:p] / unit^2)[c("arm", x)] |> setNames(c("arm", x)))
}

for (name in names(all <- patients())) {
  d <- all[[name]]
  k <- c(3, 5, 7)[1 + match(name, names(all)) %% 3]
  d$response <- as.integer(cut(0.7 * d$arm + d$eta + rlogis(nrow(d)), c(-Inf, seq(-1.5, 2, length.out = k - 1), Inf))) - 1L
  fit(name, d)
}

# Categories that nobody is in, at the ends and between.
gaps <- all$one
gaps$response <- c(1L, 2L, 5L)[cut(0.7 * gaps$arm + gaps$eta + rlogis(60), c(-Inf, 0, 1, Inf))]
fit("gaps", gaps)
