"""The bundle on disk: complete, listed, the same every time, and never half replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from public_notices.bundle import DATA_FILES, BundleRefusedError, NoticeFiles, write_bundle
from public_notices.gate import GateRefusedError
from public_notices.pages import OWN_WORDING, PAGES, render_pages

Data = dict[str, dict[str, Any]]
Write = Callable[[Path, Data], None]


@pytest.fixture
def write(pdf: Callable[[str], bytes]) -> Write:
    def written(folder: Path, data: Data) -> None:
        notices = data["notices"]["notices"]
        write_bundle(folder, data, [NoticeFiles(n["number"], pdf(n["number"])) for n in notices])

    return written


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_it_holds_data_pages_notices_and_the_program_that_checks_them(
    tmp_path: Path, data: Data, write: Write
) -> None:
    write(tmp_path / "bundle", data)
    files = set(content(tmp_path / "bundle"))
    assert {f"data/{name}.json" for name in DATA_FILES} <= files
    assert {f"{name}.html" for name in PAGES} <= files
    assert {n[key] for n in data["notices"]["notices"] for key in ("pdf", "html")} <= files
    assert {"verify.py", "manifest.json", "assets/style.css"} <= files


def test_the_manifest_lists_every_file_but_itself_with_its_sha256(
    tmp_path: Path, data: Data, write: Write
) -> None:
    write(tmp_path / "bundle", data)
    files = content(tmp_path / "bundle")
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == {"format": 2, "files": {p: hashlib.sha256(c).hexdigest() for p, c in files.items()}}


def test_data_files_are_in_canonical_form(tmp_path: Path, data: Data, write: Write) -> None:
    write(tmp_path / "bundle", data)
    for name in DATA_FILES:
        assert (tmp_path / "bundle" / "data" / f"{name}.json").read_bytes() == rfc8785.dumps(data[name])


def test_the_same_data_give_the_same_bytes(tmp_path: Path, data: Data, write: Write) -> None:
    write(tmp_path / "one", data)
    write(tmp_path / "two", data)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_writing_again_replaces_the_old_bundle_and_leaves_nothing_beside_it(
    tmp_path: Path, data: Data, write: Write
) -> None:
    write(tmp_path / "bundle", data)
    gone = data["notices"]["notices"].pop()
    write(tmp_path / "bundle", data)
    assert gone["pdf"] not in content(tmp_path / "bundle")
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_an_empty_folder_is_taken(tmp_path: Path, data: Data, write: Write) -> None:
    (tmp_path / "bundle").mkdir()
    write(tmp_path / "bundle", data)
    assert (tmp_path / "bundle" / "index.html").is_file()


def test_a_folder_with_other_peoples_files_is_refused_and_left_alone(
    tmp_path: Path, data: Data, write: Write
) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(BundleRefusedError, match=r"letter\.txt"):
        write(tmp_path, data)
    assert content(tmp_path) == {"letter.txt": b"keep me"}


def test_a_file_added_to_a_bundle_by_hand_is_not_deleted(tmp_path: Path, data: Data, write: Write) -> None:
    write(tmp_path / "bundle", data)
    (tmp_path / "bundle" / "note.txt").write_text("mine")
    with pytest.raises(BundleRefusedError, match=r"note\.txt"):
        write(tmp_path / "bundle", data)
    assert (tmp_path / "bundle" / "note.txt").read_text() == "mine"


def test_a_failure_on_the_way_leaves_the_old_bundle_as_it_was(
    tmp_path: Path, data: Data, write: Write
) -> None:
    write(tmp_path / "bundle", data)
    before = content(tmp_path / "bundle")
    del data["standing"]["versions"][0]["groups"][0]["rows"][0]["total"]
    with pytest.raises(KeyError):
        write(tmp_path / "bundle", data)
    assert content(tmp_path / "bundle") == before
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_notice_without_its_pdf_is_refused_by_number(tmp_path: Path, data: Data) -> None:
    with pytest.raises(BundleRefusedError, match="公示〔2021〕1号"):
        write_bundle(tmp_path / "bundle", data, [])


def test_a_pdf_that_is_not_the_posted_one_is_refused(tmp_path: Path, data: Data, write: Write) -> None:
    data["notices"]["notices"][1]["pdf_sha256"] = "ab" * 32
    with pytest.raises(BundleRefusedError, match=r"公示〔2021〕2号.*指纹不一致"):
        write(tmp_path / "bundle", data)
    assert not (tmp_path / "bundle").exists()


def test_a_pdf_that_was_never_posted_is_refused(
    tmp_path: Path, data: Data, pdf: Callable[[str], bytes]
) -> None:
    posted = [NoticeFiles(n["number"], pdf(n["number"])) for n in data["notices"]["notices"]]
    with pytest.raises(BundleRefusedError, match="公示〔2021〕9号"):
        write_bundle(tmp_path / "bundle", data, [*posted, NoticeFiles("公示〔2021〕9号", b"")])


@pytest.mark.parametrize(
    "path", ["../x.pdf", "notices/../x.pdf", "x.pdf", "notices/", "notices/..", "notices\\x"]
)
def test_a_notice_cannot_place_its_file_outside_its_folder(
    tmp_path: Path, data: Data, write: Write, path: str
) -> None:
    data["notices"]["notices"][0]["pdf"] = path
    with pytest.raises(BundleRefusedError, match="位置"):
        write(tmp_path / "bundle", data)


def test_a_persons_number_cannot_place_his_page_outside_its_folder(
    tmp_path: Path, data: Data, write: Write
) -> None:
    for sheet in data["sheets"]["sheets"]:
        sheet["candidate"] = sheet["candidate"].replace("O08", "../O08")
    for version in data["standing"]["versions"]:
        for row in version["groups"][0]["rows"]:
            row["candidate"] = row["candidate"].replace("O08", "../O08")
    data["log"]["session"] = []
    with pytest.raises(BundleRefusedError, match="位置"):
        write(tmp_path / "bundle", data)
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_missing_data_file_is_named(tmp_path: Path, data: Data, write: Write, name: str) -> None:
    notices = data["notices"]["notices"]
    del data[name]
    with pytest.raises(BundleRefusedError, match=f"缺少：{name}"):
        write_bundle(tmp_path / "bundle", data, [NoticeFiles(n["number"], b"") for n in notices])


def test_a_reason_typed_in_the_hall_that_tells_of_a_disability_holds_the_bundle_back(
    tmp_path: Path, data: Data, write: Write
) -> None:
    undone = next(entry for entry in data["log"]["session"] if entry["type"] == "undone")
    undone["payload"]["reason"] = "本人评残六级"
    with pytest.raises(GateRefusedError, match=r"log\.html"):
        write(tmp_path / "bundle", data)
    assert not (tmp_path / "bundle").exists()


def test_a_full_name_on_any_page_holds_the_bundle_back(
    tmp_path: Path, data: Data, pdf: Callable[[str], bytes]
) -> None:
    data["positions"]["positions"][0]["note"] = "由王小明联系"
    notices = [NoticeFiles(n["number"], pdf(n["number"])) for n in data["notices"]["notices"]]
    with pytest.raises(GateRefusedError, match=r"positions\.html"):
        write_bundle(tmp_path / "bundle", data, notices, full_names=["王小明"])


def test_the_words_let_through_are_still_those_of_the_templates(data: Data) -> None:
    pages = "".join(render_pages(data).values())
    assert [wording for wording in OWN_WORDING if wording not in pages] == []
