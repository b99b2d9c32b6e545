# What the scripts beside this one share. Run them here:  Rscript t.R > t.toml
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

# number prints x with all its digits.
number <- function(x) {
  ifelse(is.infinite(x), ifelse(x > 0, "inf", "-inf"),
    sub("^(-?[0-9]+)(e.*)?$", "\\1.0\\2", sprintf("%.17g", x)))
}

# field prints one line of a case: numbers with all digits, data as short as they are.
field <- function(key, x) {
  text <- if (is.character(x)) paste0('"', x, '"')
    else if (is.logical(x)) tolower(as.character(x))
    else if (is.integer(x)) as.character(x)
    else if (length(x) > 1) vapply(x, format, "", digits = 15)
    else number(x)
  if (length(x) > 1 || key %in% c("treated", "control", "strata", "covariates")) text <- paste0("[", paste(text, collapse = ", "), "]")
  cat(key, " = ", text, "\n", sep = "")
}

# header prints where the values come from.
header <- function(script, calls) {
  cat("# Written by ", script, ".\n", sep = "")
  cat('source = "R ', as.character(getRversion()), ", ", calls, '"\n', sep = "")
}

# block prints one table of a list of tables.
block <- function(title, fields) {
  cat("\n[[", title, "]]\n", sep = "")
  for (key in names(fields)) field(key, fields[[key]])
}

# case prints one case, and sample the data that cases name.
case <- function(...) block("case", list(...))
sample_of <- function(...) block("sample", list(...))

# normal gives the p-values of a normal deviate.
normal <- function(z) list(z_two_sided = z, z_greater = z, z_less = z,
  p_two_sided = 2 * pnorm(-abs(z)), p_greater = pnorm(z, lower.tail = FALSE), p_less = pnorm(z))

# same stops unless two ways to one number agree.
same <- function(a, b, tolerance = 1e-10) {
  stopifnot(all(abs(a - b) <= tolerance * pmax(abs(a), abs(b)) + 1e-300))
}

# tables are two-by-two tables: successes and patients, treated first.
tables <- list(
  c(12, 30, 9, 28), c(9, 30, 12, 28), c(15, 30, 14, 28), c(3, 4, 1, 4), c(1, 1, 0, 1), c(0, 1, 1, 1),
  c(10, 10, 0, 10), c(0, 10, 10, 10), c(1, 3, 20, 200), c(20, 200, 3, 3), c(7, 12, 0, 3), c(60, 100, 40, 100),
  c(90, 100, 10, 100), c(250, 400, 180, 390), c(31, 1000, 12, 1000), c(950, 1000, 150, 1000), c(200, 600, 520, 1400),
  c(0, 58, 1, 2), c(5, 9, 5, 9), c(17, 33, 16, 34), c(5, 10, 4, 9))

# risks gives the estimate, its unpooled standard error and the information of a table.
risks <- function(x) {
  p1 <- x[1] / x[2]; p0 <- x[3] / x[4]
  list(estimate = p1 - p0, se = sqrt(p1 * (1 - p1) / x[2] + p0 * (1 - p0) / x[4]), info = x[2] * x[4] / (x[2] + x[4]))
}

# samples are pairs of samples of a continuous endpoint, treated first.
samples <- function() {
  set.seed(1908)
  list(
    sleep = list(c(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4), c(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2)),
    tiny = list(c(1.5), c(2, 2.25)),
    ties = list(c(1, 1, 1, 2), c(1, 2, 2, 2, 2, 3)),
    unequal = list(round(rnorm(3, 1), 3), round(rnorm(80), 3)),
    equal_means = list(c(1, 2, 3), c(2, 2, 2, 0, 4)),
    large = list(round(rnorm(700, 10.1, 3), 2), round(rnorm(500, 10, 3), 2)),
    far_above = list(round(rnorm(60, 9), 3), round(rnorm(50), 3)),
    far_below = list(round(rnorm(200, -4), 3), round(rnorm(150), 3)),
    offset = list(1e6 + round(rnorm(30, 0.5), 3), 1e6 + round(rnorm(25), 3)),
    outlier_first = list(c(1e4, round(rnorm(99), 3)), c(-1e4, round(rnorm(120), 3))),
    almost_constant = list(c(0.1, 0.1, 0.1, 0.3), c(0.1, 0.1, 0.1)))
}

# traits draws the covariates of n patients: a number, a category of 3 levels, one of 2.
traits <- function(n) list(number = round(rnorm(n, 50, 8), 1), level = sample(0:2, n, TRUE, c(0.5, 0.3, 0.2)), group = sample(0:1, n, TRUE))

# adjusted draws survival that depends on them, with a late effect of the arm.
adjusted <- function(n, ratio, digits) {
  x <- traits(n)
  arm <- sample(rep(0:1, length.out = n))
  time <- rexp(n) / exp(0.03 * (x$number - 50) + 0.4 * x$level - 0.5 * x$group)
  late <- arm == 1 & time > 0.3
  time[late] <- 0.3 + (time[late] - 0.3) / ratio
  stop <- runif(n, 0.2, 2.5)
  c(list(time = pmax(round(pmin(time, stop), digits), 10^-digits), event = time <= stop, arm = arm), x)
}

# people draws n patients of two arms with covariates, and what depends on them in eta.
people <- function(n) {
  x <- traits(n)
  arm <- sample(rep(0:1, length.out = n))
  c(list(arm = as.integer(arm)), x, list(eta = 0.05 * (x$number - 50) + 0.4 * x$level - 0.5 * x$group))
}

# person is the sample of a list of people, without eta.
person <- function(name, x, ...) do.call(sample_of, c(list(name = name), x[setdiff(names(x), "eta")], list(...)))

# terms names the columns of the covariates by their numbers.
terms_of <- function(k) c("baseline", "number", "factor(level)", "group")[k + 2L]

# model is the formula with the arm first and these covariates.
model <- function(k, ...) reformulate(c("arm", terms_of(k), ...), "value")

# wald prints the case of an estimate with a standard error.
wald <- function(estimate, se, arm, margin, ...) {
  z <- (estimate - margin) / se
  n <- tabulate(arm + 1, 2)
  do.call(case, c(list(...), list(margin = margin, estimate = estimate, se = se, half = qnorm(0.975) * se,
    info = n[1] * n[2] / sum(n), statistic = z), normal(z)))
}

# student prints that of one with a t law.
student <- function(estimate, se, df, info, margin, ...) {
  t <- (estimate - margin) / se
  z <- -sign(t) * qnorm(pt(-abs(t), df, log.p = TRUE), log.p = TRUE)
  case(..., margin = margin, estimate = estimate, se = se, half = qt(0.975, df) * se, info = info, statistic = t,
    z_two_sided = z, z_greater = z, z_less = z,
    p_two_sided = 2 * pt(-abs(t), df), p_greater = pt(t, df, lower.tail = FALSE), p_less = pt(t, df))
}

# some lists of covariates, by their numbers.
adjustments <- list(integer(0), 0L, c(1L, 0L), c(2L, 1L, 0L))
