"""Days and moments in six languages, against Babel and Python's own time zones."""

import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from shown import IBAN, LANGUAGES, Verdict, chunks, payment, shown, texts

GAP = "\u00a0"
# Babel joins a date and a time with a comma. CLDR also has "at" for a long date (dateTimeFormat
# of type atTime), which ICU uses and Babel does not have.
AT = {"en": " at ", "de": " um ", "fr": " à ", "es": " a las ", "pt-BR": " às ", "ar": " في "}
ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Istanbul", "America/New_York",
    "America/Sao_Paulo", "America/St_Johns", "America/Los_Angeles", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Asia/Riyadh", "Asia/Dubai", "Africa/Cairo",
    "Africa/Casablanca", "Africa/Abidjan", "Australia/Lord_Howe", "Australia/Sydney",
    "Pacific/Apia", "Pacific/Chatham", "Antarctica/Troll", "America/Asuncion",
)


def day_of(text):
    """A detail that shows a day."""
    payload = payment("1.00", "EUR", IBAN)
    return {"type": "payment_initiation", **payload, "requestedExecutionDate": text}


def check_days(verdict, rng):
    """Days of all the years that a request can name."""
    requests, cases = [], []
    for language in LANGUAGES:
        first, last = (date(year, 12, 31).toordinal() for year in (1000, 9998))
        days = [date.fromordinal(rng.randint(first, last)) for _ in range(800)]
        recent = date(2020, 1, 1).toordinal()
        days += [date.fromordinal(recent + rng.randrange(40 * 365)) for _ in range(1200)]
        for chunk in chunks(days, 20):
            cases.append((language, chunk))
            requests.append(([day_of(day.isoformat()) for day in chunk], language, "UTC"))
    for (language, days), answer in zip(cases, shown(requests), strict=True):
        for at, day in enumerate(days):
            ours = texts(answer, at)["/requestedExecutionDate"]["text"]
            theirs = format_date(day, "long", locale=Locale.parse(language, sep="-"))
            verdict.compare([language, day.isoformat()], ours, theirs)


def moment_of(at, offset):
    """A detail that shows a moment, received with some offset."""
    written = datetime.fromtimestamp(at, timezone(timedelta(minutes=offset)))
    return {
        "type": "urn:eudi:sca:login_risk_transaction:1",
        "payload": {
            "transaction_id": "8D8AC611", "action": "A change", "date_time": written.isoformat(),
        },
    }


def offset_of(clock):
    """`+02:00`, as a clock shows it that stands at this moment."""
    minutes = round(clock.utcoffset() / timedelta(minutes=1))
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def comes_twice(clock):
    """Whether the clock shows this time twice."""
    first, second = clock.replace(fold=0), clock.replace(fold=1)
    return first.utcoffset() > second.utcoffset()


def moments(rng, zone):
    """Moments, half of them close to a change of the clock."""
    spread = [rng.randrange(0, 4_102_444_800) for _ in range(10)]
    changes = []
    for _ in range(200):
        at = rng.randrange(1_577_836_800, 2_145_916_800) // 3600 * 3600
        before, after = (datetime.fromtimestamp(t, zone).utcoffset() for t in (at, at + 90_000))
        if before != after:
            for second in range(at, at + 90_000, 1800):
                here, there = (
                    datetime.fromtimestamp(t, zone).utcoffset() for t in (second, second + 1800))
                if here != there:
                    changes += [second + rng.randrange(-3600, 5400) for _ in range(10)]
                    break
        if len(changes) >= 10:
            break
    return (spread + changes)[:20]


def check_moments(verdict, rng):
    """Moments by the clock of a zone, to the minute."""
    requests, cases = [], []
    for language in LANGUAGES:
        for zone in ZONES * 2:
            ats = moments(rng, ZoneInfo(zone))
            cases.append((language, zone, ats))
            details = [moment_of(at, rng.choice((-480, 0, 60, 345))) for at in ats]
            requests.append((details, language, zone))
    for (language, zone, ats), answer in zip(cases, shown(requests), strict=True):
        for index, at in enumerate(ats):
            ours = texts(answer, index)["/payload/date_time"]["text"]
            clock = datetime.fromtimestamp(at, ZoneInfo(zone))
            day = format_date(clock.date(), "long", locale=Locale.parse(language, sep="-"))
            theirs = f"{day}, {clock:%H:%M}"
            said = day + AT[language] + f"{clock:%H:%M}"
            twice = said + f"{GAP}UTC{offset_of(clock)}"
            verdict.compare(
                [language, zone, at], ours, theirs,
                [("an hour that comes twice", twice)] if comes_twice(clock)
                else [("joined by CLDR's atTime", said)])


def check_unknown_zones(verdict, rng):
    """A zone that nobody knows is UTC, and says so."""
    requests, cases = [], []
    for language in LANGUAGES:
        ats = [rng.randrange(0, 4_102_444_800) for _ in range(20)]
        cases.append((language, ats))
        requests.append(([moment_of(at, 0) for at in ats], language, "Nowhere/Land"))
    for (language, ats), answer in zip(cases, shown(requests), strict=True):
        for index, at in enumerate(ats):
            clock = datetime.fromtimestamp(at, timezone.utc)
            day = format_date(clock.date(), "long", locale=Locale.parse(language, sep="-"))
            ours = texts(answer, index)["/payload/date_time"]["text"]
            verdict.compare(
                [language, at], ours, f"{day}, {clock:%H:%M}",
                [("in UTC, as it says", f"{day}{AT[language]}{clock:%H:%M}{GAP}UTC")])


if __name__ == "__main__":
    verdict, rng = Verdict(), random.Random(20261122)
    check_days(verdict, rng)
    check_moments(verdict, rng)
    check_unknown_zones(verdict, rng)
    verdict.report()
