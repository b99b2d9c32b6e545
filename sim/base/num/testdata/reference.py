# Writes reference.txt: one line per value, "function argument ... value", the
# arguments exact (hexadecimal), the value with 30 digits.
# Made with Python 3 and mpmath 1.3.0:  python3 reference.py > reference.txt
import random
from mpmath import *

mp.dps = 60
random.seed(20240229)
U = random.uniform
half = mpf(1) / 2


def loguniform(a, b):
    return float(2 ** mpf(U(a, b)))


def signed(x):
    return x if random.random() < half else -x


def emit(name, args, value):
    if abs(value) != 0 and not mpf(2) ** -1022 < abs(value) < mpf(2) ** 1023:
        return
    print(name, *[a if isinstance(a, int) else float(a).hex() for a in args], nstr(value, 30, min_fixed=0, max_fixed=0))


def each(n, name, draw, f):
    for _ in range(n):
        a = draw()
        a = tuple(x if isinstance(x, int) else float(x) for x in (a if isinstance(a, tuple) else (a,)))
        emit(name, a, f(*[x if isinstance(x, int) else mpf(x) for x in a]))


def survival(x):
    return erfc(x / sqrt(mpf(2))) / 2


def quantile(logq):  # the x with ln survival(x) = logq
    x = sqrt(-2 * logq) if logq < -2 else (half - exp(logq)) * sqrt(2 * pi)
    for _ in range(200):
        s = survival(x)
        step = (log(s) - logq) * s / npdf(x)
        x += max(-1, min(1, step))
        if abs(step) < mpf(10) ** -45 * abs(x) or abs(step) < mpf(10) ** -58:
            return x
    raise ValueError(logq)


def nquantile(p):
    if p == half:
        return mpf(0)
    return -quantile(log(p)) if p < half else quantile(log(1 - p))


def ibeta(a, b, x, y):  # regularized, by the hypergeometric series of the smaller tail's side
    if x > (a + 1) / (a + b + 2):
        return 1 - ibeta(b, a, y, x)
    return exp(a * log(x) + b * log(y) + loggamma(a + b) - loggamma(a + 1) - loggamma(b)) * hyp2f1(a + b, 1, a + 1, x)


def upper(t, df):  # of Student's law
    s = ibeta(df / 2, half, df / (df + t * t), t * t / (df + t * t)) / 2
    return s if t > 0 else 1 - s


def studentz(t, df):
    return sign(t) * quantile(log(upper(abs(t), df)))


def studentq(p, df):
    if p == half:
        return mpf(0)
    q = min(p, 1 - p)
    a, b = mpf(-2000), mpf(3000)  # ln t
    for _ in range(90):
        m = (a + b) / 2
        if upper(exp(m), df) > q:
            a = m
        else:
            b = m
    t = exp((a + b) / 2)
    for _ in range(4):
        f = exp(loggamma((df + 1) / 2) - loggamma(df / 2)) / sqrt(df * pi) * (1 + t * t / df) ** (-(df + 1) / 2)
        t += (upper(t, df) - q) / f
    return t if p > half else -t


def binom(k, n, p):
    return binomial(n, k) * p**k * (1 - p) ** (n - k)


def pick(*choices):
    return random.choice(choices)()


each(300, "Log", lambda: pick(lambda: U(.5, 2), lambda: 1 + signed(loguniform(-52, -4)), lambda: loguniform(-1073, 1023), lambda: U(0, 1)), log)
each(200, "Log1p", lambda: pick(lambda: signed(loguniform(-80, -1)), lambda: U(-1, 1), lambda: loguniform(0, 1000), lambda: loguniform(-40, -1) - 1), log1p)
each(300, "Exp", lambda: pick(lambda: U(-708, 709.7), lambda: U(-2, 2), lambda: signed(loguniform(-60, 0))), exp)
each(300, "Expm1", lambda: pick(lambda: U(-2, 2), lambda: signed(loguniform(-60, 0)), lambda: U(-40, 700)), expm1)
each(200, "Pow", lambda: pick(lambda: (loguniform(-30, 30), U(-20, 20)), lambda: (U(0, 1), 1 / U(.2, 5)), lambda: (1 + signed(loguniform(-30, -5)), loguniform(0, 20))), power)
each(150, "Erf", lambda: pick(lambda: signed(loguniform(-60, -1)), lambda: U(-6, 6)), erf)
each(500, "Erfc", lambda: pick(lambda: U(-6, 27), lambda: loguniform(-4, 4.72), lambda: U(.4, .6)), erfc)
for octave in range(-1, 5):  # every cell of the table behind Erfc
    for i in range(16):
        x = float(mpf(2) ** octave * (1 + (i + mpf(U(0, 1))) / 16))
        if x < 26.5:
            emit("Erfc", (x,), erfc(mpf(x)))
