# Writes the reference values of the laws: Rscript reference.R (R 4.2.2, package
# stats). One file per kind; each case gives the law as a scenario does, its
# mean and variance in closed form, and
#   quantile = [[u, x], …]   x = q(u)
#   cdf      = [[x, p], …]   p = p(x)
#   hazard   = [[x, h], …]   h = −p(x, lower.tail = FALSE, log.p = TRUE)
g <- function(x) ifelse(is.infinite(x), ifelse(x > 0, "1e999", "-1e999"), sprintf("%.17g", x))
u <- c(1e-300, 1e-100, 1e-20, 1e-10, 1e-3, .025, .1, .25, .5, .75, .9, .975, .999, 1 - 1e-10, 1 - 2^-53)
um <- c(1e-3, .025, .1, .25, .5, .75, .9, .975, .999, 1 - 1e-10)

pairs <- function(key, x, y) {
  ok <- is.finite(x) & is.finite(y)
  cat(key, " = [", paste0("[", g(x[ok]), ", ", g(y[ok]), "]", collapse = ", "), "]\n", sep = "")
}

# law: the TOML of the law; q: quantile; p: function(x, upper, log)
case <- function(law, q, p, mean, variance, us = u, time = TRUE, far = NULL, x = NULL, error = 0) {
  cat("\n[[cases]]\nlaw = { ", law, " }\n", sep = "")
  if (error > 0) cat("error = ", error, "\n", sep = "")
  if (is.finite(mean)) cat("mean = ", g(mean), "\n", sep = "")
  if (is.finite(variance)) cat("variance = ", g(variance), "\n", sep = "")
  pairs("quantile", us, q(us))
  if (is.null(x)) x <- unique(q(um))
  pairs("cdf", x, p(x, FALSE, FALSE))
  if (time) {
    x <- c(x, far)
    pairs("hazard", x, -p(x, TRUE, TRUE))
  }
}

bad <- function(law, problem) cat("\n[[bad]]\nlaw = { ", law, " }\nproblem = \"", problem, "\"\n", sep = "")

kind <- function(name, call, body, wobble = 0) {
  sink(paste0(name, ".toml"))
  on.exit(sink())
  cat("source = \"R ", as.character(getRversion()), ", stats: ", call, "\"\n", sep = "")
  if (wobble > 0) cat("wobble = ", wobble, "\n", sep = "")
  body()
}

kind("bernoulli", "qbinom(u, 1, p), pbinom", function() {
  for (p in c(0, .28, .5, 1 / 3, 1))
    case(sprintf("kind = \"bernoulli\", p = %s", g(p)), function(u) qbinom(u, 1, p),
      function(x, upper, log) pbinom(x, 1, p, !upper, log), p, p * (1 - p), us = um, time = FALSE, x = c(-1, 0, .5, 1, 2))
  bad("kind = \"bernoulli\"", "missing")
  bad("kind = \"bernoulli\", p = 1.5", "1.5")
  bad("kind = \"bernoulli\", p = -0.1", "-0.1")
})

kind("constant", "ifelse (the law is trivial)", function() {
  for (v in c(0, 3.25, -2))
    case(sprintf("kind = \"constant\", value = %s", g(v)), function(u) rep(v, length(u)),
      function(x, upper, log) as.numeric(x >= v), v, 0, us = um, time = FALSE, x = c(v - 1, v, v + 1))
  bad("kind = \"constant\"", "missing")
})

kind("uniform", "qunif(u, min, max), punif", function() {
  for (b in list(c(0, 1), c(-3, 5), c(2, 2.5)))
    case(sprintf("kind = \"uniform\", min = %s, max = %s", g(b[1]), g(b[2])), function(u) qunif(u, b[1], b[2]),
      function(x, upper, log) punif(x, b[1], b[2], !upper, log), mean(b), diff(b)^2 / 12, us = um, time = FALSE)
  bad("kind = \"uniform\", min = 2, max = 2", "not below")
  bad("kind = \"uniform\", min = 2, max = 1", "not below")
  bad("kind = \"uniform\", min = { draw = { kind = \"uniform\", min = 0, max = 3 } }, max = 2", "not below")
})

