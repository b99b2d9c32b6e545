# Runs the scripts named on the command line, each in an environment of its own, and
# writes what each prints to the given folder:  Rscript all.R FOLDER linear logistic …
arguments <- commandArgs(trailingOnly = TRUE)
for (model in arguments[-1]) {
  sink(file.path(arguments[1], paste0(model, ".toml")))
  source(paste0(model, ".R"), local = new.env())
  sink()
}
