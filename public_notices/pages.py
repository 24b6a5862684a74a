"""The public pages, from the bundle's data files alone: one template each, no script needed to read them.

The templates ask `links` for every address and `view` for every value, so the same ones serve the static
pages of the bundle and, with other links, the live ones.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import Any, Protocol
from urllib.parse import quote

import jinja2
import rfc8785
from markupsafe import Markup

from public_notices import wording
from public_notices.documents import notice_body_html
from public_notices.environment import TEMPLATES, environment
from public_notices.page_views import BundleView
from public_notices.person_views import person_view
from public_notices.standing_views import StandingPart
from public_notices.typesetting import printed_value
from resettlement import translation

PAGES = {
    "index": "首页",
    "how": "怎样办理",
    "standing": "评分与名次",
    "positions": "岗位",
    "notices": "公示公告",
    "result": "选岗结果",
    "log": "选岗实录",
    "verify": "自己核对",
}
OWN_WORDING = ("不公开身份证号、电话、住址、部队番号和伤残等级", "伤残、服役地区、处分等")
"""What the templates themselves say of what is withheld; the publish gate lets these words through."""

FINDER = "people.js"
MOST_CHANGES = 60
"""How many changes of a version are listed on one page; each person's own page has theirs."""
ASSETS = TEMPLATES / "assets"
BUNDLE_ASSETS = ("find.js", "icon.svg", "reading.js", "style.css")
"""What the bundle's pages use; the rest of the folder serves the live site alone."""
_FRAME = '<div class="scroll" role="region" aria-label="表格 {}" tabindex="0"><table'


class Links(Protocol):
    """Where things are; the static pages and the live ones differ in this alone."""

    @property
    def live(self) -> bool:
        """Whether there is a server behind the pages, with forms, a live board and desks."""

    def page(self, name: str) -> str:
        """Address of one of PAGES, in the language of the page that links to it."""

    def html(self, path: str) -> str:
        """Address of another page by its path in the bundle, such as `notices/01-scores.html`; likewise."""

    def switched(self, path: str) -> str:
        """Address of the page `path`, or of one of PAGES by its name, in the other language."""

    def asset(self, name: str) -> str:
        """Address of a file of `templates/assets`."""

    def file(self, path: str) -> str:
        """Address of a file of the bundle, such as `notices/01-scores.pdf`."""


@dataclass(frozen=True)
class StaticLinks:
    """Relative addresses, so that the folder works from a web server and from a USB stick.

    English pages lie under `en/` at the paths of the Chinese ones. `depth`: folders down to the page.
    """

    depth: int = 0
    language: str = translation.CHINESE
    live: bool = False

    def page(self, name: str) -> str:
        return self.html(f"{name}.html")

    def html(self, path: str) -> str:
        return self.file(page_path(path, self.language))

    def switched(self, path: str) -> str:
        return self.file(page_path(path, translation.other_than(self.language)))

    def asset(self, name: str) -> str:
        return self.file(f"assets/{name}")

    def file(self, path: str) -> str:
        return "../" * self.depth + quote(path)


def page_path(path: str, language: str) -> str:
    """Where the page `path` stands in this language: `standing.html`, `en/standing.html`."""
    return path if language == translation.CHINESE else f"{language}/{path}"


def render_pages(data: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Every page of the bundle by its path; `data` holds the eight files of docs/bundle.md by name."""
    pages = {}
    for language in translation.LANGUAGES:
        view = BundleView(data)  # it keeps what it has put in words
        with translation.speaking(language):
            for path, page in pages_of(view).items():
                here = page_path(path, language)
                pages[here] = page(StaticLinks(here.count("/"), language))
            if view.standing_parts:
                pages[FINDER] = _finder(view)
    return pages


def pages_of(view: BundleView) -> dict[str, Callable[[Links], str]]:
    """What makes each page, by its path in Chinese."""
    pages = {f"{name}.html": partial(render_page, name, view) for name in PAGES}
    pages |= {part.path: partial(_render_part, part, view) for part in view.standing_parts}
    pages |= {f"people/{who}.html": partial(render_person, who, view) for who in view.everybody}
    return pages | {notice["html"]: partial(render_notice, notice, view) for notice in view.notices.values()}


def render_person(candidate: str, view: BundleView, links: Links) -> str:
    """One person's page. Raises KeyError for somebody who is not in the last standing."""
    who = person_view(view, candidate)
    path = f"people/{candidate}.html"
    return _render("public/person.html", path, view, links, current="standing", who=who)


def _render_part(part: StandingPart, view: BundleView, links: Links) -> str:
    return _render("public/standing_part.html", part.path, view, links, current="standing", part=part)


def _finder(view: BundleView) -> str:
    """Everybody's number and masked name for assets/find.js, where no single page has them all."""
    people = [[row.candidate, row.name] for row, _ in view.everybody.values()]
    return f"globalThis.everybody = {json.dumps(people, separators=(',', ':'))};\n"


def render_page(name: str, view: BundleView, links: Links) -> str:
    """One of PAGES. Raises jinja2.UndefinedError when the data lack a field."""
    extra = {"digests": _digests(view)} if name == "verify" else {}
    return _render(f"public/{name}.html", f"{name}.html", view, links, current=name, **extra)


def render_notice(notice: Mapping[str, Any], view: BundleView, links: Links) -> str:
    """The page of one notice, its body made by the module that also prints it."""
    body = notice_for_the_web(notice["content"])
    return _render(
        "public/notice.html", notice["html"], view, links, current="notices", notice=notice, body=body
    )


@translation.in_chinese
def notice_for_the_web(content: Mapping[str, Any]) -> Markup:
    """What a notice's paper says, as part of a page; the office looks at it before anything is posted."""
    return _for_the_web(notice_body_html(content))


def _for_the_web(body: str) -> Markup:
    """The paper's body, its tables free to scroll sideways on a phone."""
    counted = count(1)
    framed = re.sub(r"<table", lambda _: _FRAME.format(next(counted)), body)
    return Markup(framed.replace("</table>", "</table></div>"))  # noqa: S704 - made by an autoescaping template


def assets() -> dict[str, bytes]:
    """Style sheet, script and icon by their path in the bundle."""
    return {f"assets/{name}": (ASSETS / name).read_bytes() for name in BUNDLE_ASSETS}


def _render(template: str, path: str, view: BundleView, links: Links, **more: object) -> str:
    usual = {"view": view, "campaign": view.campaign, "links": links, "path": path, "pages": PAGES}
    page = _templates().get_template(template)
    return translation.voiced(page.render(**usual, words=wording, most_changes=MOST_CHANGES, **more))


@cache
def _templates() -> jinja2.Environment:
    """What people typed is printed with full-width punctuation, here as on paper; English is left alone."""
    return environment().overlay(finalize=_printed)


def _printed(value: object) -> object:
    return printed_value(value) if translation.language() == translation.CHINESE else value


def _digests(view: BundleView) -> dict[str, str]:
    return {
        f"data/{name}.json": hashlib.sha256(rfc8785.dumps(value)).hexdigest()
        for name, value in view.data.items()
    }
