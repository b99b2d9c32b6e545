source("conformance.R")
suppressPackageStartupMessages({
  library(nlme)
  library(lmerTest)
  library(pbkrtest)
})
times <- c(1, 3, 6)

# long has one row for each value known after the baseline.
long <- function(d) {
  l <- do.call(rbind, lapply(seq_along(times), function(k) data.frame(id = d$patient, number = k, time = times[k],
    y = d[[paste0("score_", times[k])]], treated = d$treated, baseline = d$score_0, age = d$age, marrow = as.numeric(d$source == "marrow"))))
  l <- l[!is.na(l$y), ]
  l <- l[order(l$id, l$number), ]
  l$visit <- factor(l$number)
  l
}

# covariance is the matrix at theta: for unstructured the triangle of its root, else
# logarithms of standard deviations, then what the correlations depend on.
covariance <- function(structure, theta) {
  n <- length(times)
  if (structure == "unstructured") {
    l <- diag(0, n); l[lower.tri(l, TRUE)] <- theta
    return(l %*% t(l))
  }
  scales <- if (startsWith(structure, "heterogeneous")) n else 1
  s <- rep_len(exp(theta[1:scales]), n); rho <- theta[-(1:scales)]
  lag <- abs(row(diag(n)) - col(diag(n)))
  s %o% s * switch(sub("heterogeneous_", "", structure), compound_symmetry = ifelse(lag == 0, 1, rho), ar1 = rho^lag,
    toeplitz = matrix(c(1, rho)[lag + 1], n), exponential = exp(-abs(outer(times, times, "-")) / exp(rho)))
}

# reported is the matrix at the parameters that Kenward and Roger's method is written in:
# variances, then covariances in the linear structures, else correlations, or the range of an
# exponential one; parameters_of are those of a matrix.
linear <- c("unstructured", "compound_symmetry", "toeplitz")
many_scales <- function(structure) structure == "unstructured" || startsWith(structure, "heterogeneous")
reported <- function(structure, phi) {
  n <- length(times)
  scales <- if (many_scales(structure)) n else 1
  v <- rep_len(phi[1:scales], n); rho <- phi[-(1:scales)]
  lag <- abs(row(diag(n)) - col(diag(n)))
  r <- switch(sub("heterogeneous_", "", structure), compound_symmetry = matrix(rho, n, n), ar1 = rho^lag,
    toeplitz = matrix(c(1, rho)[lag + 1], n), exponential = exp(-abs(outer(times, times, "-")) / rho),
    unstructured = { r <- diag(n); r[lower.tri(r)] <- rho; r[upper.tri(r)] <- t(r)[upper.tri(r)]; r })
  if (!structure %in% linear) r <- sqrt(v %o% v) * r
  diag(r) <- v
  r
}
parameters_of <- function(structure, S) {
  v <- if (many_scales(structure)) diag(S) else S[1, 1]
  if (!structure %in% linear) S <- cov2cor(S)
  c(v, switch(sub("heterogeneous_", "", structure), unstructured = S[lower.tri(S)], toeplitz = S[-1, 1],
    exponential = -(times[2] - times[1]) / log(S[2, 1]), S[2, 1]))
}

# started is theta by nlme::gls; a Toeplitz matrix starts at the autoregression.
started <- function(structure, formula, l) {
  kind <- sub("heterogeneous_", "", structure)
  cor <- switch(kind, unstructured = corSymm(form = ~ number | id), compound_symmetry = corCompSymm(form = ~ number | id),
    ar1 = , toeplitz = corAR1(form = ~ number | id), exponential = corExp(form = ~ time | id))
  many <- kind == "unstructured" || startsWith(structure, "heterogeneous")
  f <- do.call(gls, list(formula, l, correlation = cor, method = "REML", weights = if (many) varIdent(form = ~ 1 | visit)))
  rho <- unname(coef(f$modelStruct$corStruct, unconstrained = FALSE))
  s <- f$sigma
  if (many) s <- s * coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(seq_along(times))]
  if (kind == "unstructured") {
    r <- diag(length(times)); r[lower.tri(r)] <- rho; r[upper.tri(r)] <- t(r)[upper.tri(r)]
    root <- t(chol(s %o% s * r))
    return(list(theta = root[lower.tri(root, TRUE)], fit = f))
  }
  if (kind == "toeplitz") rho <- rho^seq_len(length(times) - 1)
  list(theta = unname(c(log(s), if (kind == "exponential") log(rho) else rho)), fit = f)
}

# extrapolated is a derivative by central differences without their next two errors.
extrapolated <- function(f, h) {
  d <- function(h) (f(h) - f(-h)) / (2 * h)
  a <- d(h); b <- d(h / 2); c <- d(h / 4)
  (16 * (4 * c - b) / 3 - (4 * b - a) / 3) / 15
}