kind("normal", "qnorm(u, mean, sd), pnorm", function() {
  for (b in list(c(0, 1), c(13, 3.8), c(-1e3, .01)))
    case(sprintf("kind = \"normal\", mean = %s, sd = %s", g(b[1]), g(b[2])), function(u) qnorm(u, b[1], b[2]),
      function(x, upper, log) pnorm(x, b[1], b[2], !upper, log), b[1], b[2]^2, time = FALSE,
      x = if (b[1] == -1e3) b[1] + b[2] * c(-1, 0, 2) else qnorm(c(1e-300, 1e-20, um), b[1], b[2]))
  bad("kind = \"normal\", mean = 0, sd = 0", "0")
  bad("kind = \"normal\", mean = 0, sd = -1", "-1")
  bad("kind = \"normal\", mean = 0", "missing")
})

kind("lognormal", "qlnorm(u, meanlog, sdlog), plnorm", function() {
  one <- function(law, m, s) case(law, function(u) qlnorm(u, m, s), function(x, upper, log) plnorm(x, m, s, !upper, log),
    exp(m + s^2 / 2), exp(2 * m + s^2) * expm1(s^2), far = qlnorm(-c(1e2, 500, 1e4), m, s, FALSE, TRUE))
  for (b in list(c(0, 1), c(2.3, .25), c(-1, 2)))
    one(sprintf("kind = \"lognormal\", meanlog = %s, sdlog = %s", g(b[1]), g(b[2])), b[1], b[2])
  for (b in list(c(10, 2), c(.5, 3))) {
    s2 <- log1p((b[2] / b[1])^2)
    one(sprintf("kind = \"lognormal\", mean = %s, sd = %s", g(b[1]), g(b[2])), log(b[1]) - s2 / 2, sqrt(s2))
  }
  bad("kind = \"lognormal\", mean = 1", "needs either")
  bad("kind = \"lognormal\", mean = 1, sd = 1, sdlog = 1", "needs either")
  bad("kind = \"lognormal\", mean = 1, sdlog = 1", "needs either")
  bad("kind = \"lognormal\", mean = -1, sd = 1", "-1")
  bad("kind = \"lognormal\", meanlog = 0, sdlog = 0", "0")
})

kind("exponential", "qexp(u, rate), pexp", function() {
  one <- function(law, r) case(paste0("kind = \"exponential\", ", law), function(u) qexp(u, r),
    function(x, upper, log) pexp(x, r, !upper, log), 1 / r, 1 / r^2, far = c(100, 500) / r)
  one("rate = 0.25", .25)
  one("median = 12", log(2) / 12)
  one("mean = 30", 1 / 30)
  one("survival = { at = 12, value = 0.78 }", -log(.78) / 12)
  bad("kind = \"exponential\"", "exactly one")
  bad("kind = \"exponential\", rate = 1, median = 2", "exactly one")
  bad("kind = \"exponential\", rate = 0", "0")
  bad("kind = \"exponential\", survival = { at = 0, value = 0.5 }", "0")
  bad("kind = \"exponential\", survival = { at = 1, value = 1 }", "1")
})

kind("weibull", "qweibull(u, shape, scale), pweibull", function() {
  one <- function(law, k, s) case(paste0("kind = \"weibull\", ", law), function(u) qweibull(u, k, s),
    function(x, upper, log) pweibull(x, k, s, !upper, log), s * gamma(1 + 1 / k),
    s^2 * (gamma(1 + 2 / k) - gamma(1 + 1 / k)^2), far = qweibull(-c(100, 700), k, s, FALSE, TRUE))
  one("shape = 1, scale = 4", 1, 4)
  one("shape = 2.5, scale = 10", 2.5, 10)
  one("shape = 0.5, scale = 3", .5, 3)
  one("shape = 1.3, median = 12", 1.3, 12 / log(2)^(1 / 1.3))
  one("shape = 0.8, survival = { at = 12, value = 0.78 }", .8, 12 / (-log(.78))^(1 / .8))
  bad("kind = \"weibull\", scale = 1", "missing")
  bad("kind = \"weibull\", shape = 1", "exactly one")
  bad("kind = \"weibull\", shape = 1, scale = 1, median = 1", "exactly one")
  bad("kind = \"weibull\", shape = 0, scale = 1", "0")
})

