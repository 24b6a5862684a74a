"""主流程：示例批次从工作簿到公开包，一条命令做完；成果逐项核对。"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import python_calamine

PEOPLE = [f"O{n:02d}" for n in range(1, 9)] + [f"S{n:02d}" for n in range(1, 12)]


def data(folder: Path, name: str) -> Any:
    return json.loads((folder / "bundle" / "data" / f"{name}.json").read_text("utf-8"))


def text_of(pdf: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout


def picks(folder: Path) -> dict[str, str]:
    return {p["candidate"]: p["position"] for p in data(folder, "result")["picks"]}


def events(folder: Path, type_: str) -> list[dict[str, Any]]:
    return [e["payload"] for e in data(folder, "log")["session"] if e["type"] == type_]


def test_all_nineteen_hold_a_post(finished: Path) -> None:
    result = data(finished, "result")
    assert sorted(result["assignment"]) == PEOPLE
    assert None not in result["assignment"].values()
    assert [p["order"] for p in result["picks"]] == list(range(1, 20))


def test_no_position_is_given_more_often_than_it_has_seats(finished: Path) -> None:
    seats = {p["id"]: p["seats"] for p in data(finished, "positions")["positions"]}
    taken = list(picks(finished).values())
    assert all(taken.count(position) <= seats[position] for position in taken)


def test_a_tie_that_the_chain_settles_shows_the_key_that_settled_it(finished: Path) -> None:
    rows = {
        r["candidate"]: r for g in data(finished, "standing")["versions"][-1]["groups"] for r in g["rows"]
    }
    assert rows["O04"]["total"] == rows["O05"]["total"]
    assert (rows["O04"]["standing"], rows["O05"]["standing"]) == (4, 5)
    assert rows["O04"]["tie"] == {"longer_service": "17-10-00"}


def test_one_tie_mattered_and_was_decided_by_the_lot_the_other_needed_none(finished: Path) -> None:
    officers, sergeants = events(finished, "tie_settled")
    assert (officers["class"], officers["mattered"]) == (["O06", "O07"], False)
    assert (sergeants["class"], sergeants["mattered"]) == (["S06", "S07"], True)
    types = [e["type"] for e in data(finished, "log")["session"]]
    assert types.index("tie_settled") < types.index("lot_drawn"), "no lot was drawn for the officers' tie"
    assert sergeants["assignment"][sergeants["order"][0]] == "P14"


def test_the_absent_got_his_filed_wish_the_late_and_the_passing_came_back_one_sent_a_proxy(
    finished: Path,
) -> None:
    chosen = {c["candidate"]: c for c in events(finished, "chosen")}
    assert chosen["S08"]["basis"] == "filed_wish"
    assert chosen["S08"]["position"] == "P23"
    assert {(m["candidate"], m["reason"]) for m in events(finished, "missed")} == {
        ("O02", "late"),
        ("S08", "absent"),
    }
    assert events(finished, "passed") == [{"candidate": "S04", "consequence": "after:3"}]
    assert chosen["S03"]["proxy"] is True


def test_the_exempt_stands_first_with_a_total_of_zero(finished: Path) -> None:
    sergeants = data(finished, "standing")["versions"][-1]["groups"][1]["rows"]
    first = sergeants[0]
    assert (first["candidate"], first["standing"], first["total"], first["exempt"]) == ("S01", 1, "0", True)


def test_the_correction_moved_exactly_those_the_notice_names(finished: Path) -> None:
    before, after = data(finished, "standing")["versions"]
    old, new = (
        {r["candidate"]: r["standing"] for g in version["groups"] for r in g["rows"]}
        for version in (before, after)
    )
    (notice,) = [n for n in data(finished, "notices")["notices"] if n["kind"] == "correction"]
    moved = {m["candidate"]: (m["old"], m["new"]) for m in notice["content"]["moved"]}
    assert moved == {c: (old[c], new[c]) for c in old if old[c] != new[c]}
    assert moved == {"S09": (10, 8), "S10": (8, 9), "S08": (9, 10)}


def test_nothing_published_bears_a_full_name_an_id_number_or_a_phone(finished: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(finished / "call_sheet.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    header = next(row for row in rows if "姓名" in row)
    names = {str(row[header.index("姓名")]) for row in rows[rows.index(header) + 1 :] if row[0]}
    phones = {str(row[header.index("电话")]) for row in rows[rows.index(header) + 1 :] if row[0]}
    assert len(names) == 19
    published = [p for p in (finished / "bundle").rglob("*") if p.suffix in {".html", ".json"}]
    texts = [p.read_text("utf-8") for p in published]
    texts += [text_of(pdf) for pdf in (finished / "bundle" / "notices").glob("*.pdf")]
    assert not [secret for secret in names | phones for text in texts if secret in text]
    assert not [text for text in texts if "990000" in text]


def test_an_agreement_and_a_slip_for_each_of_the_nineteen_with_the_whole_name(finished: Path) -> None:
    for folder in ("agreements", "slips"):
        assert len(list((finished / folder).glob("*.pdf"))) == 19
    (agreement,) = (finished / "agreements").glob("*-S06.pdf")
    assert "丁𬭎" in text_of(agreement)
    (slip,) = (finished / "slips").glob("*-O03.pdf")
    assert "韩䶮" in text_of(slip)


def test_each_slip_bears_the_head_of_the_log_right_after_its_pick(finished: Path) -> None:
    import base64

    result, log = data(finished, "result"), data(finished, "log")["session"]
    for pick in result["picks"]:
        digest = log[pick["version"] - 1]["hash"]
        letters = base64.b32encode(bytes.fromhex(digest)).decode()
        (slip,) = (finished / "slips").glob(f"{pick['order']:02d}-*.pdf")
        assert f"{letters[:4]}-{letters[4:8]}" in text_of(slip)


def test_the_result_notice_bears_the_head_the_count_and_the_fingerprint(finished: Path) -> None:
    result = data(finished, "result")
    (notice,) = [n for n in data(finished, "notices")["notices"] if n["kind"] == "result"]
    text = text_of(finished / "bundle" / notice["pdf"])
    for printed in (result["log"]["short"], str(result["log"]["count"]), result["fingerprint"]["short"]):
        assert printed in text


def test_the_head_on_paper_verifies_the_bundle_and_another_does_not(finished: Path) -> None:
    short = data(finished, "result")["log"]["short"]
    other = short[::-1]
    assert verified(finished / "bundle", "--head", short) == 0
    assert verified(finished / "bundle", "--head", other) != 0


def test_verify_py_alone_says_verified_from_the_folder_it_lies_in(finished: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(finished / "bundle", tmp_path / "stick")
    done = subprocess.run(
        [sys.executable, "-I", copy / "verify.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "verified" in done.stdout


def verified(bundle: Path, *options: str) -> int:
    command = [sys.executable, "-m", "resettlement", "verify", str(bundle), *options]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_job_refuses_a_folder_that_is_not_empty_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    command = [sys.executable, "-m", "resettlement", "demo", "--once", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_job_that_cannot_run_leaves_nothing_behind_and_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "resettlement", "demo", "--once", str(tmp_path / "out")]
    nowhere = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=nowhere)
    assert done.returncode == 2
    assert "python -m public_notices.font_preparation" in done.stderr
    assert not (tmp_path / "out").exists()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
