# Writes mvtnorm.toml: bounds of spending functions for two and three looks,
# solved on the trivariate normal distribution by the algorithm TVPACK, which is
# accurate to about 1e-14.
# Usage: Rscript mvtnorm.R > mvtnorm.toml
suppressMessages(library(mvtnorm))
cat("# Written by mvtnorm.R.\n")
cat(sprintf('source = "R %s.%s, mvtnorm %s, pmvnorm(algorithm = TVPACK(1e-15)), uniroot(tol = 1e-13)"\n',
    R.version$major, R.version$minor, packageVersion("mvtnorm")))
orthant <- function(upper, corr) {
    if (length(upper) == 1) return(pnorm(upper))
    if (length(upper) == 2) { # a third, independent dimension without bound
        corr <- rbind(cbind(corr, 0), c(0, 0, 1))
        upper <- c(upper, 40)
    }
    as.numeric(pmvnorm(upper = upper, corr = corr, algorithm = TVPACK(1e-15)))
}
# P(no exit before, and z at or above b at the last look)
exit <- function(b, before, rates, sided) {
    k <- length(rates)
    corr <- outer(rates, rates, function(s, t) sqrt(pmin(s, t) / pmax(s, t)))
    if (k == 1) return(pnorm(b, lower.tail = FALSE))
    corr[k, ] <- -corr[k, ]; corr[, k] <- -corr[, k]; corr[k, k] <- 1
    if (sided == 1) return(orthant(c(before, -b), corr))
    signs <- as.matrix(expand.grid(rep(list(c(1, -1)), k - 1)))
    sum(apply(signs, 1, function(s) prod(s) * orthant(c(s * before, -b), corr)))
}
solve_bounds <- function(f, tail, rates, sided) {
    z <- numeric()
    spent <- 0
    for (k in seq_along(rates)) {
        goal <- f(rates[k], tail) - spent
        spent <- f(rates[k], tail)
        z[k] <- uniroot(function(b) exit(b, z, rates[1:k], sided) / goal - 1,
            c(1, qnorm(goal, lower.tail = FALSE) + 1e-6), tol = 1e-13)$root
    }
    z
}
functions <- list(
    obrien_fleming = function(t, a) 2 * pnorm(qnorm(a / 2, lower.tail = FALSE) / sqrt(t), lower.tail = FALSE),
    pocock = function(t, a) a * log(1 + (exp(1) - 1) * t))
numbers <- function(x) paste0("[", paste(format(x, digits = 15, trim = TRUE), collapse = ", "), "]")
for (kind in names(functions)) for (sided in 1:2) for (alpha in c(0.05, 0.025))
    for (rates in list(c(0.5, 1), c(0.3, 0.45, 1), c(0.5, 0.9, 1), c(1 / 3, 2 / 3, 1)))
        cat(sprintf("\n[[case]]\nkind = \"%s\"\nsided = %d\nalpha = %s\nfractions = %s\nz = %s\n",
            kind, sided, format(alpha), numbers(rates), numbers(solve_bounds(functions[[kind]], alpha / sided, rates, sided))))
