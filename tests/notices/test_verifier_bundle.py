"""The public bundle's checks: what is right is verified, and no single change comes out as verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from public_notices.verifier import main, verify
from public_notices.verifier.bundle import DIFFERS, TAMPERED, VERIFIED, Report, open_bundle
from public_notices.verifier.checking import CHECKS, guarded
from tests.unit.verifier.building import Json, canonical, chained
from tests.unit.verifier.changing import leaves, with_leaf_changed
from tests.unit.verifier.sample import Sample, write_bundle, write_manifest

FILES = ("campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result")


@pytest.fixture
def data() -> dict[str, Json]:
    return Sample().data()


@pytest.fixture
def folder(tmp_path: Path, data: dict[str, Json]) -> Path:
    return write_bundle(tmp_path / "bundle", data)


def first_trouble(folder: Path, skip: int = 0) -> str:
    """The state at the first check that is not passed; the checks after it are spared."""
    report = Report()
    bundle = open_bundle(folder, report)
    for number, check in CHECKS[skip:]:
        guarded(report, number, lambda check=check: check(bundle, report))  # type: ignore[misc]
        if report.state() != VERIFIED:
            break
    return report.state()


def rewrite(folder: Path, name: str, value: object) -> None:
    (folder / "data" / f"{name}.json").write_bytes(canonical(value))


def test_a_bundle_as_published_is_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    said = capsys.readouterr().out
    assert "核对无误" in said
    for number in ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"):
        assert f"[通过] {number} " in said


@pytest.mark.parametrize("name", FILES)
def test_any_single_value_changed_does_not_fit_the_manifest(
    folder: Path, data: dict[str, Json], name: str
) -> None:
    for path in leaves(data[name]):
        rewrite(folder, name, with_leaf_changed(data[name], path))
        assert first_trouble(folder) == TAMPERED, path


@pytest.mark.parametrize("name", FILES)
def test_any_single_value_changed_is_found_even_when_the_manifest_is_made_again(
    folder: Path, data: dict[str, Json], name: str
) -> None:
    passed = [
        path
        for path in leaves(data[name])
        if state_with(folder, name, with_leaf_changed(data[name], path)) == VERIFIED
    ]
    assert passed == []


def state_with(folder: Path, name: str, value: object) -> str:
    """The state with one file replaced and, as B1 then passes by construction, from B2 on."""
    rewrite(folder, name, value)
    return first_trouble(folder, skip=1)


def without(entries: list[Json], at: int) -> list[Json]:
    return entries[:at] + entries[at + 1 :]


def doubled(entries: list[Json], at: int) -> list[Json]:
    return [*entries[: at + 1], *entries[at:]]


def swapped(entries: list[Json], at: int) -> list[Json]:
    return [*entries[:at], *reversed(entries[at : at + 2]), *entries[at + 2 :]]


def cut_off(entries: list[Json], at: int) -> list[Json]:
    return entries[:at]


@pytest.mark.parametrize("change", [without, doubled, swapped, cut_off])
@pytest.mark.parametrize("stream", ["session", "campaign"])
def test_events_dropped_doubled_swapped_or_cut_off_are_found(
    folder: Path, data: dict[str, Json], stream: str, change: Callable[[list[Json], int], list[Json]]
) -> None:
    entries: list[Json] = data["log"][stream]
    for at in range(len(entries) - (1 if change is swapped else 0)):
        log = data["log"] | {stream: change(entries, at)}
        assert state_with(folder, "log", log) == TAMPERED, at


@pytest.mark.parametrize("change", [without, doubled, swapped, cut_off])
def test_events_dropped_doubled_swapped_or_cut_off_are_found_even_when_the_chain_is_made_again(
    folder: Path, data: dict[str, Json], change: Callable[[list[Json], int], list[Json]]
) -> None:
    entries: list[Json] = data["log"]["session"]
    for at in range(1, len(entries) - (1 if change is swapped else 0)):
        log = data["log"] | {"session": chained(change(entries, at))}
        assert state_with(folder, "log", log) == TAMPERED, at


@pytest.mark.parametrize("ending", [".pdf", ".html"])
@pytest.mark.parametrize("remake", [False, True])
def test_an_altered_notice_is_found(folder: Path, ending: str, remake: bool) -> None:
    notices = sorted((folder / "notices").glob(f"*{ending}"))
    assert len(notices) == 5
    for path in notices:
        before = path.read_bytes()
        after = (
            before.replace(b"1", b"7", 1)
            if ending == ".pdf"
            else before.replace("虚构".encode(), "真实".encode())
        )
        path.write_bytes(after)
        if remake:
            write_manifest(folder)
        assert verify(folder).state() == TAMPERED, path.name
        path.write_bytes(before)
        if remake:
            write_manifest(folder)


@pytest.mark.parametrize("gone", ["data/log.json", "notices/测公〔2021〕1号.pdf", "index.html"])
def test_a_listed_file_that_is_missing_is_tampering(
    folder: Path, gone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / gone).unlink()
    assert main([str(folder)]) == 3
    assert gone in capsys.readouterr().out


@pytest.mark.parametrize("name", FILES)
def test_a_data_file_missing_from_folder_and_manifest_is_tampering(folder: Path, name: str) -> None:
    (folder / "data" / f"{name}.json").unlink()
    write_manifest(folder)
    assert verify(folder).state() == TAMPERED


def test_a_notice_missing_from_folder_and_manifest_is_tampering(folder: Path) -> None:
    for path in (folder / "notices").glob("*2号*"):
        path.unlink()
    write_manifest(folder)
    assert verify(folder).state() == TAMPERED


def wide(text: str) -> str:
    """As a Chinese keyboard may type it: every character in full width."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize("extra", ["data/more.json", "notices/9.pdf", "notices/old/9.pdf"])
