"""The public bundle as found on disk, and the report that the checks fill (docs/bundle.md)."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from .chain import canonical
from .numbered import CannotComputeError, Difference, Json

VERIFIED, DIFFERS, COULD_NOT_RUN, TAMPERED = "verified", "differs", "could_not_run", "tampered"
EXIT_CODES = {VERIFIED: 0, DIFFERS: 1, COULD_NOT_RUN: 2, TAMPERED: 3}
WORST_FIRST = (TAMPERED, DIFFERS, COULD_NOT_RUN, VERIFIED)
DATA_FILES = ("campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result")
FORMATS = (1, 2)
LARGEST_FILE = 128 * 1024 * 1024  # bytes; far above any bundle, far below what a small computer can hold


class NoBundleError(Exception):
    """The folder holds no bundle that could be checked; the message is a Chinese sentence."""


@dataclass
class Report:
    """What was found, by property: differences with how grave they are, and what was checked."""

    found: dict[str, list[tuple[str, Difference]]] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    paper: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def add(self, state: str, differences: list[Difference], number: str | None = None) -> None:
        for one in differences:
            self.found.setdefault(number or one.property, []).append((state, one))

    def say(
        self, state: str, number: str, sentence: str, person: str | None = None, line: str | None = None
    ) -> None:
        self.add(state, [Difference(number, person, line, "", "", sentence)])

    def state_of(self, number: str) -> str:
        states = {state for state, _ in self.found.get(number, [])}
        return next((one for one in WORST_FIRST if one in states), VERIFIED)

    def state(self) -> str:
        """The worst of all; to be tampered with is worst, then to differ, then not to be readable."""
        states = {self.state_of(number) for number in self.found}
        return next((one for one in WORST_FIRST if one in states), VERIFIED)


@dataclass(frozen=True)
class Bundle:
    """The folder with its manifest; `data` holds the data files that could be read, by name.

    Without a folder these are documents that are not written out yet, of a campaign that may still go on:
    then what comes later may be lacking, while in a folder everything is asked for.
    """

    folder: Path | None
    listed: dict[str, str]
    raw: dict[str, bytes]
    data: dict[str, Any]
    format: int = FORMATS[-1]

    @property
    def begun(self) -> bool:
        """Whether there has to be a session."""
        return self.folder is not None or bool(self["log"]["session"])

    @property
    def ended(self) -> bool:
        """Whether there has to be a result, posted like everything else."""
        return self.folder is not None or any(one["kind"] == "result" for one in self["notices"]["notices"])

    def __getitem__(self, name: str) -> Any:
        """One data file; a missing or unreadable one stops the check that needs it."""
        if name not in self.data:
            raise CannotComputeError(f"data/{name}.json 缺少或读不懂")
        return self.data[name]


def open_bundle(folder: Path, report: Report) -> Bundle:
    """Reads the manifest and the data files; what cannot be read is reported, not raised."""
    listed, number = read_manifest(folder, report)
    raw: dict[str, bytes] = {}
    data: dict[str, Any] = {}
    for name in DATA_FILES:
        path = folder / "data" / f"{name}.json"
        try:
            raw[name] = content_of(path)
            data[name] = read_json(raw[name])
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError) as fault:
            report.say(COULD_NOT_RUN, "B1", f"data/{name}.json 读不懂：{fault}。", None, f"data/{name}.json")
    return Bundle(folder, listed, raw, data, number)


def read_manifest(folder: Path, report: Report) -> tuple[dict[str, str], int]:
    """The files it lists, and its format."""
    path = folder / "manifest.json"
    try:
        raw = content_of(path)
    except OSError:
        raise NoBundleError(
            f"{folder} 里没有能读的 manifest.json，不是一个公开包。请给出公开包所在的文件夹。"
        ) from None
    try:
        manifest = read_json(raw)
        listed = manifest["files"]
        if not all(isinstance(path, str) and isinstance(one, str) for path, one in listed.items()):
            raise CannotComputeError("files 应为文件与校验值的对照表")
    except (CannotComputeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NoBundleError(f"manifest.json 读不懂：{fault}。") from None
    number = manifest.get("format")
    if type(number) is not int or number not in FORMATS:
        known = "、".join(str(one) for one in FORMATS)
        raise NoBundleError(f"公开包的格式编号是 {number}，本程序只懂 {known}，请另取新的核对程序。")
    if not in_written_form(raw, manifest):
        report.say(
            TAMPERED, "B1", "manifest.json 不是规定的书写形式，发布后被改写过。", None, "manifest.json"
        )
    return dict(listed), number


def content_of(place: Path) -> bytes:
    """A file's bytes; OSError for what is no plain file (it might never end) or larger than any bundle's."""
    if place.exists() and not place.is_file():
        raise OSError("不是普通文件")
    with place.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise OSError(f"文件大于 {LARGEST_FILE // 2**20} MB")
    return content


def read_json(raw: bytes) -> Any:
    """JSON of UTF-8 bytes; numbers that JSON does not have are refused."""

    def refuse(constant: str) -> None:
        raise ValueError(f"不应出现 {constant}")

    return json.loads(raw.decode(), parse_constant=refuse)


def in_written_form(raw: bytes, value: object) -> bool:
    """Whether bytes are the RFC 8785 form of what they say; a key written twice, for one, is not."""
    try:
        return canonical(value) == raw
    except (ValueError, RecursionError):
        return False


def safe_path(folder: Path, path: str) -> Path | None:
    """A listed path inside the folder; None for one that leads out of it or could be written otherwise."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path or not parts.parts:
        return None
    if str(parts) != path:
        return None
    return folder.joinpath(*parts.parts)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sheets_in_force(bundle: Bundle) -> dict[str, Json]:
    """Everybody's sheet of the highest version."""
    result: dict[str, Json] = {}
    for sheet in bundle["sheets"]["sheets"]:
        held = result.get(sheet["candidate"])
        if held is None or sheet["version"] > held["version"]:
            result[sheet["candidate"]] = sheet
    return result
