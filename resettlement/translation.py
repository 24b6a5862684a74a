"""In which language a page speaks: Chinese as it is written in the sources, or English from the catalogues.

The Chinese sentence is its own key (gettext). Pages alone are translated. Notices, papers, logs and all that
is stored or signed are always in Chinese: what makes them runs inside `speaking(CHINESE)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import ParamSpec, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).resolve().parents[1] / "templates" / "locale"
CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}
"""For the `lang` attribute (BCP 47)."""

_TEXT = re.compile(r"(?P<opaque><(title|option|textarea|script|style)\b.*?</\2>)|(?<=>)[^<]+", re.DOTALL)
_CHINESE_RUN = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff](?:[^<>&a-z]*[\u3000-\u9fff\uff00-\uffef\U00020000-\U0003ffff])?"
)
_spoken: ContextVar[str] = ContextVar("language", default=CHINESE)

Args = ParamSpec("Args")
Result = TypeVar("Result")


def language() -> str:
    """The language spoken here and now, one of LANGUAGES."""
    return _spoken.get()


def speak(language: str) -> None:
    """From here to the end of this request, one of LANGUAGES."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """One of LANGUAGES within the block."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def in_chinese(make: Callable[Args, Result]) -> Callable[Args, Result]:
    """For what makes something that is kept, posted or signed: Chinese in every reader's language."""

    @wraps(make)
    def made(*args: Args.args, **kwargs: Args.kwargs) -> Result:
        with speaking(CHINESE):
            return make(*args, **kwargs)

    return made


def other_than(language: str) -> str:
    """The language that a switch leads to."""
    return next(name for name in LANGUAGES if name != language)


def gettext(message: str, /, **values: object) -> str:
    """The sentence in the language spoken; `%(name)s` is filled in, a percent sign is written `%%`."""
    return looked_up(message) % values


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """The same for a sentence with a number in it: `num` chooses the form, and `%(num)s` prints it."""
    return looked_up_plural(one, many, num) % {"num": num, **values}


def gettext_noop(message: str) -> str:
    """Marks a constant that is looked up later for the catalogues; itself where it stands."""
    return message


def looked_up(message: str) -> str:
    """The sentence as the catalogue has it; as it is where no catalogue knows it."""
    return _catalogue(language()).ugettext(message) if message else ""


def looked_up_plural(one: str, many: str, num: int) -> str:
    """The form for `num` as the catalogue has it."""
    return _catalogue(language()).ungettext(one, many, num)


def voiced(html: str) -> str:
    """The page with its Chinese parts marked as such where the rest is not, for those who listen to it.

    WCAG 2.2, 3.1.2 Language of Parts. Names, posts and units stay Chinese in every language. Expects a page
    of the templates: escaped, so that a `<` only ever opens a tag.
    """
    if language() == CHINESE:
        return html
    return _TEXT.sub(_voiced_text, html)


def _voiced_text(found: re.Match[str]) -> str:
    if found["opaque"]:
        return found[0]
    return _CHINESE_RUN.sub(rf'<span lang="{TAGS[CHINESE]}">\g<0></span>', found[0])


@cache
def _catalogue(language: str) -> NullTranslations:
    found = NullTranslations()
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        room = Translations(compiled)
        found = found.merge(room) if isinstance(found, Translations) else room
    return found
