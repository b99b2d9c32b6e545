source("reference.R")
source("score.R")
header("miettinen_nurminen.R", "restricted estimates by uniroot on the likelihood's slope, checked with the closed form; pnorm")
score_cases(function(n) n / (n - 1))
