source("reference.R")
header("t.R", "t.test(treated, control, var.equal = TRUE, mu = margin); z from pt and qnorm by logarithms")

for (name in names(samples())) sample_of(name = name, treated = samples()[[name]][[1]], control = samples()[[name]][[2]])

for (name in names(samples())) for (margin in c(0, -0.5, 2)) {
  x <- samples()[[name]]
  call <- function(side) t.test(x[[1]], x[[2]], var.equal = TRUE, mu = margin, alternative = side)
  r <- call("two.sided")
  t <- unname(r$statistic); df <- unname(r$parameter)
  # The deviate with the same tail, on the logarithmic scale where nothing underflows.
  z <- -sign(t) * qnorm(pt(-abs(t), df, log.p = TRUE), log.p = TRUE)
  case(sample = name, margin = margin,
    estimate = unname(r$estimate[1] - r$estimate[2]), se = r$stderr, half = diff(r$conf.int)[1] / 2,
    info = 1 / (1 / length(x[[1]]) + 1 / length(x[[2]])), statistic = t,
    z_two_sided = z, z_greater = z, z_less = z,
    p_two_sided = r$p.value, p_greater = call("greater")$p.value, p_less = call("less")$p.value)
}
