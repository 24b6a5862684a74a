"""The sample of the eight data files, made anew for each test that may change it."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Data = dict[str, dict[str, Any]]
MADE: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("sample_data.py")))


@pytest.fixture
def data() -> Data:
    sample: Data = MADE["sample"]()
    return sample


@pytest.fixture
def pdf() -> Callable[[str], bytes]:
    """The bytes that stand for the PDF of a notice, by number."""
    made: Callable[[str], bytes] = MADE["pdf"]
    return made
