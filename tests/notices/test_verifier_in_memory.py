"""The documents checked as data, before anything is written out: at every stage what that stage has."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from public_notices.verifier import verify, verify_documents
from public_notices.verifier.bundle import DIFFERS, TAMPERED, VERIFIED, Report
from tests.unit.verifier.building import Json, chained
from tests.unit.verifier.people import text_sha
from tests.unit.verifier.sample import Sample, write_manifest

KEPT = Path(__file__).with_name("published_in_format_1")
Data = dict[str, Json]


@pytest.fixture
def data() -> Data:
    return Sample().data()


def before_the_session(data: Data) -> Data:
    """What was public when the standing had been posted and corrected, and nobody knew the result."""
    posted = {"scores", "positions", "correction"}
    kept = [one for one in data["notices"]["notices"] if one["kind"] in posted]
    numbers = {one["number"] for one in kept}
    campaign = [
        entry
        for entry in data["log"]["campaign"]
        if entry["type"] == "campaign_opened" or entry["payload"].get("number") in numbers
    ]
    for version in data["standing"]["versions"]:
        version["frozen"] = False
    log = {"campaign": chained(campaign), "session": []}
    shown = {**data, "log": log, "notices": {"notices": kept}}
    del shown["result"]
    return shown


def in_the_session(data: Data, events: int) -> Data:
    """What was public after so many entries of the session."""
    kept = [one for one in data["notices"]["notices"] if one["kind"] != "result"]
    result = next(one["number"] for one in data["notices"]["notices"] if one["kind"] == "result")
    campaign = [
        entry
        for entry in data["log"]["campaign"]
        if entry["type"] != "session_recorded" and entry["payload"].get("number") != result
    ]
    log = {"campaign": campaign, "session": data["log"]["session"][:events]}
    shown = {**data, "log": log, "notices": {"notices": kept}}
    del shown["result"]
    return shown


def sentences(report: Report) -> list[str]:
    return [f"{number} {one.sentence}" for number, found in report.found.items() for _, one in found]


def test_a_whole_campaign_is_verified_without_a_folder(data: Data) -> None:
    report = verify_documents(data)
    assert sentences(report) == []
    assert set(report.done) == {"B2", "B3", "B4", "B5", "B6", "B7", "B8"}


def test_before_the_session_neither_session_nor_result_is_asked_for(data: Data) -> None:
    report = verify_documents(before_the_session(data))
    assert sentences(report) == []
    assert set(report.done) == {"B2", "B3", "B4", "B5", "B6"}


def test_after_every_entry_of_the_session_it_is_replayed_so_far(data: Data) -> None:
    for events in range(1, len(data["log"]["session"]) + 1):
        report = verify_documents(in_the_session(data, events))
        assert sentences(report) == [], events
        assert "B7" in report.done
        assert "B8" not in report.done


def wrong_total(data: Data) -> None:
    data["standing"]["versions"][0]["groups"][0]["rows"][0]["total"] = "1"


def wrong_line(data: Data) -> None:
    data["sheets"]["sheets"][0]["lines"][0]["points"] = "1"


def unposted_version(data: Data) -> None:
    newest = deepcopy(data["standing"]["versions"][-1])
    data["standing"]["versions"].append(newest | {"version": newest["version"] + 1, "notice": None})


def version_not_after_the_last(data: Data) -> None:
    data["standing"]["versions"][-1]["version"] = 1


def other_version_on_the_paper(data: Data) -> None:
    data["notices"]["notices"][0]["content"]["standing_version"] = 7


def entry_changed(data: Data) -> None:
    data["log"]["campaign"][0]["payload"]["fictional"] = False


def rule_changed(data: Data) -> None:
    data["rules"]["packs"][0]["pack"] += "\n"


@pytest.mark.parametrize(
    ("plant", "number", "state"),
    [
        (wrong_total, "B6", DIFFERS),
        (wrong_line, "B5", DIFFERS),
        (unposted_version, "B6", DIFFERS),
        (version_not_after_the_last, "B6", DIFFERS),
        (other_version_on_the_paper, "B6", DIFFERS),
        (entry_changed, "B2", TAMPERED),
        (rule_changed, "B3", TAMPERED),
    ],
)
@pytest.mark.parametrize("stage", [before_the_session, lambda data: in_the_session(data, 2)])
def test_a_wrong_result_is_found_at_every_stage(
    data: Data, plant: Callable[[Data], None], number: str, state: str, stage: Callable[[Data], Any]
) -> None:
    shown = stage(data)
    plant(shown)
    assert verify_documents(shown).state_of(number) == state


def test_in_the_session_a_wrong_event_is_found_and_after_the_result_a_wrong_result(data: Data) -> None:
    shown = in_the_session(deepcopy(data), 2)
    shown["log"]["session"][1]["payload"]["candidate"] = "S99"
    shown["log"]["session"] = chained(shown["log"]["session"])
    assert verify_documents(shown).state_of("B7") == DIFFERS
    data["result"]["picks"][0]["position"] = "P99"
    assert verify_documents(data).state_of("B8") == DIFFERS


def test_once_there_is_a_session_the_last_standing_is_frozen(data: Data) -> None:
    shown = in_the_session(data, 2)
    shown["standing"]["versions"][-1]["frozen"] = False
    assert verify_documents(shown).state_of("B6") == DIFFERS


def test_in_a_folder_everything_is_asked_for(tmp_path: Path) -> None:
    sample = Sample()
    sample.after_sealing = lambda data: data["log"].update(session=[])
    assert verify(sample.write(tmp_path)).state() == TAMPERED


def test_version_numbers_may_have_gaps(tmp_path: Path) -> None:
    sample = Sample()
    sample.standing["versions"][-1]["version"] = 3
    assert verify(sample.write(tmp_path)).state() == VERIFIED


def test_a_bundle_published_in_format_1_is_still_verified() -> None:
    assert verify(KEPT).state() == VERIFIED


@pytest.mark.parametrize("number", [1, 2])
def test_both_formats_are_verified_and_a_format_that_is_not_that_of_the_data_is_not(
    tmp_path: Path, number: int
) -> None:
    folder = Sample(number).write(tmp_path)
    assert verify(folder).state() == VERIFIED
    write_manifest(folder, 3 - number)
    assert verify(folder).state() == TAMPERED


def test_categories_that_share_a_pack_are_each_recomputed_by_their_own_figures(data: Data) -> None:
    sergeants = next(one for one in data["rules"]["packs"] if one["id"] == "test-sergeants")
    assert sergeants["overlay"]
    without = sergeants | {"overlay": None, "digest": text_sha(sergeants["pack"])}
    data["rules"]["packs"].insert(0, without)
    shown = before_the_session(data)
    assert sentences(verify_documents(shown)) == []
    data["campaign"]["categories"][1]["digest"] = without["digest"]
    report = verify_documents(before_the_session(data))
    assert report.state_of("B3") == report.state_of("B6") == DIFFERS
