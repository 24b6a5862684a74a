"""自带的各地选岗会规则：不知道的写明不知道，补充文件补齐后从开场走到结束，第二套程序结论一致。补充内容均为虚构。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from public_notices import rule_words
from public_notices.verifier.session import check_entries
from resettlement.database import connect, transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from resettlement.selection.service import execute, load, open_session
from resettlement.selection.session.events import (
    AdmitProxy,
    Arrive,
    Call,
    CheckStandby,
    Choose,
    Close,
    Command,
    Miss,
)
from resettlement.selection.session.overlay import with_overlay
from resettlement.selection.session.rules import SessionRules, load_rules, parse_rules, settled, shipped_rules
from resettlement.translation import ENGLISH, speaking
from tests.hall import DAY, opening, refused_with

COMPLETE = ("default", "nanchang-2015")
SAID: dict[str, Any] = {
    "minutes_to_choose": 5,
    "guarantee": '"off"',
    "tie_method": '"lot"',
    "passed.times": 0,
    "passed.then": '"last_of_list"',
    "proxy.allowed": "true",
    "proxy.papers": '["委托书"]',
    "call_ahead.clock": '"first"',
    "batches": '[{category = "sergeant", from = 1, at = "2021-12-18T09:00:00+08:00"}]',
}
KNOWN = {
    "anning-2025": {"proxy": {"allowed": True, "papers": ["关系证明"], "days_ahead": 1}},
    "chengyang-2017": {},
    "dezhou": {"missed": {"absent": {"first": "what_is_left"}}},
    "langzhong-2018": {
        "tie_method": "lot",
        "assigned_by_office": True,
        "missed": {"absent": {"first": "given_up", "again": "given_up"}},
    },
    "jinan-2024": {"standby": {"roll_call": 10, "check": True}},
    "qianjiang-2016": {
        "minutes_to_choose": 3,
        "call_ahead": {"people": 1, "minutes": 2},
        "missed": {"late": {"first": "last_of_list"}},
    },
}
GIVEN_UP = '"given_up"'
HEAD = 'author = "示例局"\ndocument = "示例文件（虚构）"\n'


def overlay(folder: Path, rules: SessionRules, lines: str | None = None) -> Path:
    """A file that says everything the pack leaves open."""
    said = "\n".join(f"{path} = {SAID.get(path, GIVEN_UP)}" for path in rules.unknown)
    file = folder / "overlay.toml"
    file.write_text(f'pack = "{rules.id}"\n{HEAD}{said if lines is None else lines}\n', encoding="utf-8")
    return file


def completed(pack: str, folder: Path) -> SessionRules:
    rules = load_rules(pack)
    return with_overlay(rules, overlay(folder, rules)) if rules.unknown else rules


def test_two_are_complete_and_the_others_say_what_is_not_known() -> None:
    assert {pack for pack in shipped_rules() if not load_rules(pack).unknown} == set(COMPLETE)
    assert set(shipped_rules()) == {*COMPLETE, *KNOWN}


@pytest.mark.parametrize("pack", list(KNOWN))
def test_a_pack_states_what_its_source_states_and_nothing_else(pack: str) -> None:
    assert _known(load_rules(pack).settings) == KNOWN[pack]


def _known(settings: Any) -> Any:
    found = {key: _known(one) if isinstance(one, dict) else one for key, one in settings.items()}
    return {key: one for key, one in found.items() if one not in ("unknown", {})}


@pytest.mark.parametrize("pack", list(KNOWN))
def test_with_anything_unknown_no_session_opens_and_each_setting_is_named(pack: str) -> None:
    rules = load_rules(pack)
    refused_with(lambda: settled(rules), "selection.rules_unknown")
    with pytest.raises(Exception, match="session_overlay") as refusal:
        settled(rules)
    assert all(path in str(refusal.value) for path in rules.unknown)


def test_one_setting_left_out_of_an_overlay_is_still_refused(tmp_path: Path) -> None:
    rules = load_rules("dezhou")
    file = overlay(tmp_path, rules)
    text = file.read_text(encoding="utf-8").replace('missed.late.again = "given_up"\n', "")
    file.write_text(text, encoding="utf-8")
    assert with_overlay(rules, file).unknown == ("missed.late.again",)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("minutes_to_choose = 9", "minutes_to_choose"),
        ("missed.late.first = 'given_up'", "missed.late.first"),
        ("nothing = 1", "nothing"),
        ("tie_method = 'dice'", "tie_method"),
    ],
)
def test_an_overlay_fills_what_is_open_and_changes_nothing_else(
    tmp_path: Path, lines: str, named: str
) -> None:
    rules = load_rules("qianjiang-2016")
    with pytest.raises(BadInputError, match=named):
        with_overlay(rules, overlay(tmp_path, rules, lines))


@pytest.mark.parametrize("missing", ["pack", "author", "document"])
def test_an_overlay_names_its_pack_author_and_document(tmp_path: Path, missing: str) -> None:
    rules = load_rules("dezhou")
    file = overlay(tmp_path, rules)
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(missing)]
    file.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(BadInputError, match=missing):
        with_overlay(rules, file)


@pytest.mark.parametrize(
    "batches",
    [
        '[{category = "sergeant", from = 0, at = "2021-12-18T09:00:00+08:00"}]',
        '[{category = "sergeant", from = 1, at = "2021-12-18T09:00:00"}]',
        '[{category = "sergeant", from = 1, at = "九点"}]',
        '[{category = "sergeant", at = "2021-12-18T09:00:00+08:00"}]',
        '[{category = "a", from = 1, at = "2021-12-18T09:00:00+08:00"},'
        ' {category = "a", from = 1, at = "2021-12-18T10:00:00+08:00"}]',
    ],
)
def test_batches_name_category_first_place_and_an_instant_and_none_twice(
    tmp_path: Path, batches: str
) -> None:
    rules = load_rules("jinan-2024")
    with pytest.raises(BadInputError, match="batches"):
        with_overlay(rules, overlay(tmp_path, rules, f"batches = {batches}"))


def test_an_overlay_of_another_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="jinan-2024"):
        with_overlay(load_rules("dezhou"), overlay(tmp_path, load_rules("jinan-2024")))


@pytest.mark.parametrize("pack", list(KNOWN))
def test_the_completed_rules_are_one_text_that_says_where_each_part_is_from(
    pack: str, tmp_path: Path
) -> None:
    rules = completed(pack, tmp_path)
    assert parse_rules(rules.text.encode(), "again") == rules
    assert "示例局依据示例文件（虚构）" in rules.source
    assert load_rules(pack).source in rules.source
    assert rules.not_supported == load_rules(pack).not_supported


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pack", [*COMPLETE, *KNOWN])
def test_a_session_under_it_is_walked_from_opening_to_closing(pack: str, newest: str, tmp_path: Path) -> None:
    """S1 is late, S2 absent, S3 sends somebody, S4 comes: whatever the rules make of it, all are asked."""
    rules = completed(pack, tmp_path)
    engine = connect(newest)
    people = {"sergeant": [["S1"], ["S2"], ["S3"], ["S4"]]}
    opened = opening(people, {"P1": 2, "P2": 2}, **settled(rules))
    with transaction(engine) as db:
        open_session(db, opened, by="host", at=DAY)

    def give(command: Command) -> None:
        with transaction(engine) as db:
            execute(db, "test", command, by="host", at=DAY)

    reasons = {"S1": "late", "S2": "absent"}
    while True:
        with transaction(engine) as db:
            session = load(db, "test")
        if not session.next_in_turn:
            break
        (person,) = session.next_in_turn
        give(Call())
        if person in reasons:
            give(Miss(person, reasons.pop(person)))
            continue
        if person == "S3":
            give(AdmitProxy(person, tuple(opened.settings["proxy"]["papers"]), "2021-12-17"))
        else:
            give(Arrive(person))
            give(CheckStandby(person, passed=True))
        give(Choose(person, session.open_to(person)[0], despite_warning=True))
    give(Close())
    with transaction(engine) as db:
        entries = [entry.to_json() for entry in read(db, "session/test")]
        posts = load(db, "test").assignment
    assert check_entries(entries) == []
    assert posts == WALKED[pack]


WALKED = {
    "default": {"S1": "P2", "S2": "P2", "S3": "P1", "S4": "P1"},
    "nanchang-2015": {"S1": None, "S2": None, "S3": "P1", "S4": "P1"},
    "anning-2025": {"S1": None, "S2": None, "S3": "P1", "S4": "P1"},
    "dezhou": {"S1": None, "S2": "P2", "S3": "P1", "S4": "P1"},
    "jinan-2024": {"S1": None, "S2": None, "S3": "P1", "S4": "P1"},
    "qianjiang-2016": {"S1": "P2", "S2": None, "S3": "P1", "S4": "P1"},
    "langzhong-2018": {"S1": None, "S2": None, "S3": "P1", "S4": "P1"},
    "chengyang-2017": {"S1": None, "S2": None, "S3": "P1", "S4": "P1"},
}


def test_what_a_place_demands_and_the_software_cannot_do_stands_in_its_pack_and_on_the_page() -> None:
    lacking = {pack: load_rules(pack).not_supported for pack in shipped_rules()}
    assert [pack for pack, said in lacking.items() if said] == ["chengyang-2017"]
    (sentence,) = lacking["chengyang-2017"]
    assert "各组的第一名依次选完" in sentence
    rules = load_rules("chengyang-2017")
    told = dict(rule_words.more({**rules.settings, "not_supported": rules.not_supported}))
    assert sentence in told["须另行安排"]


def test_refusals_are_said_in_the_language_of_the_desk_and_the_rules_stay_chinese(tmp_path: Path) -> None:
    pack = load_rules("anning-2025")
    wrong, right = tmp_path / "wrong.toml", tmp_path / "right.toml"
    wrong.write_text('pack = "anning-2025"\nminutes_to_choose = 5\n[proxy]\nallowed = false\n', "utf-8")
    head = 'pack = "anning-2025"\nauthor = "安置科"\ndocument = "方案"\n'
    right.write_text(f"{head}minutes_to_choose = 5\n", "utf-8")
    with speaking(ENGLISH):
        with pytest.raises(RefusedError, match="leave things open, so the session cannot be opened: min"):
            settled(pack)
        with pytest.raises(BadInputError, match=r"“author” is missing.*“proxy\.allowed” is not open"):
            with_overlay(pack, wrong)
        with pytest.raises(BadInputError, match="is not a valid TOML"):
            parse_rules(b"=", "x.toml")
        with pytest.raises(BadInputError, match="“colour” is not known"):
            parse_rules(b'colour = "red"', "x.toml")
        assert "待定各项由安置科依据方案确定" in with_overlay(pack, right).source
