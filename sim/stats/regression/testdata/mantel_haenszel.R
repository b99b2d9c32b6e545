source("patients.R", local = TRUE)
header("mantel_haenszel.R", "mantelhaen.test(correct = FALSE); risk difference and Sato's variance as weighted means of the strata")

show_tables <- function(s) {
  # Rows of s: successes and patients of the treated, then of the control arm.
  block("case", list())
  cat("tables = [", paste0("[", apply(s, 1, paste, collapse = ", "), "]", collapse = ", "), "]\n", sep = "")
}

cases <- list(
  tolbutamide = rbind(c(8, 106, 5, 120), c(22, 98, 16, 85)), # University Group Diabetes Program, deaths by age
  migraine = rbind(c(16, 27, 5, 25), c(12, 28, 7, 26)),
  sparse = rbind(c(1, 1, 0, 1), c(0, 1, 1, 1), c(1, 2, 0, 1), c(1, 1, 1, 3), c(2, 3, 0, 2)),
  unequal = rbind(c(3, 40, 9, 12), c(50, 61, 8, 9), c(1, 5, 2, 90)),
  one_sided = rbind(c(10, 10, 0, 10), c(6, 7, 2, 9)),
  silent = rbind(c(0, 9, 0, 7), c(4, 9, 2, 11), c(5, 5, 3, 3)),
  many = t(replicate(12, { n <- rpois(2, 15) + 1; c(rbinom(1, n[1], 0.5), n[1], rbinom(1, n[2], 0.3), n[2]) })))
for (name in names(cases)) {
  s <- cases[[name]]
  a <- s[, 1]; n1 <- s[, 2]; b <- s[, 3]; n0 <- s[, 4]
  x <- array(rbind(a, n1 - a, b, n0 - b), c(2, 2, nrow(s)))
  z <- sqrt(unname(mantelhaen.test(x, correct = FALSE)$statistic)) * sign(sum(a - n1 * (a + b) / (n1 + n0)))
  # Weighted means of differences; Sato's variance from the risks of the strata.
  w <- n1 * n0 / (n1 + n0); p1 <- a / n1; p0 <- b / n0
  d <- weighted.mean(p1 - p0, w)
  P <- w^2 * (p0 / n0 - p1 / n1 + (1 / n1 - 1 / n0) / 2)
  Q <- w * (p1 * (1 - p0) + p0 * (1 - p1)) / 2
  show_tables(s)
  field("statistic", z)
  field("estimate", d)
  field("se", sqrt(d * sum(P) + sum(Q)) / sum(w))
}
