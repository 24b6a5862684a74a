"""The one Jinja environment of pages and documents.

Strict on purpose: a misspelt field stops the build instead of printing an empty cell on a notice.
"""

import re
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from resettlement import translation

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Everything in `templates/` is escaped, with any suffix; undefined names are errors.

    `_("…")` and `{% trans %}` say a sentence in the language spoken (resettlement.translation); a label
    that stands in a variable goes through the filter `spoken`, which escapes it.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(translation.looked_up, translation.looked_up_plural, newstyle=True)  # type: ignore[attr-defined]
    made.filters["spoken"] = _spoken
    made.filters["unbroken"] = _unbroken
    made.globals["language"] = translation.language
    made.globals["language_tag"] = lambda language="": translation.TAGS[language or translation.language()]
    made.globals["language_name"] = translation.LANGUAGES.__getitem__
    return made


def _unbroken(title: str) -> Markup:
    """A title whose year no line of a narrow screen tears from its 年度."""
    kept = re.sub(r"\d{4}年度?", r'<span class="unbroken">\g<0></span>', str(escape(title)))
    return Markup(kept)  # noqa: S704 - escaped above


@jinja2.pass_context  # asks anew each time: jinja works out a filter of a constant once and for all
def _spoken(_: jinja2.runtime.Context, label: str) -> str:
    return translation.looked_up(label)
