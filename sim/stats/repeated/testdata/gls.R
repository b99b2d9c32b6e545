# Writes gls.toml:  Rscript --vanilla gls.R > gls.toml
#
# For each sample and structure: the fit of nlme::gls by REML, and the same model
# again from the definition, with dense matrices, by Newton's method on
#   -2 log L = log|V| + log|X'V^-1 X| + y'Py,  P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1
# whose derivatives are tr PV_i - y'PV_i Py and, where V_ij is the second derivative
# of V, -tr PV_i PV_j + 2y'PV_i PV_j Py + tr PV_ij - y'PV_ij Py.
# gls stops short of the maximum, by what its optimizer tolerates.
#
# The standard error of Kenward and Roger (1997) is that of
#   Phi + 2 Phi (sum W_ij (Q_ij - P_i Phi P_j - R_ij/4)) Phi,  Phi = (X'V^-1 X)^-1
#   P_i = -X'V^-1 V_i V^-1 X, Q_ij = X'V^-1 V_i V^-1 V_j V^-1 X, R_ij = X'V^-1 V_ij V^-1 X
# with the covariance matrix W of theta from the observed information. It depends on
# what theta is: see covariance.
suppressMessages(library(nlme))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

number <- function(x) ifelse(is.na(x), "nan", sub("^(-?[0-9]+)(e.*)?$", "\\1.0\\2", sprintf("%.17g", x)))
short <- function(x) ifelse(is.na(x), "nan", format(x, digits = 15, trim = TRUE))
rows <- function(m) paste0("[", paste(apply(m, 1, function(r) paste0("[", paste(vapply(r, short, ""), collapse = ", "), "]")), collapse = ", "), "]")

# Samples: x by patient and regressor, the arm first; y by patient and visit.
orthodont <- function() {
  y <- t(matrix(Orthodont$distance, 4))
  male <- Orthodont$Sex[seq(1, nrow(Orthodont), 4)] == "Male"
  list(times = c(8, 10, 12, 14), x = cbind(as.numeric(male)), y = y)
}
with_gaps <- function(s) { s$y[seq(2, nrow(s$y), 3), 2] <- NA; s$y[7, 3:4] <- NA; s }
simulated <- function(seed, n, visits, covariates, leave, skip) {
  set.seed(seed)
  arm <- rep(0:1, length.out = n)
  base <- round(rnorm(n, 100, 12), 1)
  x <- cbind(arm, base)
  if (covariates > 0) x <- cbind(x, matrix(round(rnorm(n * covariates), 2), n))
  y <- matrix(0, n, visits)
  z <- (base - 100) / 12
  for (v in 1:visits) {
    z <- 0.6 * z + 0.8 * rnorm(n)
    y[, v] <- round(100 - 2 * v * arm + (10 + 2 * v) * z, 1)
  }
  gone <- rep(FALSE, n)
  for (v in 1:visits) {
    gone <- gone | runif(n) < leave
    y[gone | runif(n) < skip, v] <- NA
  }
  list(times = cumsum(1:visits), x = unname(x), y = y)
}
samples <- list(
  orthodont = orthodont(),
  orthodont_gaps = with_gaps(orthodont()),
  dropout = simulated(1, 28, 4, 0, 0.08, 0),
  gaps = simulated(2, 26, 4, 1, 0.04, 0.12))

heterogeneous <- c("unstructured", "heterogeneous_compound_symmetry", "heterogeneous_ar1", "heterogeneous_toeplitz")
structures <- c(heterogeneous, "compound_symmetry", "ar1", "toeplitz", "exponential")
tried <- list(orthodont = c("unstructured", "compound_symmetry"), orthodont_gaps = structures,
  dropout = c("unstructured", "heterogeneous_ar1", "heterogeneous_toeplitz", "ar1"), gaps = structures)

linear <- c("unstructured", "compound_symmetry", "toeplitz")

