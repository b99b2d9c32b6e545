source("conformance.R")
suppressPackageStartupMessages(library(MASS))

# placements is the standard error of the probability of superiority, by its definition over
# all pairs: wilcox.test has none.
placements <- function(x, y) {
  wins <- outer(x, y, function(a, b) (a > b) + (a == b) / 2)
  sqrt(var(rowMeans(wins)) / length(x) + var(colMeans(wins)) / length(y))
}

# placed makes wilcox.test, and keeps the samples.
placed <- function(formula) {
  x <- response_of(formula)
  list(test = suppressWarnings(wilcox.test(x[[1]], x[[2]])), x = x[[1]], y = x[[2]])
}
response_of <- function(formula) {
  s <- split(eval(formula[[2]], environment(formula)), eval(formula[[3]], environment(formula)))
  lapply(s, function(x) x[!is.na(x)])
}
wilcoxon <- function(r) {
  v <- wald(r$test$statistic / (length(r$x) * length(r$y)) - 0.5, placements(r$x, r$y), n = length(r$x) + length(r$y))
  v$statistic <- r$test$statistic; v$p <- r$test$p.value
  v
}

# odds is polr, whose optimizer stops some digits short, then Newton's method on the exact
# likelihood, with its slopes and their differences, extrapolated.
odds <- function(formula) {
  environment(formula) <- parent.frame()
  frame <- model.frame(formula)
  y <- as.integer(frame[[1]])
  X <- scale(model.matrix(formula, frame)[, -1, drop = FALSE])
  X <- sweep(X, 2, attr(X, "scaled:scale"), "*")
  unit <- apply(X, 2, sd)
  X <- sweep(X, 2, unit, "/")
  first <- polr(frame[[1]] ~ X, control = list(reltol = 1e-14, maxit = 1000))
  p <- ncol(X)
  slopes <- function(par) {
    z <- c(-Inf, par[-(1:p)], Inf); eta <- as.vector(X %*% par[1:p])
    upper <- z[y + 1] - eta; lower <- z[y] - eta
    P <- plogis(upper) - plogis(lower)
    c(-colSums(X * ((dlogis(upper) - dlogis(lower)) / P)),
      sapply(seq_len(length(par) - p), function(j) sum((y == j) * dlogis(upper) / P) - sum((y == j + 1) * dlogis(lower) / P)))
  }
  curvature <- function(par) {
    H <- sapply(seq_along(par), function(j) {
      d <- function(h) { e <- replace(0 * par, j, h); (slopes(par + e) - slopes(par - e)) / (2 * h) }
      a <- d(0.04); b <- d(0.02); c <- d(0.01)
      (16 * (4 * c - b) / 3 - (4 * b - a) / 3) / 15
    })
    -(H + t(H)) / 2
  }
  par <- c(coef(first), first$zeta)
  H <- curvature(par)
  for (i in 1:20) par <- par + solve(H, slopes(par))
  stopifnot(abs(coef(first)[1] - par[1]) < 1e-3)
  list(estimate = par[[1]] / unit[[1]], se = sqrt(solve(curvature(par))[1, 1]) / unit[[1]], n = length(y))
}

# rates is glm of counts, fitted again from where it ended: it takes the standard error from
# the weights of the last iteration but one.
rates <- function(formula) {
  environment(formula) <- parent.frame()
  start <- NULL
  for (i in 1:3) {
    r <- glm(formula, poisson, start = start)
    start <- coef(r)
  }
  arm(r)
}

# arm reads the row of the arm.
arm <- function(r) {
  b <- summary(r, dispersion = 1)$coefficients["treated", ]
  list(estimate = b[[1]], se = b[[2]], n = length(residuals(r)))
}

# dispersed is glm.nb, which stops when its dispersion is good to six digits or so, then glm
# and the score of the dispersion in turn until nothing changes.
dispersed <- function(formula) {
  environment(formula) <- parent.frame()
  r <- glm.nb(formula, control = glm.control(1e-12, 200))
  first <- r
  y <- r$y; theta <- r$theta
  score <- function(x, mu) {
    th <- exp(x)
    th * sum(digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th) / (mu + th))
  }
  for (i in 1:100) {
    # negative.binomial looks for theta by its name.
    r <- eval(substitute(glm(formula, negative.binomial(th), start = coef(r), control = glm.control(1e-30, 3)), list(th = theta)))
    last <- theta
    theta <- exp(uniroot(score, log(theta) + c(-0.5, 0.5), mu = fitted(r), tol = 1e-15, extendInt = "yes")$root)
    if (abs(theta - last) < 1e-12 * theta) break
  }
  stopifnot(i < 100, abs(coef(first)["treated"] - coef(r)["treated"]) < 1e-4)
  arm(r)
}

# tested is a test of one of these.
tested <- function(alternative = "two.sided", margin = 0) function(r) wald(r$estimate, r$se, alternative, margin, n = r$n)

polished <- "odds() is MASS::polr, then Newton's method on the exact likelihood"
repeated <- "rates() is glm(family = poisson), fitted again from where it ended"
in_turn <- "dispersed() is MASS::glm.nb, then glm and the score of the dispersion in turn until nothing changes"
for (table in tables_of("counts")) each(c("low", "high"), function(name) suppressWarnings({
  case(table, "proportional_odds", odds(factor(response) ~ treated), tested(), name, note = polished, tolerance = 1e-8)
  case(table, "proportional_odds_covariates", odds(factor(response) ~ treated + age + source), tested("greater"), name, note = polished, tolerance = 1e-8)
  case(table, "wilcoxon_categories", placed(response ~ arm), wilcoxon, name, note = "placed() is wilcox.test")
  case(table, "poisson", rates(infections ~ treated + offset(log(infections_exposure))), tested(), name, note = repeated)
  case(table, "poisson_covariates", rates(infections ~ treated + age + source + offset(log(infections_exposure))), tested("less", log(1.5)), name, note = repeated)
  case(table, "negative_binomial", dispersed(flares ~ treated + offset(log(flares_exposure))), tested(), name, note = in_turn, tolerance = 1e-8)
  case(table, "negative_binomial_covariates", dispersed(flares ~ treated + age + source + offset(log(flares_exposure))), tested("less", log(1.2)), name,
    note = in_turn, tolerance = 1e-8)
  case(table, "negative_binomial_subgroup", dispersed(flares ~ treated + offset(log(flares_exposure))), tested(), name, where = source == "umbilical",
    note = in_turn, tolerance = 1e-8)
}))
