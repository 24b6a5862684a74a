"""What a shipped pack leaves open can be typed, the scoring room takes it, and it is read back as typed."""

from __future__ import annotations

from datetime import date

import pytest
from litestar.datastructures import FormMultiDict

import scoring
from resettlement.campaign.overlay import Opening, Setting, openings, toml, with_setting
from resettlement.web.sent_form import SentForm
from resettlement.web.staff.rule_fields import Field, fields_of, figures_from, typed_from

INVENTED = {
    "brackets": "12 3\n以后 4", "points": "1.5", "under_six_months": "0.5", "exactly_six_months": "0.5",
    "over_six_months": "1", "exam_weight": "0.3", "archive_weight": "0.7", "decimals": "2",
    "archive_best": "100", "at_years": "3", "per_year_before": "1", "each_further": "1", "tie_1": "older",
}  # fmt: skip
"""Figures of no rule: what is tried here is the form."""


def typed(field: Field, opening: Opening) -> str:
    if opening.values == () and field.name == "points":
        return "一级上士 5"
    if field.name.startswith("points."):
        return "-2" if opening.item and opening.item.rule_name == "sanctions" else "2"
    return INVENTED.get(field.name, "")


@pytest.mark.parametrize("pack_id", scoring.shipped_packs())
def test_every_opening_can_be_filled_in_and_is_read_back_as_it_was_typed(pack_id: str) -> None:
    pack, text = scoring.load_pack(pack_id), None
    assert openings(pack)
    for id_, opening in openings(pack).items():
        form = {field.name: typed(field, opening) for field in fields_of(opening, pack)}
        sent = SentForm(FormMultiDict(list(form.items())))
        figures = figures_from(sent, opening, pack)
        setting = Setting(id_, toml(figures), "《甲》一", "某局", "clerk", "reviewer", date(2021, 9, 1))
        text = with_setting(text, pack.id, (), setting)
        filled = scoring.pack_from_text(pack.text, text)
        assert sent.problems == {}
        assert {k: v for k, v in typed_from(opening, text).items() if v} == {
            k: v for k, v in form.items() if v
        }
    assert all(item.rule is not None for item in filled.items)