kind("piecewise_exponential", "diff, cumsum, approx of the cumulative hazard; pexp for one piece", function() {
  one <- function(from, rate, mean, variance) {
    H <- function(x) sapply(x, function(t) sum(rate * pmax(pmin(t, c(from[-1], Inf)) - from, 0)))
    h0 <- H(from)
    T <- function(h) sapply(h, function(v) { j <- max(1, which(h0 < v)); from[j] + (v - h0[j]) / rate[j] })
    case(sprintf("kind = \"piecewise_exponential\", from = [%s], rate = [%s]", toString(g(from)), toString(g(rate))),
      function(u) T(-log1p(-u)), function(x, upper, log) if (log) -H(x) else -expm1(-H(x)), mean, variance,
      far = T(c(100, 600)))
  }
  one(0, .1, 10, 100)
  # S dt = (1 - exp(-.6))/.1 + exp(-.6)/.05; 2 t S dt by parts
  a <- exp(-.6)
  m <- (1 - a) / .1 + a / .05
  v <- 2 * ((1 - a) / .01 - 6 * a / .1 + a * (6 / .05 + 1 / .0025)) - m^2
  one(c(0, 6), c(.1, .05), m, v)
  one(c(0, 3, 4, 10), c(.02, 1.5, 0, .3), NA, NA)
  one(c(0, 5), c(.2, 0), NA, NA)
  bad("kind = \"piecewise_exponential\", from = [0, 6], rate = [1]", "rate")
  bad("kind = \"piecewise_exponential\", from = [1, 6], rate = [1, 2]", "begin at 0")
  bad("kind = \"piecewise_exponential\", from = [0, 6, 6], rate = [1, 2, 3]", "later")
  bad("kind = \"piecewise_exponential\", from = [], rate = []", "begin at 0")
  bad("kind = \"piecewise_exponential\", from = [0], rate = [-1]", "-1")
})

kind("shifted", "qexp(u, rate) + by, qnorm(u, mean, sd) + by", function() {
  case("kind = \"shifted\", of = { kind = \"exponential\", rate = 0.5 }, by = 3", function(u) qexp(u, .5) + 3,
    function(x, upper, log) pexp(x - 3, .5, !upper, log), 5, 4, x = c(1, 3, 4, 50), far = c(100, 1003))
  case("kind = \"shifted\", of = { kind = \"normal\", mean = 1, sd = 2 }, by = -3", function(u) qnorm(u, -2, 2),
    function(x, upper, log) pnorm(x, -2, 2, !upper, log), -2, 4, time = FALSE)
  case("kind = \"shifted\", of = { kind = \"bernoulli\", p = 0.3 }, by = 3", function(u) qbinom(u, 1, .3) + 3,
    function(x, upper, log) pbinom(x - 3, 1, .3, !upper, log), 3.3, .21, us = um, time = FALSE, x = c(2, 3, 3.5, 4))
  bad("kind = \"shifted\", of = { kind = \"exponential\", rate = 0.5 }", "missing")
  bad("kind = \"shifted\", of = { kind = \"exponential\" }, by = 1", "exactly one")
})

kind("scaled", "by * qweibull(u, shape, scale), by * qnorm(u, mean, sd)", function() {
  case("kind = \"scaled\", of = { kind = \"weibull\", shape = 2, scale = 5 }, by = 3", function(u) qweibull(u, 2, 15),
    function(x, upper, log) pweibull(x, 2, 15, !upper, log), 15 * gamma(1.5), 225 * (1 - gamma(1.5)^2), far = c(100, 300))
  case("kind = \"scaled\", of = { kind = \"normal\", mean = -1, sd = 2 }, by = 0.5", function(u) qnorm(u, -.5, 1),
    function(x, upper, log) pnorm(x, -.5, 1, !upper, log), -.5, 1, time = FALSE)
  case("kind = \"scaled\", of = { kind = \"bernoulli\", p = 0.3 }, by = 3", function(u) qbinom(u, 1, .3) * 3,
    function(x, upper, log) pbinom(x / 3, 1, .3, !upper, log), .9, 1.89, us = um, time = FALSE, x = c(-1, 0, 2, 3))
  bad("kind = \"scaled\", of = { kind = \"exponential\", rate = 0.5 }, by = 0", "by")
  bad("kind = \"scaled\", by = 1", "missing")
})

