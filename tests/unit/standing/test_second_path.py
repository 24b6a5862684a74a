"""一人一行也不许错:第二套程序与评分结果不符时,说明是谁、哪一行,什么也不保存。"""

from __future__ import annotations

from typing import Any

import pytest

import scoring
from resettlement.campaign.tables import Category
from resettlement.errors import DifferenceError
from resettlement.standing.service import require_agreement

PACK = scoring.load_pack("soldiers-2018")
CATEGORY = Category(campaign_id="t", id="sergeant", label="士官", place=0, pack_text=PACK.text)


def records() -> list[dict[str, Any]]:
    merit = {"kind": "award", "grade": "third_class_merit", "on": "2012-07-01"}
    return [
        {
            "candidate": candidate,
            "category": "sergeant",
            "enlisted_on": "2005-12-01",
            "discharged_on": "2021-12-01",
            "facts": [merit] * merits,
        }
        for candidate, merits in (("S01", 2), ("S02", 1))
    ]


def sheets() -> list[dict[str, Any]]:
    parsed = scoring.parse_records({"records": records()})
    return [sheet.to_json() for sheet in scoring.score(parsed, PACK)]


def test_agreement_passes() -> None:
    require_agreement(CATEGORY, records(), sheets())


def test_a_wrong_line_is_named_with_its_person() -> None:
    wrong = sheets()
    line = next(line for line in wrong[1]["lines"] if line["item"] == "peace_m3")
    line["points"], wrong[1]["total"] = "11", "53"
    with pytest.raises(DifferenceError, match=r"S02.*平时三等功"):
        require_agreement(CATEGORY, records(), wrong)


def test_two_people_who_changed_places_are_named() -> None:
    wrong = sheets()
    wrong[0]["standing"], wrong[1]["standing"] = 2, 1
    with pytest.raises(DifferenceError, match=r"S01.*名次"):
        require_agreement(CATEGORY, records(), wrong)


def test_somebody_left_out_is_named() -> None:
    with pytest.raises(DifferenceError, match="S02"):
        require_agreement(CATEGORY, records(), sheets()[:1])
