# Writes futility.toml: efficacy and futility bounds by getDesignGroupSequential
# with beta spending, tolerance 1e-10.
# Usage: Rscript futility.R > futility.toml
suppressMessages(library(rpact))
cat("# Written by futility.R.\n")
cat(sprintf('source = "R %s.%s, rpact %s, getDesignGroupSequential(sided = 1, typeBetaSpending = …, tolerance = 1e-10)"\n',
    R.version$major, R.version$minor, packageVersion("rpact")))
number <- function(x) ifelse(is.finite(x), format(x, digits = 12), ifelse(x > 0, "inf", "-inf"))
numbers <- function(x) paste0("[", paste(sapply(x, number), collapse = ", "), "]")
alphas <- list(
    list("obrien_fleming", numeric(), list(typeOfDesign = "asOF")),
    list("pocock", numeric(), list(typeOfDesign = "asP")),
    list("hwang_shih_decani", -4, list(typeOfDesign = "asHSD", gammaA = -4)),
    list("kim_demets", 2, list(typeOfDesign = "asKD", gammaA = 2)))
betas <- list(
    list("obrien_fleming", numeric(), list(typeBetaSpending = "bsOF")),
    list("pocock", numeric(), list(typeBetaSpending = "bsP")),
    list("hwang_shih_decani", -2, list(typeBetaSpending = "bsHSD", gammaB = -2)),
    list("kim_demets", 1.5, list(typeBetaSpending = "bsKD", gammaB = 1.5)))
plans <- list(c(0.5, 1), (1:3) / 3, c(0.2, 0.5, 0.6, 1), (1:5) / 5)
for (binding in c(FALSE, TRUE)) for (beta in c(0.1, 0.2)) for (alpha in c(0.025, 0.05)) for (rates in plans) {
    i <- 0
    for (a in alphas) for (b in betas) {
        i <- i + 1
        if ((i + length(rates) + (beta > 0.15)) %% 3 != 0) next
        d <- do.call(getDesignGroupSequential, c(list(sided = 1, alpha = alpha, beta = beta,
            informationRates = rates, bindingFutility = binding, tolerance = 1e-10), a[[3]], b[[3]]))
        cat(sprintf("\n[[case]]\nefficacy = \"%s\"\nparameter = %s\nfutility = \"%s\"\nfutility_parameter = %s\nbinding = %s\nalpha = %s\nbeta = %s\nfractions = %s\nz = %s\nlower = %s\ninflation = %s\n",
            a[[1]], numbers(a[[2]]), b[[1]], numbers(b[[2]]), tolower(binding), format(alpha), format(beta), numbers(rates),
            numbers(d$criticalValues), numbers(d$futilityBounds), number(getDesignCharacteristics(d)$inflationFactor)))
    }
}
