source("reference.R")
suppressPackageStartupMessages(library(nlme))
header("mmrm.R", paste0("nlme ", packageVersion("nlme"), " gls(value ~ 0 + visit + visit:arm + visit:baseline + …, correlation, weights, method = 'REML'), to the digits of its optimizer; lm of one visit where the visits are complete, which is the same model"))

set.seed(1971)
times <- c(0, 1, 2, 4)
draw <- function(n, leaving) {
  x <- people(n)
  y <- matrix(0, n, 4)
  z <- rnorm(n)
  y[, 1] <- round(20 + 4 * z, 1)
  gone <- rep(FALSE, n)
  for (v in 2:4) {
    z <- 0.6 * z + 0.8 * rnorm(n)
    gone <- gone | runif(n) < leaving
    y[, v] <- round(20 - v - x$arm * v / 2 + x$eta + 4 * z, 1)
    y[gone | runif(n) < leaving / 2, v] <- NA
  }
  x$y <- y
  x
}
show <- function(name, x) {
  person(name, x[names(x) != "y"])
  cat("visits = [", paste(ifelse(is.na(t(x$y)), "nan", number(t(x$y))), collapse = ", "), "]\n", sep = "")
}
info <- function(x, v) { n <- tabulate(x$arm[!is.na(x$y[, v])] + 1, 2); n[1] * n[2] / sum(n) }

complete <- draw(60L, 0)
show("complete", complete)
for (v in 2:4) for (k in list(integer(0), c(0L, 1L))) for (margin in c(0, -1)) {
  x <- c(complete[names(complete) != "y"], list(value = complete$y[, v], baseline = complete$y[, 1]))
  r <- lm(model(c(-1L, k)), data.frame(x))
  s <- summary(r)$coefficients["arm", ]
  student(s[[1]], s[[2]], r$df.residual, info(complete, v), margin, sample = "complete", visit = v - 1L,
    covariates = k, covariance = "unstructured", freedom = "satterthwaite")
}

gaps <- draw(80L, 0.08)
show("gaps", gaps)
n <- length(gaps$arm)
d <- data.frame(id = rep(1:n, each = 3), number_of = rep(1:3, n), value = as.vector(t(gaps$y[, -1])), arm = rep(gaps$arm, each = 3),
  baseline = rep(gaps$y[, 1], each = 3), number = rep(gaps$number, each = 3))
d$visit <- factor(d$number_of)
d$time <- times[d$number_of + 1]
d <- d[!is.na(d$value), ]
structures <- list(
  unstructured = list(corSymm(form = ~ number_of | id), varIdent(form = ~ 1 | visit)),
  compound_symmetry = list(corCompSymm(form = ~ number_of | id), NULL),
  heterogeneous_compound_symmetry = list(corCompSymm(form = ~ number_of | id), varIdent(form = ~ 1 | visit)),
  ar1 = list(corAR1(form = ~ number_of | id), NULL),
  heterogeneous_ar1 = list(corAR1(form = ~ number_of | id), varIdent(form = ~ 1 | visit)),
  exponential = list(corExp(form = ~ time | id), NULL))
for (name in names(structures)) for (k in list(integer(0), 0L)) {
  f <- reformulate(c("0", "visit", "visit:arm", "visit:baseline", if (length(k)) "visit:number"), "value")
  r <- gls(f, d, correlation = structures[[name]][[1]], weights = structures[[name]][[2]], method = "REML",
    control = glsControl(maxIter = 200, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-12))
  for (v in c(3, 4)) {
    at <- paste0("visit", v - 1, ":arm")
    student(coef(r)[[at]], sqrt(r$varBeta[at, at]), nrow(d) - length(coef(r)), info(gaps, v), 0, sample = "gaps", visit = as.integer(v - 1),
      covariates = k, covariance = name, freedom = "residual", tolerance = 5e-5)
  }
}
