source("reference.R")
header("one_sample_t.R", "t.test(treated, mu = mean); z from pt and qnorm by logarithms")

usable <- Filter(function(x) length(x[[1]]) > 1, samples())
for (name in names(usable)) sample_of(name = name, treated = usable[[name]][[1]])

for (name in names(usable)) for (mean in c(0, -0.5, 1.25)) {
  x <- usable[[name]][[1]]
  call <- function(side) t.test(x, mu = mean, alternative = side)
  r <- call("two.sided")
  t <- unname(r$statistic); df <- unname(r$parameter)
  z <- -sign(t) * qnorm(pt(-abs(t), df, log.p = TRUE), log.p = TRUE)
  case(sample = name, mean = mean,
    estimate = unname(r$estimate) - mean, se = r$stderr, half = diff(r$conf.int)[1] / 2,
    info = as.numeric(length(x)), statistic = t,
    z_two_sided = z, z_greater = z, z_less = z,
    p_two_sided = r$p.value, p_greater = call("greater")$p.value, p_less = call("less")$p.value)
}