# correlations gives the matrix of a structure at its correlations.
correlations <- function(structure, rho, times) {
  n <- length(times)
  lag <- abs(row(diag(n)) - col(diag(n)))
  if (structure == "unstructured") {
    r <- diag(n); r[lower.tri(r)] <- rho; r[upper.tri(r)] <- t(r)[upper.tri(r)]; return(r)
  }
  if (endsWith(structure, "compound_symmetry")) return(ifelse(lag == 0, 1, rho))
  if (endsWith(structure, "ar1")) return(rho^lag)
  if (endsWith(structure, "toeplitz")) return(matrix(c(1, rho)[lag + 1], n))
  exp(-abs(outer(times, times, "-")) / rho)
}

# covariance is the matrix at theta: variances, then covariances in linear structures,
# else correlations, or the range of an exponential one.
covariance <- function(structure, theta, times) {
  n <- length(times)
  scales <- if (structure %in% heterogeneous) n else 1
  v <- rep_len(theta[1:scales], n)
  r <- correlations(structure, theta[-(1:scales)], times)
  if (structure %in% linear) { diag(r) <- v; return(r) }
  sqrt(v %o% v) * r
}

# from_gls fits by gls and returns its theta, estimate and standard error.
from_gls <- function(structure, d, formula, name, n) {
  form <- if (structure == "exponential") ~ time | id else ~ number | id
  kind <- sub("heterogeneous_", "", structure)
  cor <- switch(kind, unstructured = corSymm(form = form), compound_symmetry = corCompSymm(form = form),
    ar1 = corAR1(form = form), toeplitz = corAR1(form = form), exponential = corExp(form = form))
  f <- gls(formula, d, correlation = cor, method = "REML",
    weights = if (structure %in% heterogeneous) varIdent(form = ~ 1 | visit),
    control = glsControl(maxIter = 200, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-12))
  rho <- unname(coef(f$modelStruct$corStruct, unconstrained = FALSE))
  s <- f$sigma
  if (structure %in% heterogeneous)
    s <- s * coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(1:n)]
  if (kind == "toeplitz") rho <- rho^(1:(n - 1))
  if (structure == "unstructured") rho <- rho * (s %o% s)[lower.tri(diag(n))]
  else if (structure %in% linear) rho <- rho * s[[1]]^2
  list(theta = unname(c(s^2, rho)), estimate = coef(f)[[name]], se = sqrt(f$varBeta[name, name]))
}

# Derivatives of a matrix function by central differences, extrapolated.
extrapolate <- function(d) { y <- (4 * d(1/2) - d(1)) / 3; z <- (4 * d(1/4) - d(1/2)) / 3; (16 * z - y) / 15 }
steps <- function(theta) 0.02 * abs(theta) + 1e-3
first <- function(f, theta, i) {
  e <- replace(0 * theta, i, steps(theta)[i])
  extrapolate(function(s) (f(theta + s * e) - f(theta - s * e)) / (2 * s * e[i]))
}
second <- function(f, theta, i, j) {
  h <- steps(theta)
  a <- replace(0 * theta, i, h[i]); b <- replace(0 * theta, j, h[j])
  extrapolate(function(s) (f(theta + s * (a + b)) - f(theta + s * (a - b)) - f(theta - s * (a - b)) + f(theta - s * (a + b))) / (4 * s^2 * h[i] * h[j]))
}

