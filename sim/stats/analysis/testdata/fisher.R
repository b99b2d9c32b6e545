source("reference.R")
header("fisher.R", "fisher.test(alternative); mid-p by sums of dhyper")

# Besides the common tables, some with a single possible outcome or one category.
more <- c(tables, list(c(0, 10, 0, 12), c(10, 10, 12, 12), c(1, 20, 0, 20), c(2, 4, 2, 4), c(6, 9, 3, 9), c(300, 2000, 520, 2100)))

for (x in more) for (mid in c(FALSE, TRUE)) {
  r <- risks(x)
  m <- x[1] + x[3]
  k <- max(0, m - x[4]):min(x[2], m)
  d <- dhyper(k, x[2], x[4], m)
  own <- dhyper(x[1], x[2], x[4], m)
  p <- c(two = sum(d[d <= own * (1 + 1e-7)]), greater = sum(d[k >= x[1]]), less = sum(d[k <= x[1]]))
  if (mid) {
    p <- p - own / 2
  } else {
    table <- matrix(c(x[1], x[2] - x[1], x[3], x[4] - x[3]), 2)
    exact <- c(fisher.test(table)$p.value, fisher.test(table, alternative = "greater")$p.value,
      fisher.test(table, alternative = "less")$p.value)
    same(p, exact)
    p[] <- pmin(exact, 1)
  }
  # The upper deviate of p, from the other tail q where p is near 1.
  deviate <- function(p, q) if (p <= 0.5) qnorm(p, lower.tail = FALSE) else qnorm(q)
  share <- if (mid) own / 2 else 0
  case(mid_p = mid, table = as.integer(x),
    estimate = r$estimate, se = r$se, half = qnorm(0.975) * r$se, info = r$info, statistic = x[1],
    z_two_sided = unname(sign(r$estimate) * qnorm(p["two"] / 2, lower.tail = FALSE)),
    z_greater = deviate(p[["greater"]], share + sum(d[k < x[1]])), z_less = -deviate(p[["less"]], share + sum(d[k > x[1]])),
    p_two_sided = p[["two"]], p_greater = p[["greater"]], p_less = p[["less"]])
}
