source("conformance.R")
suppressPackageStartupMessages({
  library(rpact)
  library(metafor)
})

# failed counts patients without a value as failures, once it is due.
failed <- function(at, name) function(d) {
  d[[name]] <- ifelse(d$entry + 12 <= at & is.na(d[[name]]), 0, d[[name]])
  d
}

# responders adds whether activity has fallen by 4 points by month 12.
responders <- function(d) {
  d$responder <- as.numeric(d$activity_12 - d$activity_0 <= -4)
  d
}

# counted is x of n in both arms.
counted <- function(y, arm) list(x = tapply(y, arm, sum, na.rm = TRUE), n = tapply(!is.na(y), arm, sum))

# table_of is the table of successes and failures by arm.
table_of <- function(y, arm) table(arm, factor(y, 1:0))

# risks are the estimate of a risk difference and its interval, from the two rates; R's tests
# of tables do not give them on this scale.
risks <- function(y, arm) {
  k <- counted(y, arm); p <- k$x / k$n
  v <- wald(p[[1]] - p[[2]], sqrt(sum(p * (1 - p) / k$n)), n = sum(k$n))
  v[c("estimate", "se", "lower", "upper", "n")]
}

# both makes a test, with the rates beside.
both <- function(y, arm, f, ...) list(risks = risks(y, arm), test = f(y, arm, ...))

chisq <- function(y, arm, ...) suppressWarnings(chisq.test(table_of(y, arm), ...))
prop <- function(y, arm, ...) suppressWarnings(prop.test(table_of(y, arm), ...))
fisher <- function(y, arm, ...) fisher.test(table_of(y, arm), ...)

# of reads it: the statistic is that of the test, its signed root, or the successes.
of <- function(kind) function(r) {
  x <- switch(kind, square = r$test$statistic, root = sign(r$risks$estimate) * sqrt(r$test$statistic), none = NA)
  c(r$risks, list(statistic = x, p = r$test$p.value))
}

# middle is half of the probability of the table seen, and all tables less probable.
middle <- function(y, arm) {
  t <- table_of(y, arm)
  k <- 0:sum(t[, 1])
  d <- dhyper(k, sum(t[1, ]), sum(t[2, ]), sum(t[, 1]))
  own <- d[k == t[1, 1]]
  list(p.value = sum(d[d <= own * (1 + 1e-7)]) - own / 2)
}

# score is the score test of rpact against a margin.
score <- function(y, arm, margin) {
  k <- counted(y, arm)
  r <- getStageResults(getDesignGroupSequential(kMax = 1, alpha = 0.025), thetaH0 = margin, stage = 1,
    getDataset(n1 = k$n[[1]], n2 = k$n[[2]], events1 = k$x[[1]], events2 = k$x[[2]]))
  list(statistic = r$overallTestStatistics[1], p.value = r$overallPValues[1], n = sum(k$n))
}
scored <- function(factor) function(r) {
  x <- r$test$statistic * sqrt(factor(r$test$n))
  c(r$risks, list(statistic = x, p = pnorm(x, lower.tail = FALSE)))
}

# difference is metafor's risk difference over strata.
difference <- function(y, arm, strata) {
  k <- counted(y, list(arm, factor(strata)))
  for (i in 1:2) k[[i]][is.na(k[[i]])] <- 0
  there <- k$n[1, ] > 0 & k$n[2, ] > 0
  rma.mh(ai = k$x[1, there], n1i = k$n[1, there], ci = k$x[2, there], n2i = k$n[2, there], measure = "RD", add = 0, to = "none")
}
stratified <- function(alternative, margin) function(r)
  wald(r$beta[1], r$se, alternative, margin)

# association is mantelhaen.test, with the estimate and interval of metafor.
association <- function(y, arm, strata, ...) {
  t <- table(arm, factor(y, 1:0), factor(strata))
  t <- t[, , apply(t, 3, sum) > 1, drop = FALSE]
  list(test = mantelhaen.test(t, correct = FALSE, ...), difference = difference(y, arm, strata))
}
associated <- function(r) {
  v <- wald(r$difference$beta[1], r$difference$se)
  v$statistic <- sign(v$estimate) * sqrt(r$test$statistic)
  v$p <- r$test$p.value
  v
}

# regression reads the row of the arm in a generalized linear model.
regression <- function(alternative = "two.sided", margin = 0) function(r) {
  b <- summary(r)$coefficients["treated", ]
  v <- wald(b[[1]], b[[2]], alternative, margin, n = length(residuals(r)))
  if (alternative == "two.sided" && margin == 0) v$p <- b[[4]]
  v
}
# logistic is glm, fitted again from where it ended: it takes the standard error from the weights
# of the last iteration but one.
logistic <- function(formula) {
  environment(formula) <- parent.frame()
  start <- NULL
  for (i in 1:3) {
    r <- glm(formula, binomial, start = start)
    start <- coef(r)
  }
  r
}
again <- "logistic() is glm(family = binomial), fitted again from where it ended"