kind("poisson", "qpois(u, rate), ppois", function() {
  for (r in c(.02, 1, 4.5, 50, 3000))
    case(sprintf("kind = \"poisson\", rate = %s", g(r)), function(u) qpois(u, r),
      function(x, upper, log) ppois(x, r, !upper, log), r, r, time = FALSE, us = c(1e-100, 1e-20, um), x = c(qpois(c(1e-25, um), r), 1.5))
  bad("kind = \"poisson\", rate = 0", "0")
  bad("kind = \"poisson\"", "missing")
})

kind("binomial", "qbinom(u, n, p), pbinom", function() {
  for (b in list(c(1, .3), c(12, .45), c(500, .99), c(40, 0), c(40, 1)))
    case(sprintf("kind = \"binomial\", n = %s, p = %s", g(b[1]), g(b[2])), function(u) qbinom(u, b[1], b[2]),
      function(x, upper, log) pbinom(x, b[1], b[2], !upper, log), b[1] * b[2], b[1] * b[2] * (1 - b[2]),
      time = FALSE, us = um, x = c(-1, qbinom(um, b[1], b[2]), b[1], b[1] + 1))
  bad("kind = \"binomial\", n = 0, p = 0.5", "0")
  bad("kind = \"binomial\", n = 2.5, p = 0.5", "2.5")
  bad("kind = \"binomial\", n = 2, p = 1.5", "1.5")
})

kind("negative_binomial", "qnbinom(u, size = 1/dispersion, mu = mean), pnbinom", function() {
  for (b in list(c(2, .8), c(.3, 4), c(20, .01), c(5, 12)))
    case(sprintf("kind = \"negative_binomial\", mean = %s, dispersion = %s", g(b[1]), g(b[2])),
      function(u) qnbinom(u, 1 / b[2], mu = b[1]), function(x, upper, log) pnbinom(x, 1 / b[2], mu = b[1], lower.tail = !upper, log.p = log),
      b[1], b[1] + b[2] * b[1]^2, time = FALSE, us = um, x = c(-1, 0, qnbinom(um, 1 / b[2], mu = b[1]), 1.5))
  bad("kind = \"negative_binomial\", mean = 2, dispersion = 0", "0")
  bad("kind = \"negative_binomial\", mean = 0, dispersion = 1", "0")
})

kind("gamma", "qgamma(u, shape, rate), pgamma", function() {
  one <- function(law, a, r) case(paste0("kind = \"gamma\", ", law), function(u) qgamma(u, a, r),
    function(x, upper, log) pgamma(x, a, r, lower.tail = !upper, log.p = log), a / r, a / r^2, far = c(30, 100, 900) / r + a / r, us = c(1e-100, 1e-20, 1e-10, um, 1 - 2^-53))
  one("shape = 1, rate = 0.25", 1, .25)
  one("shape = 0.3, rate = 2", .3, 2)
  one("shape = 7.5, rate = 0.1", 7.5, .1)
  one("shape = 400, rate = 3", 400, 3)
  one("mean = 8, sd = 4", 4, .5)
  bad("kind = \"gamma\", mean = 1", "needs either")
  bad("kind = \"gamma\", mean = 1, sd = 1, rate = 1", "needs either")
  bad("kind = \"gamma\", shape = 0, rate = 1", "0")
}, wobble = 1e-14)

kind("student_t", "mean + sd * sqrt((df - 2) / df) * qt(u, df), pt", function() {
  for (b in list(c(0, 1, 2.5), c(10, 3, 5), c(-2, .5, 60))) {
    k <- b[2] * sqrt((b[3] - 2) / b[3])
    case(sprintf("kind = \"student_t\", mean = %s, sd = %s, df = %s", g(b[1]), g(b[2]), g(b[3])),
      function(u) b[1] + k * qt(u, b[3]), function(x, upper, log) pt((x - b[1]) / k, b[3], lower.tail = !upper, log.p = log),
      b[1], b[2]^2, time = FALSE, us = if (b[1] == 0) c(1e-100, 1e-20, um) else um)
  }
  bad("kind = \"student_t\", mean = 0, sd = 1, df = 2", "2")
  bad("kind = \"student_t\", mean = 0, sd = 0, df = 3", "0")
}, wobble = 1e-14)