# repeated maximizes the restricted likelihood from where gls stops, by its slopes,
#   d(-2 log L) = sum over patients of tr G dV,
#   G = W - W X M X'W - W r r'W,  W = V^-1, M = (sum X'W X)^-1,
# and their differences, and returns the contrast with df = v^2/(g'H^-1 g), g = dv, the
# approximation of Satterthwaite with the observed information H/2; and the standard error of
# Kenward and Roger (1997), the root of that element of
#   M + 2 M (sum W_ij (Q_ij - P_i M P_j - R_ij/4)) M,  W = 2 H^-1,
#   P_i = -X'V^-1 V_i V^-1 X, Q_ij = X'V^-1 V_i V^-1 V_j V^-1 X, R_ij = X'V^-1 V_ij V^-1 X
# in the parameters of reported, also with the expected information of the paper in place of
# the observed one.
repeated <- function(patients, structure, formula, visit = 3, adjust = FALSE) {
  l <- long(patients)
  from <- started(structure, formula, l)
  X <- model.matrix(formula, l)
  at <- match(paste0("visit", visit, ":treated"), colnames(X))
  # Of every pattern of visits: the sums of products over its patients.
  pattern <- tapply(l$number, l$id, paste, collapse = "")[as.character(l$id)]
  sets <- lapply(split(seq_len(nrow(l)), pattern), function(i) {
    v <- sort(unique(l$number[i]))
    rows <- lapply(v, function(k) i[l$number[i] == k])
    pairs <- expand.grid(a = seq_along(v), b = seq_along(v))
    products <- Map(function(a, b) crossprod(X[rows[[a]], , drop = FALSE], X[rows[[b]], , drop = FALSE]), pairs$a, pairs$b)
    list(v = v, n = length(rows[[1]]), rows = rows, pairs = pairs, products = products,
      with_y = Map(function(a, b) crossprod(X[rows[[a]], , drop = FALSE], l$y[rows[[b]]]), pairs$a, pairs$b))
  })
  weights <- function(S) lapply(sets, function(s) solve(S[s$v, s$v, drop = FALSE]))
  sums <- function(W, name = "products") Reduce(`+`, Map(function(s, w) Reduce(`+`, Map(`*`, w, s[[name]])), sets, W))
  at_theta <- function(theta, covariance) {
    S <- covariance(structure, theta)
    W <- weights(S)
    M <- solve(sums(W)); beta <- M %*% sums(W, "with_y")
    r <- as.vector(l$y - X %*% beta)
    G <- g <- matrix(0, length(times), length(times))
    for (k in seq_along(sets)) {
      s <- sets[[k]]; w <- W[[k]]; v <- s$v
      errors <- vapply(s$rows, function(i) r[i], numeric(s$n))
      inner <- matrix(vapply(s$products, function(x) sum(M * x), 0), length(v)) + crossprod(matrix(errors, s$n))
      slope <- matrix(vapply(s$products, function(x) sum(M[, at] * (x %*% M[, at])), 0), length(v))
      G[v, v] <- G[v, v] + s$n * w - w %*% inner %*% w
      g[v, v] <- g[v, v] + w %*% slope %*% w
    }
    dV <- lapply(seq_along(theta), function(i)
      extrapolated(function(h) covariance(structure, theta + replace(0 * theta, i, h)), step(theta[i])))
    list(gradient = vapply(dV, function(d) sum(G * d), 0), slope = vapply(dV, function(d) sum(g * d), 0), estimate = beta[at], variance = M[at, at])
  }
  step <- function(x) 0.02 * max(1, abs(x))
  hessian <- function(theta, covariance) {
    H <- sapply(seq_along(theta), function(i)
      extrapolated(function(h) at_theta(theta + replace(0 * theta, i, h), covariance)$gradient, step(theta[i])))
    (H + t(H)) / 2
  }
  # kenward_roger is the standard error at the maximum, with the observed and the expected information.
  kenward_roger <- function(phi) {
    k <- seq_along(phi)
    moved <- function(i, h) reported(structure, phi + replace(0 * phi, i, h) * step(phi[i]))
    W <- weights(reported(structure, phi)); M <- solve(sums(W))
    dV <- lapply(k, function(i) extrapolated(function(h) moved(i, h), 1) / step(phi[i]))
    d2V <- function(i, j) extrapolated(function(h) extrapolated(function(g)
      reported(structure, phi + replace(0 * phi, i, h * step(phi[i])) + replace(0 * phi, j, g * step(phi[j]))), 1), 1) / step(phi[i]) / step(phi[j])
    within <- function(...) sums(Map(function(s, w) Reduce(function(a, D) a %*% D[s$v, s$v, drop = FALSE] %*% w, list(...), w), sets, W))
    P <- lapply(dV, function(D) -within(D))
    Q <- lapply(k, function(i) lapply(k, function(j) within(dV[[i]], dV[[j]])))
    expected <- outer(k, k, Vectorize(function(i, j) sum(mapply(function(s, w)
      s$n * sum(diag(w %*% dV[[i]][s$v, s$v] %*% w %*% dV[[j]][s$v, s$v])), sets, W)) -
      2 * sum(M * Q[[i]][[j]]) + sum((M %*% P[[i]]) * t(M %*% P[[j]]))))
    vapply(list(observed = hessian(phi, reported), expected = expected), function(H) {
      W <- 2 * solve(H)
      total <- Reduce(`+`, lapply(k, function(i) Reduce(`+`, lapply(k, function(j)
        W[i, j] * (Q[[i]][[j]] - P[[i]] %*% M %*% P[[j]] - within(d2V(i, j)) / 4)))))
      sqrt((M + 2 * M %*% total %*% M)[at, at])
    }, 0)
  }
  theta <- from$theta
  H <- hessian(theta, covariance)
  for (i in 1:30) {
    move <- solve(H, at_theta(theta, covariance)$gradient)
    theta <- theta - move
    if (max(abs(move)) > 1e-3) H <- hessian(theta, covariance)
    if (max(abs(move)) < 1e-11) break
  }
  H <- hessian(theta, covariance); f <- at_theta(theta, covariance)
  adjusted <- if (adjust) kenward_roger(parameters_of(structure, covariance(structure, theta)))
  stopifnot(i < 30, eigen(H, TRUE)$values > 0)
  if (!endsWith(structure, "toeplitz")) stopifnot(abs(coef(from$fit)[[at]] - f$estimate) < 1e-2 * sqrt(f$variance))
  list(estimate = f$estimate, se = sqrt(f$variance), df = f$variance^2 / sum(f$slope * solve(H, f$slope)),
    residual = nrow(X) - ncol(X), n = sum(l$number == visit), kenward_roger = adjusted[["observed"]], expected = adjusted[["expected"]])
}

