"""Follows every link of a desk and looks at what it leads to: in a browser, or only reading it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from playwright.sync_api import Page

from tests.browser.looking import HEIGHTS, WIDTHS, accessible, picture, sideways

LARGEST = 100_000
OF_A_KIND = 2
"""So many pages of one kind, such as persons or notices, are looked at."""

FILES = re.compile(r"\.(?:pdf|xlsx|zip|json|py|toml)$|/(?:pdf|text)$")
NAMED = re.compile(r"[A-Z]\d+(?:\.html)?|\d+|.*%.*")
ACCOUNT = re.compile(r"(?<=/staff/accounts/)(?!new$).+")
NOTICE = re.compile(r"(?<=key=notices\.)\w+(?=\.)")
OWN = re.compile(r'value="[^"]{20,}"|\d\d:\d\d(?::\d\d)?|data-\w+="\d+"')
"""What differs each time a page is made: tokens and times."""

HAN = re.compile("[\u4e00-\u9fff]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSPOKEN = {"title", "option", "textarea", "script", "style"}
"""These may hold names and what was entered, and cannot mark them."""

CONTENT = """() => [
  document.querySelector("main").innerHTML,
  [...document.querySelectorAll("a[href]")].map(one => one.href),
]"""

_seen: set[str] = set()
_kept: set[tuple[str, int]] = set()


class Walk(ABC):
    """Somebody's walk through their pages, whose paths begin with what `within` matches."""

    def __init__(self, site: str, within: str) -> None:
        self.site = urlsplit(site).netloc
        self._within = re.compile(within)
        self.faults: list[str] = []
        self.met: set[str] = set()
        self.kinds: Counter[str] = Counter()

    def from_(self, *starts: str) -> list[str]:
        """Everything that is wrong on the pages that can be reached from here."""
        waiting = list(starts)
        while waiting:
            address = urldefrag(waiting.pop(0)).url
            kind = kind_of(address)
            if address in self.met or self.kinds[kind] == OF_A_KIND or not self._is_theirs(address):
                continue
            self.met.add(address)
            self.kinds[kind] += 1
            waiting += self._look(address, kind)
        return self.faults

    def _is_theirs(self, address: str) -> bool:
        parts = urlsplit(address)
        is_page = parts.netloc == self.site and not FILES.search(parts.path)
        return is_page and bool(self._within.match(parts.path))

    @abstractmethod
    def _look(self, address: str, kind: str) -> Iterable[str]:
        """Open a page and note what is wrong with it; where its links lead."""

    def _weigh(self, status: int, size: int, address: str) -> None:
        if status != 200:
            self.faults.append(f"{address}: {status}")
        if size >= LARGEST:
            self.faults.append(f"{address}: {size} bytes")


class Reading(Walk):
    """Without a browser: each page answers, is small, and speaks the reader's language."""

    def __init__(self, client: httpx.Client, within: str) -> None:
        super().__init__(str(client.base_url), within)
        self.client = client
        self.fullest: dict[str, tuple[int, str]] = {}
        """Of each kind the size and the address of the largest page, wherever an address led."""

    def _look(self, address: str, kind: str) -> list[str]:
        answer = self.client.get(address)
        self._weigh(answer.status_code, len(answer.content), address)
        there = str(answer.url)
        one = len(answer.content), there
        self.fullest[kind_of(there)] = max(self.fullest.get(kind_of(there), one), one)
        content = Content(answer.text)
        self.faults += [f"{address}: in Chinese: {text}" for text in content.untold]
        return [urljoin(there, link) for link in content.links]


class Content(HTMLParser):
    """The links of a page, and where it is not in Chinese what is so without saying that it is."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.untold: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        if tag == "a" and said.get("href"):
            self.links.append(str(said["href"]))
        chinese = str(said["lang"]).startswith("zh") if "lang" in said else self._in_chinese
        if tag not in VOID:
            self._open.append((tag, chinese or tag in UNSPOKEN))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._in_chinese and HAN.search(data):
            self.untold.append(data.strip())

    @property
    def _in_chinese(self) -> bool:
        return bool(self._open) and self._open[-1][1]


class Tour(Walk):
    """In a browser: each page is also for everybody, at every width."""

    def __init__(self, page: Page, language: str, within: str) -> None:
        super().__init__(page.url, within)
        self.page, self.language = page, language

    def look_at(self, address: str) -> None:
        """One page, whoever else has seen it."""
        self._open(address)
        self._read()
        for width in WIDTHS:
            self._measure(address, width)

    def _look(self, address: str, kind: str) -> list[str]:
        self._open(address)
        main, links = self.page.evaluate(CONTENT)
        if self._is_new(main):
            first = self.kinds[kind] == 1
            if first:
                self._read()
            for width in WIDTHS if first else WIDTHS[-1:]:
                self._measure(address, width)
                if first:
                    self._keep(kind, width)
        return list(links)

    def _open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer
        self._weigh(answer.status, len(answer.body()), address)

    def _read(self) -> None:
        try:
            accessible(self.page)
        except AssertionError as error:
            self.faults.append(str(error))

    def _is_new(self, main: str) -> bool:
        """What somebody else has seen word for word is not looked at again: it takes its time."""
        digest = sha256(OWN.sub("", main).encode()).hexdigest()
        known = digest in _seen
        _seen.add(digest)
        return not known

    def _measure(self, address: str, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self.faults += [f"{address} at {width}: wider than the screen: {one}" for one in sideways(self.page)]

    def _keep(self, kind: str, width: int) -> None:
        """One picture of each kind at each width, of whoever comes first."""
        name = f"page-{self.language}{re.sub('[^a-z0-9=]+', '-', kind)}"
        if (name, width) not in _kept:
            _kept.add((name, width))
            picture(self.page, name)


def kind_of(address: str) -> str:
    """An address without names, numbers and orders: every person's page is of one kind."""
    parts = urlsplit(address)
    path = "/".join("*" if NAMED.fullmatch(one) else one for one in ACCOUNT.sub("*", parts.path).split("/"))
    asked = [one.partition("=") for one in NOTICE.sub("*", parts.query).split("&") if one]
    kept = [(name, "*" if NAMED.fullmatch(value) else value) for name, _, value in asked if name != "sort"]
    return "?".join([path, *(f"{name}={value}" for name, value in kept)])