for (table in tables_of("rates")) {
  at <- time_of(table)
  each(c("single", "double"), function(arm) {
    case(table, "z", both(remission, arm, prop, correct = FALSE), of("root"), arm, note = "prop() is prop.test of the table")
    case(table, "z_unpooled", counted(remission, arm), function(k) {
      p <- k$x / k$n
      wald(p[[1]] - p[[2]], sqrt(sum(p * (1 - p) / k$n)), "greater", -0.1, n = sum(k$n))
    }, arm, note = "then the formula with pnorm")
    case(table, "chi_square", both(remission, arm, chisq, correct = FALSE), of("square"), arm, note = "chisq() is chisq.test of the table")
    case(table, "chi_square_corrected", both(remission, arm, prop, alternative = "greater"), of("square"), arm,
      prepare = failed(at, "remission"), note = "prop() is prop.test of the table; who is due and not known counts as a failure")
    case(table, "chi_square_responder", both(responder, arm, chisq, correct = FALSE), of("square"), arm, prepare = responders,
      note = "chisq() is chisq.test of the table")
    case(table, "fisher", both(remission, arm, fisher), of("none"), arm, note = "fisher() is fisher.test of the table")
    case(table, "fisher_missing_failure", both(responder, arm, fisher), of("none"), arm,
      prepare = function(d) failed(at, "responder")(responders(d)), note = "fisher() is fisher.test of the table; who is due and not known counts as a failure")
    case(table, "fisher_mid_p", both(remission, arm, middle), of("none"), arm, note = "middle() sums dhyper")
    case(table, "farrington_manning", both(remission, arm, score, margin = -0.1), scored(function(n) 1), arm,
      note = "score() is getStageResults(getDataset(…), thetaH0 = −0.1) of rpact")
    case(table, "miettinen_nurminen", both(remission, arm, score, margin = -0.1), scored(function(n) (n - 1) / n), arm,
      note = "the same, with the factor (N − 1)/N in z²")
    case(table, "cmh", association(remission, arm, source), associated, arm,
      note = "mantelhaen.test(correct = FALSE), and the estimate of metafor::rma.mh(measure = 'RD')")
    case(table, "cmh_two_strata", association(responder, arm, paste(source, older), alternative = "greater"), associated, arm, prepare = responders,
      note = "mantelhaen.test(correct = FALSE), and the estimate of metafor::rma.mh(measure = 'RD')")
    case(table, "risk_difference", difference(remission, arm, paste(source, older)), stratified("greater", -0.05), arm,
      note = "metafor::rma.mh(measure = 'RD')")
    case(table, "risk_difference_missing_failure", difference(responder, arm, older), stratified("two.sided", 0), arm,
      prepare = function(d) failed(at, "responder")(responders(d)), note = "metafor::rma.mh(measure = 'RD'); who is due and not known counts as a failure")
    case(table, "logistic", logistic(remission ~ treated), regression(), arm, note = again)
    case(table, "logistic_covariates", logistic(remission ~ treated + age + source), regression("greater", log(0.8)), arm, note = again)
  })
  case(table, "fisher_greater", both(remission, arm, fisher, alternative = "greater"), of("none"), "double", "single",
    where = source == "marrow" & older != "below_30", note = "fisher() is fisher.test of the table")
  case(table, "logistic_responder", logistic(responder ~ treated + older), regression(), "double",
    prepare = function(d) failed(at, "responder")(responders(d)), note = paste0(again, "; who is due and not known counts as a failure"))
}

for (table in tables_of("one_arm")) {
  # binomial reads binom.test.
  binomial_of <- function(r) {
    x <- r$statistic[[1]]; n <- r$parameter[[1]]
    c(wald(x / n - r$null.value[[1]], sqrt(x / n * (1 - x / n) / n), n = n)[c("estimate", "se", "lower", "upper", "n")],
      list(statistic = x, p = r$p.value, events = x))
  }
  exact <- function(y, ...) binom.test(sum(y, na.rm = TRUE), sum(!is.na(y)), ...)
  case(table, "rate", exact(remission, 0.28), binomial_of, note = "exact() is binom.test of successes and patients")
  case(table, "rate_greater", exact(remission, 0.28, alternative = "greater"), binomial_of, note = "exact() is binom.test of successes and patients")
  case(table, "rate_missing_failure", exact(remission, 0.5, alternative = "less"), binomial_of, prepare = failed(time_of(table), "remission"),
    note = "exact() is binom.test of successes and patients; who is due and not known counts as a failure")
}
