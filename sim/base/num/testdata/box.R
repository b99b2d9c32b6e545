# Writes box.txt: the dimension, lower and upper limits, the correlation matrix row by
# row, and the probability of the box.  Rscript box.R > box.txt
# Up to three dimensions by inclusion and exclusion over mvtnorm's TVPACK, whose
# absolute error is 1e-14; four by an integral of those over one variable. (mvtnorm's
# GenzBretz is off by 4e-5 in some nearly singular cases, where it states 5e-7.)
suppressPackageStartupMessages(library(mvtnorm))
cat("# R ", as.character(getRversion()), ", mvtnorm ", as.character(packageVersion("mvtnorm")), " pmvnorm(algorithm = TVPACK(1e-14))\n", sep = "")
set.seed(1956)

below <- function(x, r) {
  if (any(x == -Inf)) return(0)
  keep <- x < Inf
  if (sum(keep) == 0) 1 else if (sum(keep) == 1) pnorm(x[keep]) else
    as.numeric(pmvnorm(rep(-Inf, sum(keep)), x[keep], corr = r[keep, keep], algorithm = TVPACK(1e-14)))
}
box <- function(lower, upper, r) {
  sum(apply(expand.grid(rep(list(0:1), length(lower))), 1, function(s) (-1)^sum(s) * below(ifelse(s == 1, lower, upper), r)))
}
four <- function(lower, upper, r) {
  b <- r[1:3, 4]; left <- sqrt(1 - b^2)
  rest <- cov2cor(r[1:3, 1:3] - b %o% b)
  integrate(function(y) dnorm(y) * sapply(y, function(y) box((lower[1:3] - b * y) / left, (upper[1:3] - b * y) / left, rest)),
    max(lower[4], -9), min(upper[4], 9), rel.tol = 1e-11, subdivisions = 500)$value
}
matrix_of <- function(k) { a <- matrix(rnorm(k * (k + 1)) + sample(0:2, 1), k); cov2cor(a %*% t(a)) }
line <- function(lower, upper, r, p) cat(length(lower), sprintf("%.17g", c(lower, upper, r, p)), "\n")

for (i in 1:150) {
  k <- sample(1:3, 1); r <- if (k == 1) matrix(1) else matrix_of(k)
  upper <- runif(k, 0.1, 4); lower <- if (i %% 2 == 0) -upper else rep(-Inf, k)
  if (i %% 5 == 0) { lower <- rnorm(k); upper <- lower + rexp(k) }
  if (i %% 7 == 0) { upper <- -upper; lower <- rep(-Inf, k) }
  line(lower, upper, r, box(lower, upper, r))
}
for (i in 1:20) {
  r <- matrix_of(4); upper <- runif(4, 0.5, 3); lower <- if (i %% 4 == 0) -upper else rep(-Inf, 4)
  line(lower, upper, r, four(lower, upper, r))
}
