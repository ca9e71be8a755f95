"""What a phone shows: the program `show-consents`, asked many requests at once."""

import json
import os
import subprocess
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "ar")
CLIENT = {"name": "Merchant A", "legal_name": "Merchant A Limited"}
IBAN = "DE02100100109307118603"


class Number(str):
    """A number of JSON, as it is to be written."""


def written(value):
    """JSON, with numbers exactly as they were given."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        members = (f"{json.dumps(name)}:{written(member)}" for name, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def shown(requests):
    """The answers to requests, each `(details, language, time zone)`, in their order."""
    lines = "".join(
        written({
            "claims": {"client": CLIENT, "authorization_details": details},
            "language": language,
            "time_zone": zone,
        }) + "\n"
        for details, language, zone in requests
    )
    program = Path(os.environ["COUNTERSIGN_BIN_DIR"]) / "show-consents"
    done = subprocess.run(
        [program], input=lines.encode(), stdout=subprocess.PIPE, check=True, timeout=120,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def texts(answer, section=0):
    """The fields of a detail: what each says, by its key."""
    found = {}
    for part in answer["view"]["sections"]:
        if part["key"] == f"authorization_details/{section}":
            found.update({field["key"]: field for field in part["fields"]})
    return found


def payment(amount, currency, iban=IBAN):
    """One payment of a bulk."""
    return {
        "instructedAmount": {"amount": amount, "currency": currency},
        "creditorName": "Merchant B",
        "creditorAccount": {"iban": iban},
    }


def bulk(payments):
    """A detail of at most 100 payments."""
    return {"type": "payment_initiation", "payments": payments}


def chunks(items, size):
    """The items in lists of at most this many."""
    return [items[at:at + size] for at in range(0, len(items), size)]


class Verdict:
    """Agreements, and disagreements by the class that explains them."""

    def __init__(self):
        self.agreed = 0
        self.explained = {}
        self.unexplained = []

    def compare(self, case, ours, theirs, explanations=()):
        """Counts a case. An explanation is a name and what we must say if it holds."""
        if ours == theirs:
            self.agreed += 1
            return
        for name, expected in explanations:
            if ours == expected:
                self.explained[name] = self.explained.get(name, 0) + 1
                return
        self.unexplained.append({"case": case, "ours": ours, "theirs": theirs})

    def report(self):
        """One line of JSON for the test that called."""
        print(json.dumps({
            "agreed": self.agreed,
            "explained": self.explained,
            "unexplained": len(self.unexplained),
            "first": self.unexplained[:5],
        }))
