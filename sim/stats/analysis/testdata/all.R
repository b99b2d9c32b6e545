# Runs the scripts named on the command line, each in an environment of its own, and
# writes what each prints to the given folder:  Rscript all.R FOLDER t z …
arguments <- commandArgs(trailingOnly = TRUE)
for (kind in arguments[-1]) {
  sink(file.path(arguments[1], paste0(kind, ".toml")))
  source(paste0(kind, ".R"), local = new.env())
  sink()
}