kind("gompertz", "log1p(-shape * log1p(-u) / rate) / shape; the mean by integrate(rel.tol = 1e-13)", function() {
  for (b in list(c(.1, .05), c(2, .001), c(-.2, .1), c(0, .25))) {
    H <- function(x) if (b[1] == 0) b[2] * x else b[2] * expm1(b[1] * x) / b[1]
    T <- function(h) if (b[1] == 0) h / b[2] else suppressWarnings(ifelse(1 + b[1] * h / b[2] > 0, log1p(b[1] * h / b[2]) / b[1], Inf))
    m <- if (b[1] < 0) NA else if (b[1] == 0) 4 else sum(sapply(0:39, function(i) { e <- T(40 * (i + 0:1) / 40); integrate(function(x) exp(-H(x)), e[1], e[2], rel.tol = 1e-13)$value }))
    us <- u; if (b[1] < 0) us <- us[us < 1 - exp(b[2] / b[1])]
    x <- T(-log1p(-um)); x <- x[is.finite(x)]
    case(sprintf("kind = \"gompertz\", shape = %s, rate = %s", g(b[1]), g(b[2])), function(u) T(-log1p(-u)),
      function(x, upper, log) if (log) -H(x) else -expm1(-H(x)), m, NA, us = us, x = x, far = if (b[1] >= 0) T(c(100, 700)) else NULL)
  }
  bad("kind = \"gompertz\", shape = 1, rate = 0", "0")
  bad("kind = \"gompertz\", rate = 1", "missing")
})

kind("log_logistic", "exp(qlogis(u, log(scale), 1/shape)), plogis(log(x), log(scale), 1/shape)", function() {
  for (b in list(c(1, 5), c(3, 12), c(2.2, 1), c(.5, 2))) {
    r <- 1 / b[1]
    m <- if (r < 1) b[2] * pi * r / sin(pi * r) else NA
    v <- if (r < .5) b[2]^2 * 2 * pi * r / sin(2 * pi * r) - m^2 else NA
    case(sprintf("kind = \"log_logistic\", shape = %s, %s = %s", g(b[1]), if (b[1] == 3) "median" else "scale", g(b[2])),
      function(u) exp(qlogis(u, log(b[2]), r)), function(x, upper, log) plogis(log(x), log(b[2]), r, !upper, log), m, v,
      us = c(1e-100, 1e-20, um, 1 - 2^-53), far = b[2] * exp(r * c(100, 300)))
  }
  bad("kind = \"log_logistic\", shape = 1", "exactly one")
  bad("kind = \"log_logistic\", shape = 1, scale = 1, median = 1", "exactly one")
  bad("kind = \"log_logistic\", shape = 0, scale = 1", "0")
})

kind("cure", "qexp(u/(1 - f), rate), qweibull(u/(1 - f), shape, scale); (1 - f) * pexp, pweibull", function() {
  one <- function(law, f, q, p) case(sprintf("kind = \"cure\", fraction = %s, of = { %s }", g(f), law), function(u) suppressWarnings(q(u / (1 - f))),
    function(x, upper, log) if (log) log1p(-(1 - f) * p(x)) else (1 - f) * p(x), NA, NA, us = u[u < 1 - f], x = q(um[um < 1 - f] / (1 - f)))
  one("kind = \"exponential\", rate = 0.1", .3, function(u) qexp(u, .1), function(x) pexp(x, .1))
  one("kind = \"weibull\", shape = 1.5, scale = 8", .65, function(u) qweibull(u, 1.5, 8), function(x) pweibull(x, 1.5, 8))
  bad("kind = \"cure\", fraction = 1.5, of = { kind = \"exponential\", rate = 1 }", "1.5")
  bad("kind = \"cure\", fraction = 0.5, of = { kind = \"normal\", mean = 9, sd = 1 }", "negative")
})

