"""What a campaign's notices, announcement, session and duties are made from: said in its plan, kept with it.

The plan's tables `[notices]`, `[session]`, `[duties]`, `[letters]` (docs/plan.md), as JSON in
`campaign.settings`. What is not said has the usual words; nothing here is law.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from resettlement.campaign.tables import Campaign

KINDS = ("scores", "positions", "correction", "announcement", "result")
TITLES = {
    "scores": "{district}{year}年度安置对象服役表现量化评分和名次公示",
    "positions": "{district}{year}年度退役军人安置岗位公示",
    "correction": "{district}{year}年度更正公示",
    "announcement": "{district}{year}年度选岗会公告",
    "result": "{district}{year}年度选岗结果公示",
}
WITHOUT_PERIOD = ("announcement",)
USUAL_PERIOD: Mapping[str, int] = {"workdays": 5}
USUAL_NUMBER = "{year}年公示第{n}号"
USUAL_LETTER_NUMBER = "介字〔{year}〕{n}号"


@dataclass(frozen=True)
class Texts:
    """What a kind of notice says: title, paragraphs, and the shortest time it hangs (`{workdays: n}` or
    `{days: n}`), which is a rule of the place; None for what nobody objects to.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    period: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Settings:
    """`number` is the pattern of a notice's number, with `{n}` counting from 1 and `{year}`.

    `session` holds `on` (YYYY-MM-DD), `place`, `roll_call`, `rules_in_words` and `lot` {algorithm, source,
    form} as far as they are known; `duties` the id of the duty rules by category, where the office chose
    some.

    `letter_number` is the pattern of a placement letter's number; `report_within_days` the days from a letter
    to the last one for reporting in, None where the office has not said: no law is known to.
    """

    number: str
    notices: Mapping[str, Texts]
    session: Mapping[str, Any] = field(default_factory=dict)
    duties: Mapping[str, str] = field(default_factory=dict)
    letter_number: str = USUAL_LETTER_NUMBER
    report_within_days: int | None = None

    def number_of(self, n: int, year: int) -> str:
        """The number of the n-th notice."""
        return self.number.replace("{n}", str(n)).replace("{year}", str(year))


def settings_of(row: Campaign) -> Settings:
    """A campaign's settings, with the usual words where it says nothing."""
    told = json.loads(row.settings)
    notices = told.get("notices", {})
    return Settings(
        number=notices.get("number", USUAL_NUMBER),
        notices={kind: _texts(kind, notices.get(kind, {}), row) for kind in KINDS},
        session=told.get("session", {}),
        duties=told.get("duties", {}),
        letter_number=told.get("letters", {}).get("number", USUAL_LETTER_NUMBER),
        report_within_days=told.get("letters", {}).get("report_within_days"),
    )


def _texts(kind: str, told: Mapping[str, Any], row: Campaign) -> Texts:
    period = None if kind in WITHOUT_PERIOD else told.get("period", USUAL_PERIOD)
    title = told.get("title") or TITLES[kind].format(district=row.district, year=row.year)
    return Texts(title, tuple(told.get("paragraphs", ())), period)
