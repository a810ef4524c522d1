"""Make `vectors/house-rule.json`: ``python -m tests.policy.make_vectors``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sealbench.policy import HouseRule, Place, Role, Weekday
from sealbench.policy.house_rules import DAY, DEEDS, Names

PATH = Path(__file__).parents[2] / "vectors" / "house-rule.json"
NAMES = Names("Nina “N” Sørensen\\", "Data recovery & more")
NUMBER = 3
NINA, SERVICE, CLIENT = "n" * 24, "s" * 24, "c" * 24
_PLAIN = HouseRule("open-logins").to_json()

RULES = (
    *(HouseRule(deed) for deed in DEEDS),
    *(HouseRule(deed, person=NINA) for deed in DEEDS),
    *(HouseRule("open-logins", role=role) for role in Role),
    *(HouseRule("look-at-jobs", place=place) for place in Place),
    HouseRule("open-logins", service=SERVICE),
    HouseRule("look-at-clients", client=CLIENT, job=1017),
    HouseRule("attach-files", days=(Weekday.SUNDAY,)),
    HouseRule("attach-files", days=(Weekday.FRIDAY, Weekday.SATURDAY)),
    HouseRule("attach-files", days=tuple(Weekday)),
    HouseRule("open-logins", start=1200, end=420),
    HouseRule("open-logins", start=0, end=1),
    HouseRule("open-logins", start=1439, end=DAY),
    HouseRule(
        "open-logins", role=Role.TECHNICIAN, client=CLIENT, job=1017, place=Place.ON_SITE,
        service=SERVICE, days=(Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.SUNDAY),
        start=1200, end=420,
    ),
)  # fmt: skip
MALFORMED = (
    {**_PLAIN, "deed": "Open"},
    {**_PLAIN, "role": "owner"},
    {**_PLAIN, "place": "elsewhere"},
    {**_PLAIN, "person": "nina"},
    {**_PLAIN, "days": ["Monday", "Friday"]},
    {**_PLAIN, "days": ["Friday", "Friday"]},
    {**_PLAIN, "days": ["Doomsday"]},
    {**_PLAIN, "start": -1},
    {**_PLAIN, "start": 1440},
    {**_PLAIN, "end": 0},
    {**_PLAIN, "end": 1441},
    {**_PLAIN, "job": -1},
    {**_PLAIN, "more": 1},
    {name: value for name, value in _PLAIN.items() if name != "deed"},
)


def concerns() -> dict[str, list[str]]:
    """Return what each deed concerns."""
    return {name: sorted(deed.about()) for name, deed in DEEDS.items()}


def vectors() -> dict[str, Any]:
    """Return what the file holds."""
    return {
        "rules": [
            {
                "rule": rule.to_json(),
                "names": asdict(NAMES),
                "sentence": rule.sentence(NAMES),
                "source": rule.source(NUMBER, rule.sentence(NAMES)),
            }
            for rule in RULES
        ],
        "concerns": concerns(),
        "malformed": list(MALFORMED),
    }


def main() -> None:
    """Write the file."""
    text = json.dumps(vectors(), ensure_ascii=False, indent=1, sort_keys=True)
    PATH.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