# exact maximizes the restricted likelihood from theta, and returns the contrast.
# Where the Hessian has no minimum, the step is that of Fisher's scoring.
exact <- function(structure, theta, s, d, x, at) {
  same <- outer(d$id, d$id, "==")
  small <- function(theta) covariance(structure, theta, s$times)
  large <- function(m) m[d$number, d$number] * same
  k <- length(theta)
  last <- FALSE
  for (turn in 1:100) {
    inverse <- solve(large(small(theta)))
    m <- solve(t(x) %*% inverse %*% x)
    p <- inverse - inverse %*% x %*% m %*% t(x) %*% inverse
    py <- p %*% d$y
    vi <- lapply(1:k, function(i) large(first(small, theta, i)))
    pv <- lapply(vi, function(a) p %*% a)
    vpy <- sapply(vi, function(a) a %*% py)
    gradient <- vapply(1:k, function(i) sum(diag(pv[[i]])) - sum(py * vpy[, i]), 0)
    hessian <- 2 * t(vpy) %*% p %*% vpy
    expected <- matrix(0, k, k)
    bent <- matrix(list(), k, k)
    for (i in 1:k) for (j in 1:i) {
      vij <- bent[[i, j]] <- bent[[j, i]] <- large(second(small, theta, i, j))
      expected[i, j] <- expected[j, i] <- sum(pv[[i]] * t(pv[[j]]))
      bend <- sum(p * vij) - sum(py * (vij %*% py))
      hessian[i, j] <- hessian[i, j] + bend
      if (i != j) hessian[j, i] <- hessian[j, i] + bend
    }
    hessian <- hessian - expected
    convex <- min(eigen(hessian, TRUE)$values) > 0
    if (last) break
    step <- solve(if (convex) hessian else expected, gradient)
    size <- max(abs(step) / pmax(abs(theta), 0.2))
    last <- size < 1e-9
    theta <- theta - min(1, 0.3 / size) * step
  }
  if (!last || !convex) stop("no minimum: ", structure)
  slope <- vapply(vi, function(a) (m %*% t(x) %*% inverse %*% a %*% inverse %*% x %*% m)[at, at], 0)
  variance <- m[at, at]
  w <- 2 * solve(hessian)
  vx <- inverse %*% x
  P <- lapply(vi, function(a) -t(vx) %*% a %*% vx)
  sum <- 0 * m
  for (i in 1:k) for (j in 1:k) {
    Q <- t(vx) %*% vi[[i]] %*% inverse %*% vi[[j]] %*% vx
    R <- t(vx) %*% bent[[i, j]] %*% vx
    sum <- sum + w[i, j] * (Q - P[[i]] %*% m %*% P[[j]] - R / 4)
  }
  adjusted <- m + 2 * m %*% sum %*% m
  list(estimate = (m %*% t(x) %*% inverse %*% d$y)[at], se = sqrt(variance),
    df = variance^2 / sum(slope * solve(hessian, slope)), kenward_roger = sqrt(adjusted[at, at]))
}

cat("# Written by gls.R.\n")
cat('source = "R ', as.character(getRversion()), ", nlme ", as.character(packageVersion("nlme")),
  ", gls(y ~ 0 + visit + visit:x1 + ..., correlation, weights = varIdent(~ 1 | visit), method = 'REML');",
  ' df = 2v^2/Var(v) with the observed information"\n', sep = "")
for (name in names(samples)) {
  s <- samples[[name]]
  cat("\n[[sample]]\nname = \"", name, "\"\n", sep = "")
  cat("times = [", paste(short(s$times), collapse = ", "), "]\nx = ", rows(s$x), "\ny = ", rows(s$y), "\n", sep = "")
  n <- ncol(s$y)
  d <- data.frame(id = rep(seq_len(nrow(s$y)), each = n), number = rep(seq_len(n), nrow(s$y)), y = as.vector(t(s$y)))
  d$time <- s$times[d$number]
  d$visit <- factor(d$number)
  for (k in seq_len(ncol(s$x))) d[[paste0("x", k)]] <- s$x[d$id, k]
  d <- d[!is.na(d$y), ]
  formula <- as.formula(paste("y ~ 0 + visit", paste0(" + visit:x", seq_len(ncol(s$x)), collapse = "")))
  x <- model.matrix(formula, d)
  for (structure in tried[[name]]) {
    coefficient <- paste0("visit", n, ":x1")
    g <- from_gls(structure, d, formula, coefficient, n)
    r <- exact(structure, g$theta, s, d, x, match(coefficient, colnames(x)))
    cat("\n[[case]]\nsample = \"", name, "\"\nstructure = \"", structure, "\"\n", sep = "")
    for (key in names(r)) cat(key, " = ", number(r[[key]]), "\n", sep = "")
    if (!endsWith(structure, "toeplitz")) cat("gls_estimate = ", number(g$estimate), "\ngls_se = ", number(g$se), "\n", sep = "")
  }
}