kind("discrete", "values[findInterval(u, cumsum(weights)/sum(weights), left.open = TRUE) + 1]", function() {
  for (b in list(list(c(0, 1, 2.5), c(1, 1, 2)), list(c(-3, 7), c(0, .3)), list(1:10, 1 / (1:10)))) {
    cum <- cumsum(b[[2]]) / sum(b[[2]]); m <- weighted.mean(b[[1]], b[[2]])
    case(sprintf("kind = \"discrete\", values = [%s], weights = [%s]", toString(g(b[[1]])), toString(g(b[[2]]))),
      function(u) b[[1]][findInterval(u, cum, left.open = TRUE) + 1], function(x, upper, log) c(0, cum)[findInterval(x, b[[1]]) + 1],
      m, round(weighted.mean((b[[1]] - m)^2, b[[2]]), 14), time = FALSE, us = setdiff(um, .25), x = c(-9, b[[1]], b[[1]] + .1))
  }
  bad("kind = \"discrete\", values = [1, 2], weights = [1]", "1 weights for 2 values")
  bad("kind = \"discrete\", values = [1, 1], weights = [1, 1]", "not greater")
  bad("kind = \"discrete\", values = [1, 2], weights = [0, 0]", "no weight")
  bad("kind = \"discrete\", values = [1, 2], weights = [2, -1]", "-1")
})

kind("categorical", "findInterval(u, cumsum(weights)/sum(weights), left.open = TRUE)", function() {
  w <- c(.5, .2, .3); cum <- cumsum(w) / sum(w)
  case("kind = \"categorical\", levels = { marrow = 0.5, umbilical = 0.2, fat = 0.3 }",
    function(u) findInterval(u, cum, left.open = TRUE), function(x, upper, log) c(0, cum)[floor(x) + 2], .8, .5 * .64 + .2 * .04 + .3 * 1.44, time = FALSE, us = setdiff(um, .5), x = c(-1, 0, 1, 1.5, 2))
  bad("kind = \"categorical\", levels = { a = 0, b = 0 }", "no weight")
  bad("kind = \"categorical\", levels = { a = -1, b = 1 }", "-1")
})

kind("beta", "qbeta(u, a, b), pbeta", function() {
  one <- function(law, a, b) case(paste0("kind = \"beta\", ", law), function(u) qbeta(u, a, b),
    function(x, upper, log) pbeta(x, a, b, lower.tail = !upper, log.p = log), a / (a + b), a * b / (a + b)^2 / (a + b + 1), time = FALSE,
    us = c(1e-20, 1e-10, um))
  one("a = 1, b = 1", 1, 1)
  one("a = 2.5, b = 4", 2.5, 4)
  one("a = 0.4, b = 0.7", .4, .7)
  one("a = 30, b = 0.8", 30, .8)
  one("a = 300, b = 900", 300, 900)
  t <- .3 * .7 / .05^2 - 1
  one("mean = 0.3, sd = 0.05", .3 * t, .7 * t)
  bad("kind = \"beta\", mean = 0.5", "needs either")
  bad("kind = \"beta\", mean = 0.1, sd = 0.4", "too large")
  bad("kind = \"beta\", a = 0, b = 1", "0")
}, wobble = 1e-14)

