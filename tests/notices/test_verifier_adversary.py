"""A crooked clerk with full access to the published folder: nothing he does crashes, hangs or passes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from public_notices.verifier import assemble, main, verify
from public_notices.verifier.bundle import DIFFERS, TAMPERED, VERIFIED
from tests.main_job.conftest import finished  # noqa: F401 - the main job is run once for all
from tests.notices.forging import FROZEN, Data, read, remake
from tests.unit.verifier.building import canonical
from tests.unit.verifier.changing import leaves, with_leaf_changed
from tests.unit.verifier.sample import write_manifest

LIMIT = 20  # seconds after which a verifier counts as hanging


@pytest.fixture(scope="module")
def own_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """verify.py as somebody has it who does not trust the folder."""
    place = tmp_path_factory.mktemp("own") / "verify.py"
    place.write_text(assemble(), encoding="utf-8")
    return place


@pytest.fixture
def bundle(finished: Path, tmp_path: Path) -> Path:  # noqa: F811
    return shutil.copytree(finished / "bundle", tmp_path / "bundle")


def exit_code(own_copy: Path, bundle: Path, *arguments: str) -> int:
    """What both programs answer; they must agree, in time and in words."""
    command = [sys.executable, "-I", str(own_copy), str(bundle), *arguments]
    done = subprocess.run(
        command, cwd=own_copy.parent, capture_output=True, text=True, check=False, timeout=LIMIT
    )
    assert "Traceback" not in done.stderr + done.stdout
    assert main([str(bundle), *arguments]) == done.returncode
    return done.returncode


def listed(bundle: Path, change: Callable[[Data], object]) -> None:
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    change(manifest["files"])
    (bundle / "manifest.json").write_bytes(canonical(manifest))


def instead(bundle: Path, path: str, put: Callable[[Path], object]) -> None:
    (bundle / path).unlink()
    put(bundle / path)


def also(bundle: Path, path: str, digest: str) -> None:
    listed(bundle, lambda files: files.update({path: digest}))


def log_digest(bundle: Path) -> str:
    return hashlib.sha256((bundle / "data/log.json").read_bytes()).hexdigest()


def link_to(target: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(target)


def endless(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte that takes no room


FOLDERS: dict[str, tuple[Callable[[Path], object], int]] = {
    "a manifest that nests to no end": (lambda b: (b / "manifest.json").write_bytes(b"[" * 10**6), 2),
    "a manifest that is a list": (lambda b: (b / "manifest.json").write_bytes(b"[]"), 2),
    "a manifest that never ends": (lambda b: instead(b, "manifest.json", link_to("/dev/zero")), 2),
    "a manifest that waits for a writer": (lambda b: instead(b, "manifest.json", os.mkfifo), 2),
    "a file listed twice": (lambda b: also(b, "./data/log.json", log_digest(b)), 3),
    "a way around through the folder": (lambda b: also(b, "data/../data/log.json", log_digest(b)), 3),
    "a way out of the folder": (lambda b: also(b, "../verify.py", "0" * 64), 3),
    "a file of the computer": (lambda b: also(b, "/etc/hostname", "0" * 64), 3),
    "a name with a zero byte": (lambda b: also(b, "a\0b", "0" * 64), 3),
    "a name too long for any disk": (lambda b: also(b, "a" * 5000, "0" * 64), 2),
    "a log that waits for a writer": (lambda b: instead(b, "data/log.json", os.mkfifo), 3),
    "a log that never ends": (lambda b: instead(b, "data/log.json", link_to("/dev/zero")), 3),
    "a log of a terabyte": (lambda b: endless(b / "data/log.json"), 2),
    "a log that is a folder": (lambda b: instead(b, "data/log.json", Path.mkdir), 3),
    "more papers behind a link": (lambda b: (b / "notices/more").symlink_to("/usr/share"), 3),
    "one more paper in a folder": (lambda b: shutil.copytree(b / "assets", b / "notices/more"), 3),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_whatever_lies_in_the_folder_is_answered(bundle: Path, own_copy: Path, name: str) -> None:
    attack, expected = FOLDERS[name]
    attack(bundle)
    assert exit_code(own_copy, bundle) == expected


WRITINGS: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "a byte order mark": (lambda raw: b"\xef\xbb\xbf" + raw, 2),
    "another end of line": (lambda raw: raw + b"\r\n", 3),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), 2),
    "spaces": (lambda raw: raw.replace(b":", b": "), 3),
    "an escape": (lambda raw: raw.replace(b'"a', b'"\\u0061', 1), 3),
    "a key twice, the wrong one first": (lambda raw: b'{"log":0,' + raw[1:], 3),
    "a key twice, the wrong one last": (lambda raw: raw[:-1] + b',"picks":[]}', 3),
    "1.0 for 1": (lambda raw: re.sub(rb'"(count|version)":(\d+)', rb'"\1":\2.0', raw), 3),
    "5E0 for 5": (lambda raw: re.sub(rb'"(count|version)":(\d+)', rb'"\1":\2E0', raw), 3),
    "true for 1": (lambda raw: re.sub(rb'"(order|version)":1([,}])', rb'"\1":true\2', raw), 1),
    "text for a number": (lambda raw: re.sub(rb'"(count|version)":(\d+)', rb'"\1":"\2"', raw), 3),
    "not a number": (lambda raw: re.sub(rb'"(count|version)":(\d+)', rb'"\1":NaN', raw), 2),
    "a number without end": (lambda raw: re.sub(rb'"count":(\d+)', b'"count":' + b"9" * 9000, raw), 2),
    "half a character": (lambda raw: raw.replace(b'"basis":"', b'"basis":"\\ud800'), 3),
    "full-width digits": (lambda raw: raw.replace(b'"P01"', '"P０１"'.encode()), 1),
    "nests to no end": (lambda raw: b"[" * 10**5 + b"]" * 10**5, 2),
}


@pytest.mark.parametrize("name", WRITINGS)
def test_the_same_values_written_otherwise_do_not_pass_though_the_manifest_is_made_again(
    bundle: Path, own_copy: Path, name: str
) -> None:
    attack, expected = WRITINGS[name]
    path = bundle / "data" / "result.json"
    before = path.read_bytes()
    path.write_bytes(attack(before))
    assert path.read_bytes() != before
    write_manifest(bundle)
    assert exit_code(own_copy, bundle) == expected


PAGES = {
    "tags left open": b"<a " * 10**6,
    "comments left open": b"<!--" * 10**6,
    "ends without a beginning": b"</" * 10**6,
    "a letter under a tower of marks": ("<p>a" + "\u0301\u0316" * 200_000).encode(),
    "a cell in a hundred thousand pieces": b"<table><tr><td>" + b"a<b>" * 10**5,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_the_verifier_busy(bundle: Path, own_copy: Path, name: str) -> None:
    next(iter((bundle / "notices").glob("*.html"))).write_bytes(PAGES[name])
    write_manifest(bundle)
    assert exit_code(own_copy, bundle) == 3


@pytest.mark.parametrize(
    "pdf",
    [
        b">>stream\n" * 500_000 + b"endstream",
        b"".join([b"<<>>\nstream\n", zlib.compress(b"\0" * (1 << 26)), b"\nendstream\n"]) * 200,
    ],
    ids=["streams within streams", "streams that unpack to no end"],
)
def test_no_pdf_keeps_the_verifier_busy(bundle: Path, own_copy: Path, pdf: bytes) -> None:
    data = read(bundle)
    (bundle / data["notices"]["notices"][0]["pdf"]).write_bytes(pdf)
    remake(bundle, data)
    assert exit_code(own_copy, bundle) == 1


def test_a_file_beside_verify_py_is_not_run_in_place_of_a_module(bundle: Path) -> None:
    (bundle / "hashlib.py").write_text("print('核对无误'); raise SystemExit(0)", encoding="utf-8")
    (bundle / "data" / "log.json").write_bytes(b"{}")
    done = subprocess.run(
        [sys.executable, str(bundle / "verify.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3


def notice_of(data: Data, kind: str) -> Any:
    return next(one["content"] for one in data["notices"]["notices"] if one["kind"] == kind)


def sheet_with_more_withheld(data: Data) -> None:
    """The first of the standing gets two points more in the sum that nobody outside can recompute."""
    for version in data["standing"]["versions"]:
        row = next(row for row in version["groups"][1]["rows"] if row["candidate"] == "S02")
        row["total"], row["columns"]["other"] = "113.9", "16.4"
    row = next(row for row in notice_of(data, "scores")["groups"][1]["rows"] if row["candidate"] == "S02")
    row["total"], row["subtotals"]["other"] = "113.9", "16.4"
    sheet = next(one for one in data["sheets"]["sheets"] if one["candidate"] == "S02")
    sheet["total"], sheet["withheld"]["points"] = "113.9", "16.4"


def first(data: Data, *path: str | int) -> Any:
    value: Any = data
    for step in path:
        value = value[step]
    return value


FITTING: dict[str, Callable[[Data], object]] = {
    "points that rest on withheld facts": sheet_with_more_withheld,
    "what a commitment stands for": lambda d: next(
        fact for sheet in d["sheets"]["sheets"] for fact in sheet["facts"] if "commitment" in fact
    ).update(commitment="0" * 64),
    "the year's title": lambda d: d["campaign"].update(title="另一批次"),
    "what a score notice says": lambda d: notice_of(d, "scores")["paragraphs"].append("另加一段。"),
    "who reviewed": lambda d: first(d, "log", "campaign", 2).update(by="somebody"),
    "why it was paused": lambda d: next(one for one in d["log"]["session"] if one["type"] == "paused")[
        "payload"
    ].update(reason="另一原因"),
}
"""Made afresh as a whole, these fit themselves: the exception that docs/bundle.md names."""


@pytest.mark.parametrize("name", FITTING)
def test_a_log_made_again_as_a_whole_fits_itself_but_not_the_paper(bundle: Path, name: str) -> None:
    slip = ["--head", read(bundle)["result"]["log"]["short"]]
    assert main([str(bundle), *slip]) == 0
    data = read(bundle)
    FITTING[name](data)
    remake(bundle, data)
    assert main([str(bundle)]) == 0
    assert main([str(bundle), *slip]) == 3


def test_what_was_posted_after_the_session_is_bound_by_the_years_log_alone(bundle: Path) -> None:
    before = read(bundle)["result"]
    data = read(bundle)
    notice_of(data, "result")["paragraphs"].append("另加一段。")
    remake(bundle, data)
    assert main([str(bundle), "--head", before["log"]["short"]]) == 0
    assert main([str(bundle), "--head", before["campaign_log"]["short"]]) == 3


def doubled(rows: list[Any]) -> None:
    rows.append(deepcopy(rows[0]))


def swapped(rows: list[Any], key: str) -> None:
    rows[0][key], rows[1][key] = rows[1][key], rows[0][key]


def first_sheet(data: Data) -> Any:
    return data["sheets"]["sheets"][0]


NOT_FITTING: dict[str, Callable[[Data], object]] = {
    "months of service that no year has": lambda d: first_sheet(d)["service"].update(months=12),
    "1 for true": lambda d: first_sheet(d).update(barred=0),
    "true for a version": lambda d: first_sheet(d).update(version=True),
    "the name of the withheld sum": lambda d: d["sheets"]["sheets"][1]["withheld"].update(label="处分"),
    "the value a line rests on": lambda d: first_sheet(d)["lines"][0].update(value="副团职"),
    "where a figure was read": lambda d: first_sheet(d)["lines"][0].update(source="《另一办法》"),
    "how sure a figure is": lambda d: first_sheet(d)["lines"][0].update(status="confirmed"),
    "the year a session belongs to": lambda d: d["campaign"].update(id="another"),
    "the session of the year": lambda d: d["campaign"].update(session="session/another"),
    "a name in the result": lambda d: swapped(notice_of(d, "result")["rows"], "name"),
    "the order of the result": lambda d: swapped(notice_of(d, "result")["rows"], "order"),
    "the basis of a pick": lambda d: notice_of(d, "result")["rows"][0].update(basis="按填报志愿"),
    "a row of the result twice": lambda d: doubled(notice_of(d, "result")["rows"]),
    "a row of the result lost": lambda d: notice_of(d, "result")["rows"].pop(),
    "a column left out": lambda d: notice_of(d, "scores")["groups"][1]["columns"].pop(),
    "a column's name": lambda d: notice_of(d, "scores")["groups"][1]["columns"][0].update(label="奖励分"),
    "a column twice": lambda d: doubled(notice_of(d, "scores")["groups"][0]["columns"]),
    "the name of a category": lambda d: notice_of(d, "scores")["groups"][0].update(label="士官"),
    "the rule a table names": lambda d: notice_of(d, "scores")["groups"][0]["pack"].update(title="另一办法"),
    "a row of the scores twice": lambda d: doubled(notice_of(d, "scores")["groups"][0]["rows"]),
    "the rows of the scores turned": lambda d: notice_of(d, "scores")["groups"][0]["rows"].reverse(),
    "the line corrected": lambda d: notice_of(d, "correction")["changed"][0].update(line="平时二等功"),
    "the points corrected": lambda d: notice_of(d, "correction")["changed"][0].update(old="5"),
    "a name in the correction": lambda d: notice_of(d, "correction")["moved"][0].update(name="王*"),
    "a unit in the notice of positions": lambda d: notice_of(d, "positions")["rows"][0].update(unit="别处"),
    "what a position requires": lambda d: notice_of(d, "positions")["rows"][0].update(requirements="无"),
    "who may take a position": lambda d: notice_of(d, "positions")["rows"][0].update(for_=["sergeant"]),
    "the rows of positions turned": lambda d: notice_of(d, "positions")["rows"].reverse(),
    "the lot announced": lambda d: notice_of(d, "announcement")["lot"].update(algorithm="md5"),
    "where the lot comes from": lambda d: notice_of(d, "announcement")["lot"].update(source="主持人"),
    "how many were announced": lambda d: notice_of(d, "announcement")["session"]["order"][0].update(count=9),
}


@pytest.mark.parametrize("name", NOT_FITTING)
def test_what_can_be_computed_or_compared_is_found_though_everything_is_made_again(
    bundle: Path, name: str
) -> None:
    data = read(bundle)
    NOT_FITTING[name](data)
    remake(bundle, data)
    assert verify(bundle).state() == DIFFERS


def test_a_log_without_a_name_is_found(bundle: Path) -> None:
    path = bundle / "data" / "result.json"
    result = json.loads(path.read_bytes())
    result["log"]["stream"] = None
    path.write_bytes(canonical(result))
    write_manifest(bundle)
    assert verify(bundle).state() == TAMPERED


def test_two_notices_that_changed_places_are_found(bundle: Path) -> None:
    data = read(bundle)
    one, other = (bundle / data["notices"]["notices"][at]["pdf"] for at in (0, 1))
    was = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(was)
    write_manifest(bundle)
    assert verify(bundle).state() == TAMPERED


@pytest.mark.faults
@pytest.mark.parametrize("name", [*FROZEN, "log"])
def test_no_value_bound_by_the_session_can_be_changed_and_still_fit_the_last_slip(
    bundle: Path, tmp_path: Path, name: str
) -> None:
    original = read(bundle)
    slip = original["result"]["log"]["short"]
    places = [leaf for leaf in leaves(original[name]) if leaf[0] != "campaign"]  # the year's log: see above
    for leaf in places[:: max(1, len(places) // 200)]:
        folder = shutil.copytree(bundle, tmp_path / "forged", dirs_exist_ok=True)
        data = deepcopy(original)
        data[name] = with_leaf_changed(data[name], leaf)
        try:
            remake(folder, data)
        except (KeyError, ValueError, StopIteration, TypeError):
            continue  # the forger himself cannot make sense of it
        if read(folder)[name] != original[name]:
            assert verify(folder, slip).state() != VERIFIED, leaf
