# What the scripts beside this one share: patients of two arms, and how to print them.
source("../../analysis/testdata/reference.R", local = TRUE)
set.seed(1980)

# patients are samples by name: a data frame with arm, covariates x1 … and, for counts,
# exposure. Their linear predictor but for intercept and arm is in eta.
patients <- function() {
  draw <- function(n, share, ...) {
    d <- data.frame(arm = sample(rep(1:0, c(round(n * share), n - round(n * share)))), ...)
    d$exposure <- round(runif(n, 0.2, 2), 2)
    d$eta <- 0
    for (x in grep("^x", names(d))) if (sd(d[[x]]) > 0) d$eta <- d$eta + as.vector(scale(d[[x]])) * c(0.6, -0.4, 0.3)[1 + x %% 3]
    d
  }
  normal <- function(n, digits = 2) round(rnorm(n), digits)
  list(
    plain = draw(80, 0.5),
    unequal = draw(90, 0.2),
    baseline = draw(120, 0.5, x1 = round(rnorm(120, 12, 4))),
    one = draw(60, 0.5, x1 = normal(60)),
    stratum = draw(100, 0.6, x1 = as.numeric(rbinom(100, 1, 0.4))),
    strata = {
      s <- sample(1:4, 200, TRUE)
      draw(200, 0.5, x1 = as.numeric(s == 2), x2 = as.numeric(s == 3), x3 = as.numeric(s == 4))
    },
    five = draw(400, 0.5, x1 = normal(400), x2 = round(rexp(400), 2), x3 = as.numeric(rbinom(400, 1, 0.3)), x4 = normal(400), x5 = round(runif(400, 20, 80))),
    large = draw(1000, 0.5, x1 = normal(1000), x2 = normal(1000)),
    offset = draw(150, 0.5, x1 = 1e6 + normal(150), x2 = 2020 + normal(150)),
    scale = draw(150, 0.4, x1 = 1e-5 * normal(150), x2 = 1e5 * normal(150)),
    outlier_first = draw(100, 0.5, x1 = c(30, normal(99))),
    collinear = {
      a <- normal(70); b <- normal(70)
      draw(70, 0.5, x1 = a, x2 = 2 * a + 1, x3 = b, x4 = a - b)
    },
    constant = draw(70, 0.5, x1 = rep(3, 70), x2 = normal(70)))
}

# numbers prints a line with a list of numbers, with all digits and nan for NA.
numbers <- function(key, x) if (length(x) > 0)
  cat(key, " = [", paste(ifelse(is.na(x), "nan", number(x)), collapse = ", "), "]\n", sep = "")

# show prints a sample with a response, one column a line.
show <- function(name, d, response, exposure = FALSE) {
  block("sample", list(name = name, arm = as.integer(d$arm), response = response))
  if (exposure) field("exposure", d$exposure)
  x <- d[grep("^x", names(d))]
  if (ncol(x) > 0) cat("covariates = [", paste0("[", sapply(x, function(v) paste(vapply(v, format, "", digits = 15), collapse = ", ")), "]", collapse = ", "), "]\n", sep = "")
}

# covariates are the names of the regressors beside the arm.
covariates <- function(d) grep("^x", names(d), value = TRUE)

# kept is the names of those regressors that lm finds no combination of others; glm
# would decide by its convergence criterion.
kept <- function(d) {
  b <- coef(lm(reformulate(c("arm", covariates(d)), "response"), d, tol = 1e-9))
  setdiff(names(b)[!is.na(b)], "(Intercept)")
}

# counts is the formula of a regression of counts.
counts <- function(d) reformulate(c(kept(d), "offset(log(exposure))"), "response")

# answer prints the case of a sample from the estimates and variances of arm and
# covariates, named.
answer <- function(name, d, estimate, variance, ...) {
  x <- covariates(d)
  block("case", list(sample = name, estimate = estimate[["arm"]], se = sqrt(variance[["arm"]]), ...))
  numbers("slopes", estimate[x])
  numbers("errors", sqrt(variance[x]))
}
