# Writes rpact.toml: critical values by getDesignGroupSequential, tolerance 1e-10.
# Usage: Rscript rpact.R > rpact.toml
suppressMessages(library(rpact))
cat("# Written by rpact.R.\n")
cat(sprintf('source = "R %s.%s, rpact %s, getDesignGroupSequential(tolerance = 1e-10)"\n',
    R.version$major, R.version$minor, packageVersion("rpact")))
number <- function(x) ifelse(is.finite(x), format(x, digits = 12), "inf")
numbers <- function(x) paste0("[", paste(sapply(x, number), collapse = ", "), "]")
emit <- function(kind, parameter, sided, alpha, rates, call) {
    d <- do.call(getDesignGroupSequential, c(list(sided = sided, alpha = alpha,
        informationRates = rates, tolerance = 1e-10, beta = 0.1), call))
    spent <- if (is.null(d$alphaSpent)) NA else d$alphaSpent
    inflation <- getDesignCharacteristics(d)$inflationFactor
    cat(sprintf("\n[[case]]\nkind = \"%s\"\nparameter = %s\nsided = %d\nalpha = %s\nfractions = %s\nz = %s\ninflation = %s\n",
        kind, numbers(parameter), sided, format(alpha), numbers(rates), numbers(d$criticalValues), number(inflation)))
}
plans <- list(c(0.5, 1), c(0.3, 0.45, 1), (1:4) / 4, c(0.1, 0.4, 0.5, 0.85, 1), (1:10) / 10)
for (sided in 1:2) for (alpha in c(0.025, 0.05, 0.01)) for (rates in plans) {
    emit("obrien_fleming", numeric(), sided, alpha, rates, list(typeOfDesign = "asOF"))
    emit("pocock", numeric(), sided, alpha, rates, list(typeOfDesign = "asP"))
    for (gamma in c(-4, -2, 1))
        emit("hwang_shih_decani", gamma, sided, alpha, rates, list(typeOfDesign = "asHSD", gammaA = gamma))
    for (rho in c(1, 3))
        emit("kim_demets", rho, sided, alpha, rates, list(typeOfDesign = "asKD", gammaA = rho))
    if (length(rates) %in% c(3, 5)) {
        emit("user", alpha * rates^1.5, sided, alpha, rates,
            list(typeOfDesign = "asUser", userAlphaSpending = alpha * rates^1.5))
        emit("obrien_fleming_bounds", numeric(), sided, alpha, rates, list(typeOfDesign = "OF"))
        emit("pocock_bounds", numeric(), sided, alpha, rates, list(typeOfDesign = "P"))
        emit("wang_tsiatis_bounds", 0.25, sided, alpha, rates, list(typeOfDesign = "WT", deltaWT = 0.25))
        emit("haybittle_peto", 3, sided, alpha, rates, list(typeOfDesign = "HP"))
    }
}