# mixed reads repeated, and lmerTest's model with a random intercept, which is compound
# symmetry with a correlation above 0.
mixed <- function(alternative = "two.sided", margin = 0, df = "df", se = "se") function(r)
  wald(r$estimate, r[[se]], alternative, margin, r[[df]], r$n)
intercept <- function(r) {
  b <- summary(r)$coefficients["visit3:treated", ]
  v <- wald(b[["Estimate"]], b[["Std. Error"]], df = b[["df"]])
  v$p <- b[["Pr(>|t|)"]]
  v
}

# adjusted is repeated with the standard error of Kenward and Roger. That of a random intercept
# is pbkrtest's, if it takes the expected information as pbkrtest does.
adjusted <- function(patients, structure, formula) {
  r <- repeated(patients, structure, formula, adjust = TRUE)
  if (structure == "compound_symmetry") {
    other <- vcovAdj(lmer(update(formula, . ~ . + (1 | id)), long(patients)))["visit3:treated", "visit3:treated"]
    stopifnot(abs(sqrt(other) / r$expected - 1) < 1e-7, r$expected > r$se * (1 + 1e-4))
  }
  r
}

short <- y ~ 0 + visit + visit:treated + visit:baseline
full <- y ~ 0 + visit + visit:treated + visit:baseline + visit:age + visit:marrow
said <- "nlme::gls(method = 'REML'), then Newton's method on the exact likelihood, df by Satterthwaite from its second derivatives"
formulas <- c(short = "short is y ~ 0 + visit + visit:treated + visit:baseline", full = "full also has visit:age + visit:marrow")
for (table in tables_of("visits")) {
  note <- paste0("repeated() is ", said, "; ", formulas["short"])
  each(c("low", "high"), function(name)
    case(table, "unstructured", repeated(patients, "unstructured", short), mixed(), name, note = note, tolerance = 1e-7))
  case(table, "unstructured_covariates", repeated(patients, "unstructured", full, visit = 2), mixed("less", 0.5), "low",
    note = paste0("repeated() is ", said, "; ", formulas["full"]), tolerance = 1e-7)
  case(table, "unstructured_residual", repeated(patients, "unstructured", short), mixed(df = "residual"), "high",
    note = "the same with residual degrees of freedom", tolerance = 1e-7)
  case(table, "compound_symmetry", lmer(update(short, . ~ . + (1 | id)), long(patients)), intercept, "high",
    note = "lmerTest's Satterthwaite; lmer stops some digits short", tolerance = 1e-6)
  for (structure in c("unstructured", "compound_symmetry", "heterogeneous_compound_symmetry", "ar1", "heterogeneous_ar1", "exponential", "toeplitz"))
    case(table, paste0(structure, "_kenward_roger"), adjusted(patients, structure, short), mixed(se = "kenward_roger"), "high",
      note = paste0("adjusted() is repeated() with the standard error by the formulas of Kenward and Roger (1997), ",
        "which for compound symmetry and with the expected information is compared with pbkrtest::vcovAdj"), tolerance = 1e-7)
  case(table, "heterogeneous_compound_symmetry", repeated(patients, "heterogeneous_compound_symmetry", short), mixed(), "high", note = note, tolerance = 1e-7)
  case(table, "ar1", repeated(patients, "ar1", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "heterogeneous_ar1", repeated(patients, "heterogeneous_ar1", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "exponential", repeated(patients, "exponential", short), mixed(), "high", note = note, tolerance = 1e-7)
  case(table, "toeplitz", repeated(patients, "toeplitz", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "heterogeneous_toeplitz", repeated(patients, "heterogeneous_toeplitz", short), mixed(), "high", where = source == "umbilical",
    note = note, tolerance = 1e-7)
}
