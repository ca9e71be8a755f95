"""Which codes are currencies, and how many minor digits they have, against PyPI iso4217."""

import itertools
import random
import string

import iso4217

from shown import Verdict, bulk, payment, shown, texts


def answered(answer, field="/payments/0/instructedAmount"):
    """Whether an amount is shown, or why not."""
    return "shown" if field in (texts(answer) if "view" in answer else {}) else answer["problem"]["kind"]


def check_codes(verdict, rng):
    """Every code of the list, and thousands that are in no list."""
    listed = {currency.code: currency for currency in iso4217.Currency}
    others = ["".join(letters) for letters in itertools.product(string.ascii_uppercase, repeat=3)]
    codes = list(listed) + rng.sample([code for code in others if code not in listed], 2500)
    # Withdrawn: in lists of old, and in our crate's.
    codes += [code for code in ("BGN", "CUC", "HRK", "SLL", "ZWL", "DEM", "ITL") if code not in codes]
    requests = [([bulk([payment("1", code)])], "en", "UTC") for code in codes]
    for code, answer in zip(codes, shown(requests), strict=True):
        has_units = code in listed and listed[code].exponent is not None
        verdict.compare(code, answered(answer), "shown" if has_units else "currency")


def check_minor_digits(verdict):
    """The most digits that each takes, one more, and how many are shown."""
    listed = [currency for currency in iso4217.Currency if currency.exponent is not None]
    requests, cases = [], []
    for currency in listed:
        for digits in range(0, 6):
            text = "1" + ("." + "0" * (digits - 1) + "1" if digits else "")
            cases.append((currency, digits, text))
            requests.append(([bulk([payment(text, currency.code)])], "de", "UTC"))
    for (currency, digits, text), answer in zip(cases, shown(requests), strict=True):
        fits = digits <= currency.exponent
        verdict.compare([currency.code, text], answered(answer), "shown" if fits else "amount")
        if fits:
            said = texts(answer)["/payments/0/instructedAmount"]["text"].split("\u00a0")[0]
            shown_digits = len(said.split(",")[1]) if "," in said else 0
            verdict.compare([currency.code, "shown digits"], shown_digits, currency.exponent)


if __name__ == "__main__":
    verdict = Verdict()
    check_codes(verdict, random.Random(20261122))
    check_minor_digits(verdict)
    verdict.report()