kind("truncated", "qnorm, qexp of p(min) + u * (p(max) - p(min)), tails by lower.tail = FALSE; the mean of the normal by Mills' ratio", function() {
  n <- function(lo, hi, upper) { # the standard normal between lo and hi
    z <- if (upper) pnorm(lo, lower.tail = FALSE) - pnorm(hi, lower.tail = FALSE) else pnorm(hi) - pnorm(lo)
    f <- function(x) if (is.finite(x)) x * dnorm(x) else 0
    m <- (dnorm(lo) - dnorm(hi)) / z
    law <- paste0("kind = \"truncated\", of = { kind = \"normal\", mean = 0, sd = 1 }",
      if (is.finite(lo)) paste0(", min = ", g(lo)), if (is.finite(hi)) paste0(", max = ", g(hi)))
    case(law, if (upper) function(u) qnorm(pnorm(lo, lower.tail = FALSE) - u * z, lower.tail = FALSE) else function(u) qnorm(pnorm(lo) + u * z),
      function(x, up, log) if (upper) (pnorm(lo, lower.tail = FALSE) - pnorm(x, lower.tail = FALSE)) / z else (pnorm(x) - pnorm(lo)) / z,
      m, if (lo < 5) 1 + (f(lo) - f(hi)) / z - m^2 else NA, us = um, time = FALSE,
      error = if (lo > 5) 1e-11 else 0) # F changes by 1e-11 of itself with the last digit of x
  }
  n(0, Inf, TRUE)
  n(-1, 2.5, FALSE)
  n(8, Inf, TRUE)
  n(-Inf, -3, FALSE)
  a <- pexp(1, .5); z <- pexp(6, .5) - a
  case("kind = \"truncated\", of = { kind = \"exponential\", rate = 0.5 }, min = 1, max = 6", function(u) qexp(a + u * z, .5),
    function(x, up, log) (pexp(x, .5) - a) / z, 2 + (exp(-.5) - 6 * exp(-3)  - 0 * a) / (exp(-.5) - exp(-3)), NA, us = um, time = FALSE)
  a <- ppois(0, 2)
  case("kind = \"truncated\", of = { kind = \"poisson\", rate = 2 }, min = 1", function(u) qpois(a + u * (1 - a), 2),
    function(x, up, log) pmax(0, ppois(x, 2) - a) / (1 - a), 2 / (1 - a), NA, us = um, time = FALSE, x = 0:9)
  bad("kind = \"truncated\", of = { kind = \"normal\", mean = 0, sd = 1 }", "needs min or max")
  bad("kind = \"truncated\", of = { kind = \"normal\", mean = 0, sd = 1 }, min = 1, max = 0", "not below")
  bad("kind = \"truncated\", of = { kind = \"uniform\", min = 0, max = 1 }, min = 1.5, max = 2", "no probability")
}, wobble = 1e-14)

kind("rounded", "floor(qnorm(u, mean, sd)/step + 0.5) * step, pnorm", function() {
  for (b in list(c(10, 3, 1), c(0, 1, .25), c(100, 15, 5)))
    case(sprintf("kind = \"rounded\", of = { kind = \"normal\", mean = %s, sd = %s }, step = %s", g(b[1]), g(b[2]), g(b[3])),
      function(u) floor(qnorm(u, b[1], b[2]) / b[3] + .5) * b[3], function(x, upper, log) pnorm((floor(x / b[3]) + .5) * b[3], b[1], b[2]),
      if (b[1] > 0) b[1] else NA, NA, us = um, time = FALSE, x = c(b[1] + b[3] * (-4:4), b[1] + b[3] / 3))
  bad("kind = \"rounded\", of = { kind = \"normal\", mean = 0, sd = 1 }, step = 0", "0")
  bad("kind = \"rounded\", of = { kind = \"categorical\", levels = { a = 1, b = 1 } }, step = 1", "categories")
}, wobble = 1e-14)

kind("zero_inflated", "qpois, qnbinom of pmax(0, (u - zero)/(1 - zero)); zero + (1 - zero) * ppois, pnbinom", function() {
  one <- function(law, z, q, p, m, v) case(sprintf("kind = \"zero_inflated\", zero = %s, of = { %s }", g(z), law), function(u) q(pmax(0, (u - z) / (1 - z))),
    function(x, upper, log) ifelse(x < 0, 0, z + (1 - z) * p(x)), (1 - z) * m, (1 - z) * (v + z * m^2), us = um, time = FALSE, x = c(-1, 0:6, 2.5))
  one("kind = \"poisson\", rate = 3", .4, function(u) qpois(u, 3), function(x) ppois(x, 3), 3, 3)
  one("kind = \"negative_binomial\", mean = 2, dispersion = 0.5", .15, function(u) qnbinom(u, 2, mu = 2), function(x) pnbinom(x, 2, mu = 2), 2, 4)
  bad("kind = \"zero_inflated\", zero = 1.5, of = { kind = \"poisson\", rate = 1 }", "1.5")
  bad("kind = \"zero_inflated\", zero = 0.5, of = { kind = \"normal\", mean = 0, sd = 1 }", "negative")
})

