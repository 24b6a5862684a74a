"""The worked examples inside each shipped pack hold, and a pack has enough of them."""

from __future__ import annotations

import pytest

from scoring import Pack, load_pack, shipped_packs
from scoring.examples import run_examples

EXAMPLES = [
    (load_pack(pack), number) for pack in shipped_packs() for number in range(len(load_pack(pack).examples))
]


@pytest.mark.parametrize(
    ("pack", "number"),
    EXAMPLES,
    ids=[f"{pack.id}：{pack.examples[number]['name']}" for pack, number in EXAMPLES],
)
def test_a_worked_example_holds(pack: Pack, number: int) -> None:
    assert run_examples(pack)[number].problem == ""


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_every_shipped_pack_shows_a_total_a_refusal_and_who_is_not_scored(pack_id: str) -> None:
    examples = load_pack(pack_id).examples
    assert len(examples) >= 8
    assert any("total" in row for row in examples)
    assert any("refused" in row for row in examples)
    assert any("exempt" in row or "barred" in row for row in examples)


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_a_shipped_pack_cites_documents_never_addresses_and_sets_no_tie_chain(pack_id: str) -> None:
    pack = load_pack(pack_id)
    assert "http" not in pack.text
    assert pack.tie_chain == ()
