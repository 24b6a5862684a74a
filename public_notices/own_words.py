"""What our public pages and notices say by themselves, in every campaign.

Somebody may be called like a word of theirs, as 成立 or 方式: then the gate would find a full name
on every page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from public_notices.environment import TEMPLATES

_FOLDERS = ("components", "notices", "public")
_MODULES = (
    "event_words",
    "log_views",
    "page_views",
    "person_views",
    "rule_words",
    "standing_views",
    "wording",
)


def is_own_word(name: str) -> bool:
    """Whether these letters stand in a text of our own."""
    return name in _texts()


@cache
def _texts() -> str:
    """Every text in one: the sources of the pages, and of the words that are put into them."""
    pages = (page for folder in _FOLDERS for page in sorted((TEMPLATES / folder).glob("*.html")))
    modules = (Path(__file__).with_name(f"{name}.py") for name in _MODULES)
    return "\n".join(path.read_text(encoding="utf-8") for path in (*pages, *modules))