each(150, "NormalPDF", lambda: U(-37.6, 37.6), npdf)
each(250, "NormalSurvival", lambda: pick(lambda: U(-9, 37.5), lambda: U(.6, .8), lambda: signed(loguniform(-20, 3))), survival)
each(400, "NormalQuantile", lambda: pick(lambda: U(0, 1), lambda: loguniform(-1000, -1), lambda: loguniform(-14, -1), lambda: half + signed(loguniform(-53, -3)), lambda: 1 - loguniform(-50, -2)), nquantile)
each(200, "Lgamma", lambda: pick(lambda: U(0, 3), lambda: U(0, 200), lambda: loguniform(-100, 100), lambda: 1 + signed(loguniform(-40, -2)), lambda: 2 + signed(loguniform(-40, -2))), loggamma)
each(100, "LogBeta", lambda: (loguniform(-6, 20), loguniform(-6, 20)), lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b))


def gamma_arguments():
    a = pick(lambda: loguniform(-8, 3), lambda: loguniform(0, 13))
    return a, abs(a + sqrt(a) * U(-5, 9)) * U(.5, 1.5) + 1e-9


each(150, "GammaP", gamma_arguments, lambda a, x: gammainc(a, 0, x, regularized=True))
each(150, "GammaQ", gamma_arguments, lambda a, x: gammainc(a, x, inf, regularized=True))


def beta_arguments():
    a, b = pick(lambda: (loguniform(-3, 10), loguniform(-3, 10)), lambda: (loguniform(-1, 4), half))
    m = a / (a + b)
    return a, b, float(min(max(m + sqrt(m * (1 - m) / (a + b + 1)) * U(-8, 8), m * U(0, 1)), 1 - (1 - m) * U(0, 1)))


each(200, "IncBeta", beta_arguments, lambda a, b, x: ibeta(a, b, x, 1 - x))
each(200, "IncBetaComplement", beta_arguments, lambda a, b, x: ibeta(b, a, 1 - x, x))


def student_arguments():
    df = pick(lambda: float(random.randint(1, 40)), lambda: float(random.randint(2, 2000)), lambda: loguniform(-1, 14))
    return pick(lambda: U(-4, 8), lambda: U(0, 40), lambda: signed(loguniform(-30, 6))), df


each(200, "StudentSurvival", student_arguments, upper)
each(200, "StudentZ", student_arguments, studentz)
emit("StudentZ", (30.0, 10.0), studentz(mpf(30), mpf(10)))
emit("StudentZ", (60.0, 1e6), studentz(mpf(60), mpf(1e6)))
each(60, "StudentQuantile", lambda: (pick(lambda: U(0, 1), lambda: loguniform(-300, -1), lambda: half + signed(loguniform(-40, -3))), student_arguments()[1]), studentq)


def binomial_arguments():
    n, p = int(loguniform(0, 13)), pick(lambda: U(0, 1), lambda: loguniform(-10, -1))
    k = int(n * p + sqrt(n * p * (1 - p)) * U(-6, 9))
    return min(max(k, 0), n), n, p


each(150, "BinomialPMF", binomial_arguments, binom)
each(80, "BinomialCDF", lambda: (lambda k, n, p: (k, min(n, 300), p))(*binomial_arguments()), lambda k, n, p: fsum(binom(j, n, p) for j in range(min(k, n) + 1)))
each(80, "BinomialSurvival", lambda: (lambda k, n, p: (k, min(n, 300), p))(*binomial_arguments()), lambda k, n, p: fsum(binom(j, n, p) for j in range(k + 1, n + 1)))


def urn():
    n1, n2 = int(loguniform(0, 12)), int(loguniform(0, 12))
    m = random.randint(0, n1 + n2)
    return random.randint(max(0, m - n2), min(m, n1)), n1, n2, m


each(150, "HypergeometricPMF", urn, lambda x, n1, n2, m: binomial(n1, x) * binomial(n2, m - x) / binomial(n1 + n2, m))
each(80, "LogChoose", lambda: (lambda n: (n, random.randint(0, n)))(int(loguniform(0, 20))), lambda n, k: log(binomial(n, k)))
each(60, "LogFactorial", lambda: int(loguniform(0, 20)), lambda n: loggamma(n + 1))
