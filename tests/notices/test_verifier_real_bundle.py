"""The bundle of the sample campaign, as the main job makes it: verified, and no change to it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from public_notices.verifier import main, verify
from public_notices.verifier.bundle import TAMPERED, VERIFIED, Report, open_bundle
from public_notices.verifier.checking import CHECKS, guarded
from tests.main_job.conftest import finished  # noqa: F401 - the main job is run once for all
from tests.unit.verifier.building import canonical, chained
from tests.unit.verifier.changing import leaves, with_leaf_changed
from tests.unit.verifier.sample import write_manifest

FILES = ("campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result")


@pytest.fixture
def bundle(finished: Path, tmp_path: Path) -> Path:  # noqa: F811
    return shutil.copytree(finished / "bundle", tmp_path / "bundle")


def data_of(bundle: Path, name: str) -> Any:
    return json.loads((bundle / "data" / f"{name}.json").read_bytes())


def from_b2_on(bundle: Path) -> str:
    """The state at the first check not passed; B1 passes by construction when the manifest is made again."""
    report = Report()
    opened = open_bundle(bundle, report)
    for number, check in CHECKS[1:]:
        guarded(report, number, lambda check=check: check(opened, report))  # type: ignore[misc]
        if report.state() != VERIFIED:
            break
    return report.state()


def test_it_is_verified_inside_and_by_its_own_verify_py(bundle: Path, tmp_path: Path) -> None:
    assert main([str(bundle)]) == 0
    command = [sys.executable, "-I", str(bundle / "verify.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_head_and_fingerprint_printed_fit(bundle: Path) -> None:
    result = data_of(bundle, "result")
    paper = ["--head", result["log"]["short"], "--fingerprint", result["fingerprint"]["short"]]
    assert main([str(bundle), *paper]) == 0
    assert main([str(bundle), "--head", "AAAA-AAAA"]) == 3


@pytest.mark.faults
@pytest.mark.parametrize("name", FILES)
def test_every_single_value_changed_is_found_though_the_manifest_is_made_again(
    bundle: Path, name: str
) -> None:
    value = data_of(bundle, name)
    path = bundle / "data" / f"{name}.json"
    passed = []
    for leaf in leaves(value):
        path.write_bytes(canonical(with_leaf_changed(value, leaf)))
        passed += [leaf] if from_b2_on(bundle) == VERIFIED else []
    assert passed == []


@pytest.mark.parametrize("name", FILES)
def test_some_single_values_changed_are_found_though_the_manifest_is_made_again(
    bundle: Path, name: str
) -> None:
    value = data_of(bundle, name)
    path = bundle / "data" / f"{name}.json"
    places = list(leaves(value))
    for leaf in places[:: max(1, len(places) // 25)]:
        path.write_bytes(canonical(with_leaf_changed(value, leaf)))
        assert from_b2_on(bundle) != VERIFIED, leaf


@pytest.mark.parametrize("stream", ["session", "campaign"])
def test_every_event_dropped_or_cut_off_is_found_though_the_chain_is_made_again(
    bundle: Path, stream: str
) -> None:
    log = data_of(bundle, "log")
    path = bundle / "data" / "log.json"
    for at in range(1, len(log[stream])):
        for rest in (log[stream][:at] + log[stream][at + 1 :], log[stream][:at]):
            path.write_bytes(canonical(log | {stream: chained(rest)}))
            assert from_b2_on(bundle) == TAMPERED, at


def test_every_notice_altered_is_found_though_the_manifest_is_made_again(bundle: Path) -> None:
    notices = sorted((bundle / "notices").iterdir())
    assert len(notices) >= 10
    for path in notices:
        before = path.read_bytes()
        second_cell = before.find(b"</td>", before.find(b"</td>") + 1)
        at = second_cell if path.suffix == ".html" else len(before) // 2
        path.write_bytes(before[:at] + b"9" + before[at:])
        write_manifest(bundle)
        assert verify(bundle).state() == TAMPERED, path.name
        path.write_bytes(before)
