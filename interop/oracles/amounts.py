"""Amounts and numbers in six languages, against Babel."""

import random
import unicodedata
from decimal import Decimal

import iso4217
from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol

from shown import LANGUAGES, Number, Verdict, bulk, chunks, payment, shown, texts

GAP = "\u00a0"
# Signs that several currencies share, and that we therefore never write alone (ADR 07).
AMBIGUOUS = ("$", "¥")


def number(text, digits, locale):
    """Babel's number with exactly these digits after the point."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(Decimal(text), format=pattern, locale=locale, numbering_system="latn")


def ungrouped(text, locale):
    """The same without a separator, where the language wants five digits for one."""
    whole = text.split(locale.number_symbols["latn"]["decimal"])[0]
    return text.replace(".", "") if locale.language == "es" and len(whole) == 5 else text


def sign(code, locale):
    """CLDR's symbol as Babel has it, if it is one that we write."""
    symbol = get_currency_symbol(code, locale)
    is_sign = any(unicodedata.category(character) == "Sc" for character in symbol)
    return symbol if symbol != code and is_sign and symbol not in AMBIGUOUS else None


def amount(numeral, code, locale):
    """The amount as Babel's data has it: the sign in the place of its pattern, then the code."""
    symbol = sign(code, locale)
    if symbol is None:
        return f"{numeral}{GAP}{code}"
    pattern = locale.currency_formats["standard"].pattern.split(";")[0].strip("\u200f")
    before, after = pattern.split("#,##0.00")
    return before.replace("¤", symbol) + numeral + after.replace("¤", symbol) + GAP + code


def amounts(rng, count):
    """Amounts that their currencies can express, in every magnitude there may be."""
    currencies = [c for c in iso4217.Currency if c.exponent is not None]
    while count:
        currency = rng.choice(currencies)
        whole = str(rng.randrange(10 ** rng.randint(1, 14)))
        given = rng.randint(0, currency.exponent)
        fraction = "".join(rng.choice("0123456789") for _ in range(given))
        text = whole + ("." + fraction if fraction else "")
        if Decimal(text) > 0:
            count -= 1
            yield text, currency.code, currency.exponent


def explanations(text, digits, code, locale):
    """What explains that Babel says something else."""
    few = ungrouped(number(text, digits, locale), locale)
    yield "four digits in Spanish", amount(few, code, locale)


def check_amounts(verdict, rng):
    """Amounts, and the totals of bulks."""
    requests, cases = [], []
    for language in LANGUAGES:
        for chunk in chunks(list(amounts(rng, 1500)), 100):
            cases.append((language, chunk))
            details = [bulk([payment(text, code) for text, code, _ in chunk])]
            requests.append((details, language, "UTC"))
    for (language, chunk), answer in zip(cases, shown(requests), strict=True):
        locale, fields = Locale.parse(language, sep="-"), texts(answer)
        sums = {}
        for at, (text, code, digits) in enumerate(chunk):
            ours = fields[f"/payments/{at}/instructedAmount"]["text"]
            theirs = amount(number(text, digits, locale), code, locale)
            verdict.compare(
                [language, text, code], ours, theirs, explanations(text, digits, code, locale))
            sums[code, digits] = sums.get((code, digits), Decimal(0)) + Decimal(text)
        total = " + ".join(
            amount(ungrouped(number(each, digits, locale), locale), code, locale)
            for (code, digits), each in sums.items())
        verdict.compare([language, "total"], fields["/payments#total"]["text"], total)


def rate(text):
    """A detail that shows a plain number."""
    return {
        "type": "urn:eudi:sca:payment:1",
        "payload": {
            "transaction_id": "8D8AC610", "currency": "EUR", "amount": Number("11.5"),
            "payee": {"name": "Merchant B", "id": "DE02100100109307118603"},
            "recurrence": {"frequency": "MNTH", "mit_options": {"apr": Number(text)}},
        },
    }


def check_numbers(verdict, rng):
    """Plain numbers, which keep all the digits they came with."""
    requests, cases = [], []
    for language in LANGUAGES:
        for _ in range(20):
            numbers = []
            for _ in range(20):
                digits = rng.randint(0, 6)
                fraction = "".join(rng.choice("0123456789") for _ in range(digits))
                whole = str(rng.randrange(10 ** rng.randint(1, 9)))
                numbers.append((whole + ("." + fraction if digits else ""), digits))
            cases.append((language, numbers))
            requests.append(([rate(text) for text, _ in numbers], language, "UTC"))
    for (language, numbers), answer in zip(cases, shown(requests), strict=True):
        locale = Locale.parse(language, sep="-")
        for at, (text, digits) in enumerate(numbers):
            ours = texts(answer, at)["/payload/recurrence/mit_options/apr"]["text"]
            theirs = number(text, digits, locale)
            verdict.compare(
                [language, text], ours, theirs,
                [("four digits in Spanish", ungrouped(theirs, locale))])


if __name__ == "__main__":
    verdict, rng = Verdict(), random.Random(20261122)
    check_amounts(verdict, rng)
    check_numbers(verdict, rng)
    verdict.report()
