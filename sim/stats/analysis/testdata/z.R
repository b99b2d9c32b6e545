source("reference.R")
header("z.R", "by formula with pnorm; pooled also prop.test(correct = FALSE)")

for (name in names(samples())) sample_of(name = name, treated = samples()[[name]][[1]], control = samples()[[name]][[2]])

for (name in names(samples())) for (margin in c(0, 0.25)) for (sd in c(1, 2.5)) {
  x <- samples()[[name]]
  estimate <- mean(x[[1]]) - mean(x[[2]])
  se <- sd * sqrt(1 / length(x[[1]]) + 1 / length(x[[2]]))
  z <- (estimate - margin) / se
  do.call(case, c(list(sample = name, margin = margin, sd = sd,
    estimate = estimate, se = se, half = qnorm(0.975) * se,
    info = 1 / (1 / length(x[[1]]) + 1 / length(x[[2]])), statistic = z), normal(z)))
}

for (x in tables) {
  r <- risks(x)
  p <- (x[1] + x[3]) / (x[2] + x[4])
  z <- r$estimate / sqrt(p * (1 - p) * (1 / x[2] + 1 / x[4]))
  if (r$estimate != 0) {
    twin <- suppressWarnings(prop.test(x[c(1, 3)], x[c(2, 4)], correct = FALSE))
    same(abs(z), sqrt(unname(twin$statistic)))
    same(2 * pnorm(-abs(z)), twin$p.value)
  }
  do.call(case, c(list(pooled = TRUE, table = as.integer(x),
    estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info, statistic = z), normal(z)))
  if (r$se > 0) for (margin in c(0, -0.1, 0.05)) {
    z <- (r$estimate - margin) / r$se
    do.call(case, c(list(pooled = FALSE, margin = margin, table = as.integer(x),
      estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info, statistic = z), normal(z)))
  }
}