def test_an_unlisted_file_in_data_or_notices_is_tampering(folder: Path, extra: str) -> None:
    (folder / extra).parent.mkdir(exist_ok=True)
    (folder / extra).write_bytes(b"{}")
    assert verify(folder).state_of("B1") == TAMPERED


@pytest.mark.parametrize(
    "extra", ["data/.DS_Store", "notices/Thumbs.db", "data/Desktop.ini", "data/._log.json"]
)
def test_what_a_file_manager_leaves_by_itself_is_not_tampering(folder: Path, extra: str) -> None:
    (folder / extra).write_bytes(b"\0\0\0\1Bud1")
    assert verify(folder).state() == VERIFIED


@pytest.mark.parametrize("extra", ["data/._more.json", "data/Thumbs.db/more.json", "notices/thumbs.db.pdf"])
def test_a_file_that_only_looks_like_a_file_managers_is_tampering(folder: Path, extra: str) -> None:
    (folder / extra).parent.mkdir(exist_ok=True)
    (folder / extra).write_bytes(b"{}")
    assert verify(folder).state_of("B1") == TAMPERED


def test_a_file_elsewhere_in_the_folder_is_nobodys_business(folder: Path) -> None:
    (folder / "notes.txt").write_text("x")
    assert verify(folder).state() == VERIFIED


def test_a_listed_path_that_leads_out_of_the_folder_is_tampering(folder: Path) -> None:
    (folder.parent / "outside.txt").write_text("x")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"]["../outside.txt"] = "0" * 64
    (folder / "manifest.json").write_bytes(canonical(manifest))
    assert verify(folder).state_of("B1") == TAMPERED


def test_a_data_file_written_otherwise_is_tampering_even_when_it_says_the_same(
    folder: Path, data: dict[str, Json]
) -> None:
    path = folder / "data" / "result.json"
    path.write_text(json.dumps(data["result"], indent=1))
    write_manifest(folder)
    assert verify(folder).state_of("B1") == TAMPERED


def test_a_key_written_twice_is_tampering(folder: Path) -> None:
    path = folder / "data" / "result.json"
    path.write_bytes(
        path.read_bytes().replace(b'{"assignment":', b'{"assignment":{"S01":"P2"},"assignment":', 1)
    )
    write_manifest(folder)
    assert verify(folder).state() == TAMPERED


def test_a_folder_without_manifest_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "manifest.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 1}', '{"files": {"a": 1}}', '{"format": 3, "files": {}}']
)
def test_a_manifest_that_cannot_be_read_could_not_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert main([str(tmp_path)]) == 2


