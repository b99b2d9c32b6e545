source("reference.R")
header("chi_square.R", "chisq.test(correct), one-sided p from prop.test(correct, alternative)")

for (x in tables) for (continuity in c(FALSE, TRUE)) {
  r <- risks(x)
  m <- matrix(c(x[1], x[2] - x[1], x[3], x[4] - x[3]), 2)
  two <- suppressWarnings(chisq.test(m, correct = continuity))
  one <- function(side) suppressWarnings(prop.test(x[c(1, 3)], x[c(2, 4)], correct = continuity, alternative = side))$p.value
  z <- sign(r$estimate) * sqrt(unname(two$statistic))
  case(continuity = continuity, table = as.integer(x),
    estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info, statistic = unname(two$statistic),
    z_two_sided = z, z_greater = z, z_less = z,
    p_two_sided = two$p.value, p_greater = one("greater"), p_less = one("less"))
}
