source("reference.R")
header("welch.R", "t.test(treated, control, mu = margin); z from pt and qnorm by logarithms")

usable <- Filter(function(x) length(x[[1]]) > 1 && length(x[[2]]) > 1, samples())
for (name in names(usable)) sample_of(name = name, treated = usable[[name]][[1]], control = usable[[name]][[2]])

for (name in names(usable)) for (margin in c(0, -0.5, 2)) {
  x <- usable[[name]]
  call <- function(side) t.test(x[[1]], x[[2]], mu = margin, alternative = side)
  r <- call("two.sided")
  t <- unname(r$statistic); df <- unname(r$parameter)
  z <- -sign(t) * qnorm(pt(-abs(t), df, log.p = TRUE), log.p = TRUE)
  case(sample = name, margin = margin,
    estimate = unname(r$estimate[1] - r$estimate[2]), se = r$stderr, half = diff(r$conf.int)[1] / 2,
    info = 1 / (1 / length(x[[1]]) + 1 / length(x[[2]])), statistic = t,
    z_two_sided = z, z_greater = z, z_less = z,
    p_two_sided = r$p.value, p_greater = call("greater")$p.value, p_less = call("less")$p.value)
}
