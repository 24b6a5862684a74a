"""The worked examples inside each shipped pack hold, and every item of the pack is in one of them."""

from __future__ import annotations

from typing import Any

import pytest

from scoring import Pack, RecordsError, load_pack, score, shipped_packs
from scoring.examples import record_of, run_examples
from scoring.items.service_years import ServiceYears

PACKS = {pack_id: load_pack(pack_id) for pack_id in shipped_packs()}
EXAMPLES = [(pack, number) for pack in PACKS.values() for number in range(len(pack.examples))]


@pytest.mark.parametrize(
    ("pack", "number"),
    EXAMPLES,
    ids=[f"{pack.id}：{pack.examples[number]['name']}" for pack, number in EXAMPLES],
)
def test_a_worked_example_holds(pack: Pack, number: int) -> None:
    assert run_examples(pack)[number].problem == ""


def items_shown(pack: Pack, example: dict[str, Any]) -> set[str]:
    """Items whose lines the example gives, or whose missing figure it is refused for."""
    if "total" in example:
        return set(example["points"])
    try:
        sheet = score([record_of(example, "例")], pack)[0]
    except RecordsError as error:
        return {item.id for item in pack.items if f"计分项 {item.id}（" in str(error)}
    return {line.item for line in sheet.lines}


@pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
def test_every_item_of_a_pack_is_in_a_worked_example(pack: Pack) -> None:
    shown: set[str] = set().union(*(items_shown(pack, dict(row)) for row in pack.examples))
    lines = {
        name: [one.id for one in item.rule.brackets] if isinstance(item.rule, ServiceYears) else [name]
        for name, item in ((item.id, item) for item in pack.items)
    }
    assert [name for name, ids in lines.items() if not set(ids) <= shown] == []


@pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
def test_an_item_whose_figure_is_unknown_is_in_an_example_that_is_refused_for_it(pack: Pack) -> None:
    refused = " ".join(row["refused"] for row in pack.examples if "refused" in row)
    unknown = [item.id for item in pack.items if item.rule is None]
    assert [name for name in unknown if name not in refused] == []


@pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
def test_a_shipped_pack_cites_documents_never_addresses_and_sets_no_tie_chain(pack: Pack) -> None:
    assert "http" not in pack.text
    assert pack.tie_chain == ()


def test_the_six_packs_are_shipped() -> None:
    assert set(PACKS) == {
        "soldiers-2016", "soldiers-2018", "soldiers-2023",
        "officers-city-table", "officers-zhangqiu-2011", "officers-heilongjiang-2019",
    }  # fmt: skip


def test_the_2023_rule_is_complete_in_structure_and_empty_of_figures() -> None:
    assert all(item.status == "not_found" and item.rule is None for item in PACKS["soldiers-2023"].items)
