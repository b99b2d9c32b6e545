source("reference.R")
suppressPackageStartupMessages(library(survival))
header("rmst.R", paste0("survival ", packageVersion("survival"), " summary(survfit(Surv(time, event) ~ arm), rmean), and own sums"))

set.seed(1949)
data <- list(
  remission = list( # weeks in remission under 6-MP and placebo, Freireich and others 1963
    time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
    event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)) == 1,
    arm = rep(1:0, each = 21)),
  trial = adjusted(200, 0.6, 3)[1:3],
  ties = adjusted(150, 0.7, 1)[1:3])
for (name in names(data)) do.call(sample_of, c(list(name = name), data[[name]]))

# area is the area under the curve up to tau and its variance by definition.
area <- function(time, event, tau) {
  at <- sort(unique(time[event & time < tau]))
  if (length(at) == 0) return(c(tau, 0))
  n <- sapply(at, function(t) sum(time >= t)); d <- sapply(at, function(t) sum(time == t & event))
  s <- cumprod(1 - d / n)
  pieces <- s * diff(c(at, tau))
  behind <- rev(cumsum(rev(pieces)))
  c(at[1] + sum(pieces), sum(ifelse(n > d, behind^2 * d / (n * (n - d)), 0)))
}

until <- list(remission = c(7, 10, 23, 30), trial = c(0.3, 1), ties = c(0.2, 0.8))
for (name in names(data)) for (tau in until[[name]]) for (margin in c(0, 0.1)) {
  x <- data[[name]]
  a <- lapply(1:0, function(k) area(x$time[x$arm == k], x$event[x$arm == k], tau))
  for (k in 1:2) {
    r <- summary(survfit(Surv(x$time, x$event) ~ 1, subset = x$arm == 2 - k), rmean = tau)$table
    same(a[[k]][1], r[grep("rmean", names(r))[1]]); same(sqrt(a[[k]][2]), r[grep("rmean", names(r))[2]])
  }
  estimate <- a[[1]][1] - a[[2]][1]; se <- sqrt(a[[1]][2] + a[[2]][2])
  z <- (estimate - margin) / se
  n1 <- sum(x$arm == 1); n0 <- sum(x$arm == 0)
  do.call(case, c(list(sample = name, tau = tau, margin = margin, estimate = estimate, se = se,
    half = qnorm(0.975) * se, info = n1 * n0 / (n1 + n0), statistic = z), normal(z)))
}
