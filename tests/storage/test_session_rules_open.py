"""选岗会规则里还有待定的项：不开场，也不演练；补齐以后可以。人物、单位全部虚构。"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement.campaign.tables import Campaign
from resettlement.database import connect, transaction
from resettlement.errors import RefusedError
from resettlement.hall.opening import rehearse
from resettlement.positions.service import import_positions
from resettlement.positions.workbook import read_positions
from resettlement.sample import folder
from resettlement.selection.session.overlay import with_overlay
from resettlement.selection.session.rules import load_rules
from resettlement.standing.service import freeze, standings
from tests.opening import open_unannounced
from tests.storage.scored import AT, ID, TODAY, open_scored

LOT = {"algorithm": "sha256", "source": "当众摇出的号码"}
SAID = {"minutes_to_choose": "5", "guarantee": "'off'", "tie_method": "'lot'", "passed.times": "0"}


@pytest.fixture
def scored(newest: str) -> Engine:
    engine = connect(newest)
    open_scored(engine)
    with transaction(engine) as db:
        import_positions(db, ID, read_positions(folder() / "positions.xlsx"), by="staffing", at=AT)
        db.get_one(Campaign, ID).session_rules = load_rules("anning-2025").text
    return engine


def test_neither_session_nor_rehearsal_opens_on_rules_with_something_unknown(scored: Engine) -> None:
    for missing in load_rules("anning-2025").unknown:
        with pytest.raises(RefusedError, match=missing) as refused, transaction(scored) as db:
            rehearse(db, ID, by="host", at=AT)
        assert refused.value.code == "selection.rules_unknown"
    with transaction(scored) as db:
        freeze(db, standings(db, ID)[-1], by="clerk", at=AT)
    with pytest.raises(RefusedError, match="session_overlay"), transaction(scored) as db:
        open_unannounced(db, ID, TODAY, LOT, at=AT)


def test_with_an_overlay_they_open(scored: Engine, tmp_path: Path) -> None:
    rules = load_rules("anning-2025")
    lines = [f"{path} = {SAID.get(path, repr('given_up'))}" for path in rules.unknown]
    head = ["pack = 'anning-2025'", "author = '示例局'", "document = '示例文件（虚构）'"]
    (tmp_path / "hall.toml").write_text("\n".join(head + lines), encoding="utf-8")
    with transaction(scored) as db:
        db.get_one(Campaign, ID).session_rules = with_overlay(rules, tmp_path / "hall.toml").text
        assert rehearse(db, ID, by="host", at=AT) == f"rehearsal/{ID}/1"