JUNK: list[Any] = [
    None,
    [],
    {},
    "x",
    7,
    {"sheets": 1},
    {"versions": [1]},
    {"session": {}, "campaign": []},
    [[[]]],
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_ill_typed_data_is_reported_never_a_crash(folder: Path, name: str, junk: object) -> None:
    rewrite(folder, name, junk)
    write_manifest(folder)
    report = verify(folder)
    assert report.state() != VERIFIED
    assert all(one.sentence for found in report.found.values() for _, one in found)


@pytest.mark.parametrize(
    "text", ["{", "\xff", '{"a": NaN}', "[" * 100_000, "1" * 5000, '{"a": 1.5}', '"\\ud800"']
)
def test_unreadable_data_is_reported_never_a_crash(folder: Path, text: str) -> None:
    (folder / "data" / "sheets.json").write_bytes(text.encode("latin-1"))
    write_manifest(folder)
    assert main([str(folder)]) in (2, 3)


def test_after_tampering_the_other_checks_are_still_made(folder: Path) -> None:
    (folder / "index.html").write_text("x")
    report = verify(folder)
    assert report.state_of("B1") == TAMPERED
    assert set(report.done) == {f"B{number}" for number in range(1, 9)}
    assert all(report.state_of(f"B{number}") == VERIFIED for number in range(2, 9))


class TestPaper:
    def test_the_head_printed_on_paper_is_found_whatever_its_spelling(
        self, folder: Path, data: dict[str, Json], capsys: pytest.CaptureFixture[str]
    ) -> None:
        log = data["result"]["log"]
        for typed in (
            log["short"],
            log["short"].lower(),
            log["short"].replace("-", " "),
            wide(log["short"]),
            log["head"],
        ):
            assert main([str(folder), "--head", typed]) == 0
            said = capsys.readouterr().out
            assert f"选岗会记录第 {log['count']} 条一致" in said
            assert "只把记录同它自己核对过" not in said

    def test_the_head_on_a_slip_printed_during_the_session_is_found(
        self, folder: Path, data: dict[str, Json], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([str(folder), "--head", data["log"]["session"][9]["hash"]]) == 0
        assert "第 10 条一致" in capsys.readouterr().out

    def test_another_head_means_another_log(self, folder: Path) -> None:
        assert main([str(folder), "--head", "AAAA-AAAA"]) == 3
        assert main([str(folder), "--head", "0" * 64]) == 3

    def test_a_log_cut_off_and_sealed_again_does_not_fit_the_paper(self, tmp_path: Path) -> None:
        paper = Sample().data()["result"]["log"]["short"]
        sample = Sample()
        sample.entries = sample.entries[:-4]
        assert main([str(sample.write(tmp_path)), "--head", paper]) == 3

    def test_the_fingerprint_of_the_result_is_compared(self, folder: Path, data: dict[str, Json]) -> None:
        fingerprint = data["result"]["fingerprint"]
        assert main([str(folder), "--fingerprint", fingerprint["short"].lower()]) == 0
        assert main([str(folder), "--fingerprint", fingerprint["full"]]) == 0
        assert main([str(folder), "--fingerprint", "AAAA-AAAA"]) == 3

    @pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-IJKL", "校验码校验码校验"])
    def test_what_cannot_be_a_head_could_not_run(self, folder: Path, typed: str) -> None:
        assert main([str(folder), "--head", typed]) == 2

    def test_without_paper_the_answer_says_so_and_how_to_compare(
        self, folder: Path, data: dict[str, Json], capsys: pytest.CaptureFixture[str]
    ) -> None:
        main([str(folder)])
        said = capsys.readouterr().out
        assert "只把记录同它自己核对过" in said
        assert "--head" in said
        assert data["result"]["log"]["short"] in said


def test_wrong_arguments_could_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["x", "--nonsense"]) == 2
    assert "无法核对" in capsys.readouterr().err


def test_as_json_it_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "index.html").write_text("x")
    assert main([str(folder), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["state"] == TAMPERED
    assert [one["property"] for one in said["checks"]] == [f"B{number}" for number in range(1, 9)]
    assert said["checks"][0]["differences"][0]["line"] == "index.html"


def test_the_worst_answer_is_the_answer() -> None:
    report = Report()
    report.say(DIFFERS, "B5", "x")
    assert report.state() == DIFFERS
    report.say("could_not_run", "B6", "x")
    assert report.state() == DIFFERS
    report.say(TAMPERED, "B1", "x")
    assert report.state() == TAMPERED