kind("mixture", "uniroot(sum(w * pnorm) - u, tol = 1e-15), sum(w * pnorm); pexp, ppois", function() {
  w <- c(.3, .7); m <- c(0, 6); s <- c(1, 2)
  F <- function(x) sapply(x, function(t) sum(w * pnorm(t, m, s)))
  Q <- function(u) sapply(u, function(v) uniroot(function(t) F(t) - v, c(-20, 30), tol = 1e-15)$root)
  case("kind = \"mixture\", parts = [{ weight = 3, of = { kind = \"normal\", mean = 0, sd = 1 } }, { weight = 7, of = { kind = \"normal\", mean = 6, sd = 2 } }]",
    Q, function(x, upper, log) F(x), 4.2, .3 * (1 + 4.2^2) + .7 * (4 + 1.8^2), us = um[um < .9999], time = FALSE)
  G <- function(x) sapply(x, function(t) mean(pexp(t, c(.1, 1))))
  R <- function(u) sapply(u, function(v) uniroot(function(t) G(t) - v, c(0, 400), tol = 1e-15)$root)
  case("kind = \"mixture\", parts = [{ weight = 1, of = { kind = \"exponential\", rate = 0.1 } }, { weight = 1, of = { kind = \"exponential\", rate = 1 } }]",
    R, function(x, upper, log) G(x), 5.5, .5 * (100 + 4.5^2) + .5 * (1 + 4.5^2), us = um[um < .9999], time = FALSE, x = c(.01, 1, 5, 50))
  P <- function(x) sapply(x, function(t) sum(c(.25, .75) * ppois(t, c(1, 9))))
  case("kind = \"mixture\", parts = [{ weight = 0.25, of = { kind = \"poisson\", rate = 1 } }, { weight = 0.75, of = { kind = \"poisson\", rate = 9 } }]",
    function(u) sapply(u, function(v) min(which(P(0:99) >= v)) - 1), function(x, upper, log) P(x), 7, .25 * (1 + 36) + .75 * (9 + 4), us = um, time = FALSE, x = 0:20)
  bad("kind = \"mixture\", parts = []", "no weight")
  bad("kind = \"mixture\", parts = [{ weight = 0, of = { kind = \"poisson\", rate = 1 } }]", "no weight")
  bad("kind = \"mixture\", parts = [{ weight = 1, of = { kind = \"poisson\", rate = 1 } }, { weight = 1, of = { kind = \"normal\", mean = 0, sd = 1 } }]", "atoms")
}, wobble = 1e-14)

rows <- read.csv("empirical.csv", stringsAsFactors = TRUE)
kind("empirical", "quantile(x, u, type = 1), ecdf(x), factor", function() {
  for (column in c("age", "score", "source")) {
    x <- rows[[column]]
    if (is.factor(x)) x <- as.integer(x) - 1
    case(sprintf("kind = \"empirical\", file = \"empirical.csv\", column = \"%s\"", column), function(u) quantile(x, u, type = 1, names = FALSE),
      function(at, upper, log) ecdf(x)(at), mean(x), mean((x - mean(x))^2), us = c(um, 1:7 / 7), time = FALSE, x = c(sort(unique(x)), min(x) - 1, max(x) + 1, mean(x)))
  }
  bad("kind = \"empirical\", column = \"age\"", "missing")
  bad("kind = \"empirical\", file = \"empirical.csv\"", "missing")
  bad("kind = \"empirical\", file = \"empirical.csv\", column = \"agee\"", "did you mean age?")
  bad("kind = \"empirical\", file = \"empirical.csv\", column = \"hole\"", "no value in line 4")
  bad("kind = \"empirical\", file = \"empirical.csv\", column = \"mixed\"", "line 3 has")
  bad("kind = \"empirical\", file = \"none.csv\", column = \"age\"", "there is no file")
  bad("kind = \"empirical\", file = \"../empirical.csv\", column = \"age\"", "leads out")
  bad("kind = \"rounded\", of = { kind = \"empirical\", file = \"empirical.csv\", column = \"source\" }, step = 1", "categories")
})
