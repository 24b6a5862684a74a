"""check_demo.py DIR: did `resettlement demo --once DIR` make all it should, and does that prove itself?

Prints one line for each thing looked at; exit 1 where any of them is not so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PEOPLE = 19
RESETTLEMENT = Path(sys.executable).with_name("resettlement")


def main(demo: Path) -> int:
    results = [*files(demo), *proofs(demo / "bundle"), *refusals(demo / "bundle")]
    for what, ok in results:
        print("ok  " if ok else "FAIL", what)
    failed = sum(not ok for _, ok in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def files(demo: Path) -> Iterator[tuple[str, bool]]:
    """The papers: present, in the right number, not empty, PDFs that are PDFs."""
    papers = {name: sorted((demo / name).glob("*.pdf")) for name in ("agreements", "notices")}
    yield f"agreements: {len(papers['agreements'])}", len(papers["agreements"]) == PEOPLE
    yield f"notices: {len(papers['notices'])}", len(papers["notices"]) >= 5
    slips = [path for path in (demo / "slips").rglob("*") if path.is_file()]
    yield f"slips: {len(slips)}", len(slips) >= PEOPLE
    call_sheets = list(demo.glob("call_sheet.*"))
    yield f"call sheets: {len(call_sheets)}", len(call_sheets) >= 1
    starts = [path.read_bytes()[:5] for paths in papers.values() for path in paths]
    yield "every paper is a PDF", set(starts) == {b"%PDF-"}
    yield "no file is empty", all(path.stat().st_size for path in demo.rglob("*") if path.is_file())
    for name in ("index.html", "verify.py", "data/result.json"):
        yield f"bundle/{name}", (demo / "bundle" / name).is_file()
    yield "bundle/notices", any((demo / "bundle" / "notices").glob("*.pdf"))


def proofs(bundle: Path) -> Iterator[tuple[str, bool]]:
    yield "resettlement verify", exit_code(RESETTLEMENT, "verify", bundle) == 0
    yield "python3 -I bundle/verify.py", verify_alone(bundle) == 0


def refusals(bundle: Path) -> Iterator[tuple[str, bool]]:
    """One change at a time, each in a copy of the bundle: none may come out as verified."""
    for path in sorted((bundle / "data").glob("*.json")):
        yield f"changed value in data/{path.name}", refused(bundle, path, change_one_value)
    for path in sorted((bundle / "notices").glob("*.pdf")):
        yield f"altered notices/{path.name}", refused(bundle, path, flip_a_byte)


def refused(bundle: Path, path: Path, change: Callable[[Path], None]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "bundle"
        shutil.copytree(bundle, copy)
        change(copy / path.relative_to(bundle))
        return verify_alone(copy) in (1, 3)


def change_one_value(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    places = list(strings(document))
    holder, key = places[len(places) // 2]
    holder[key] += "1"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def strings(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON document that holds a string: its container and the key or index in it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        if isinstance(item, str):
            yield value, key
        yield from strings(item)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def verify_alone(bundle: Path) -> int:
    """With the project out of reach: an isolated Python, a folder elsewhere."""
    return exit_code("python3", "-I", bundle / "verify.py", cwd="/")


def exit_code(*command: str | Path, cwd: str | None = None) -> int:
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
