"""The locks: what is declared is locked, everything locked is checked by hash, nothing says from where."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements-uv.lock", "requirements.lock", "requirements-dev.lock")
ENTRY = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ;[^\\]+)? \\")


def read_lock(name: str) -> dict[str, tuple[Version, int]]:
    """Package → its version and how many hashes it may have."""
    packages: dict[str, tuple[Version, int]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if entry := ENTRY.fullmatch(line):
            package = entry["name"]
            packages[package] = (Version(entry["version"]), 0)
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), f"{name}: {line}"
            version, hashes = packages[package]
            packages[package] = (version, hashes + 1)
    return packages


def declared(*groups: str) -> list[Requirement]:
    listed = PROJECT["project"]["dependencies"] if "runtime" in groups else []
    for group in groups:
        listed = listed + PROJECT["dependency-groups"].get(group, [])
    return [Requirement(text) for text in listed]


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements-uv.lock", ["setup"]),
        ("requirements.lock", ["runtime", "build"]),
        ("requirements-dev.lock", ["runtime", "build", "dev", "bench"]),
    ],
)
def test_every_declared_dependency_is_locked_at_a_version_that_was_asked_for(
    lock: str, groups: list[str]
) -> None:
    locked = read_lock(lock)
    for requirement in declared(*groups):
        version, _ = locked[canonicalize_name(requirement.name)]
        assert version in requirement.specifier, f"{lock}: {requirement}; make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    assert all(hashes for _, hashes in read_lock(lock).values())


def test_developers_run_the_versions_that_offices_run() -> None:
    assert read_lock("requirements.lock").items() <= read_lock("requirements-dev.lock").items()
