source("conformance.R")
suppressPackageStartupMessages({
  library(nlme)
  library(lmerTest)
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
# approximation of Satterthwaite with the observed information H/2.
repeated <- function(patients, structure, formula, visit = 3) {
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
  at_theta <- function(theta) {
    S <- covariance(structure, theta)
    W <- lapply(sets, function(s) solve(S[s$v, s$v, drop = FALSE]))
    sums <- function(name) Reduce(`+`, Map(function(s, w) Reduce(`+`, Map(`*`, w, s[[name]])), sets, W))
    M <- solve(sums("products")); beta <- M %*% sums("with_y")
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
      extrapolated(function(h) covariance(structure, theta + replace(0 * theta, i, h)), 0.02))
    list(gradient = vapply(dV, function(d) sum(G * d), 0), slope = vapply(dV, function(d) sum(g * d), 0), estimate = beta[at], variance = M[at, at])
  }
  hessian <- function(theta) {
    H <- sapply(seq_along(theta), function(i) extrapolated(function(h) at_theta(theta + replace(0 * theta, i, h))$gradient, 0.02))
    (H + t(H)) / 2
  }
  theta <- from$theta
  H <- hessian(theta)
  for (i in 1:30) {
    step <- solve(H, at_theta(theta)$gradient)
    theta <- theta - step
    if (max(abs(step)) > 1e-3) H <- hessian(theta)
    if (max(abs(step)) < 1e-11) break
  }
  H <- hessian(theta); f <- at_theta(theta)
  stopifnot(i < 30, eigen(H, TRUE)$values > 0)
  if (!endsWith(structure, "toeplitz")) stopifnot(abs(coef(from$fit)[[at]] - f$estimate) < 1e-2 * sqrt(f$variance))
  list(estimate = f$estimate, se = sqrt(f$variance), df = f$variance^2 / sum(f$slope * solve(H, f$slope)),
    residual = nrow(X) - ncol(X), n = sum(l$number == visit))
}

# mixed reads repeated, and lmerTest's model with a random intercept, which is compound
# symmetry with a correlation above 0.
mixed <- function(alternative = "two.sided", margin = 0, df = "df") function(r)
  wald(r$estimate, r$se, alternative, margin, r[[df]], r$n)
intercept <- function(r) {
  b <- summary(r)$coefficients["visit3:treated", ]
  v <- wald(b[["Estimate"]], b[["Std. Error"]], df = b[["df"]])
  v$p <- b[["Pr(>|t|)"]]
  v
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
  case(table, "heterogeneous_compound_symmetry", repeated(patients, "heterogeneous_compound_symmetry", short), mixed(), "high", note = note, tolerance = 1e-7)
  case(table, "ar1", repeated(patients, "ar1", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "heterogeneous_ar1", repeated(patients, "heterogeneous_ar1", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "exponential", repeated(patients, "exponential", short), mixed(), "high", note = note, tolerance = 1e-7)
  case(table, "toeplitz", repeated(patients, "toeplitz", short), mixed(), "low", note = note, tolerance = 1e-7)
  case(table, "heterogeneous_toeplitz", repeated(patients, "heterogeneous_toeplitz", short), mixed(), "high", where = source == "umbilical",
    note = note, tolerance = 1e-7)
}
