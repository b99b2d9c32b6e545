# What the scripts beside this one share. The test runs each once:  Rscript means.R FOLDER
# The folder holds the patients as CSV, as seen at some look of a trial, and tables.csv, which
# says for each file of which scenario, and at which calendar time.
folder <- commandArgs(trailingOnly = TRUE)[1]
tables <- read.csv(file.path(folder, "tables.csv"), stringsAsFactors = FALSE)

# tables_of are the names of the files of patients of a scenario.
tables_of <- function(scenario) tables$table[tables$scenario == scenario]

# time_of is the calendar time of the look.
time_of <- function(table) tables$time[tables$table == table]

# compared are the patients of two arms, or of one; treated is 1 or 0.
compared <- function(table, treated, control) {
  d <- read.csv(file.path(folder, paste0(table, ".csv")))
  d <- d[d$arm %in% c(treated, control), ]
  d$arm <- factor(d$arm, c(treated, control))
  d$treated <- as.numeric(d$arm == treated)
  d
}

# number prints x with all its digits.
number <- function(x) sprintf("%.17g", as.numeric(x))

# case makes one call in R on the patients of two arms and prints what it gave, to be
# compared with the analysis of that name. The call that is made is the call that is printed.
# values turns its result into a list of estimate, se, lower, upper, statistic, p and n, or
# some of them. prepare and where choose the patients; tolerance is the relative difference
# allowed; note is printed behind the call and says what a function of these scripts does.
case <- function(table, analysis, call, values, treated = "treated", control = "control", where = TRUE,
                 prepare = identity, tolerance = 1e-9, note = "") {
  call <- substitute(call); where <- substitute(where)
  d <- prepare(compared(table, treated, control))
  d <- d[eval(where, d), ]
  result <- eval(call, list2env(c(d, list(patients = d)), parent = parent.frame()))
  v <- values(result)
  text <- gsub(" +", " ", paste(deparse(call, width.cutoff = 500), collapse = " "))
  if (!isTRUE(where)) text <- paste0(text, ", where ", gsub('"', "'", paste(deparse(where, width.cutoff = 500), collapse = " ")))
  v <- v[!vapply(v, function(x) is.null(x) || is.na(x), NA)]
  stopifnot("p" %in% names(v))
  cat(paste(c(table, analysis, treated, format(tolerance), text, note, paste0(names(v), "=", number(v))), collapse = "\t"), "\n", sep = "")
}

# each repeats the same for two arms against the control.
each <- function(arms, f) for (arm in arms) f(arm)

# tail_of is p of a statistic with the given degrees of freedom.
tail_of <- function(x, alternative, df = Inf) switch(alternative,
  two.sided = 2 * pt(-abs(x), df), greater = pt(x, df, lower.tail = FALSE), less = pt(x, df))

# wald are the values of a test of an estimate, with its interval of 95 %.
wald <- function(estimate, se, alternative = "two.sided", margin = 0, df = Inf, n = NULL) {
  x <- (estimate - margin) / se
  list(estimate = estimate, se = se, lower = estimate - qt(0.975, df) * se, upper = estimate + qt(0.975, df) * se,
    statistic = x, p = tail_of(x, alternative, df), n = n)
}
