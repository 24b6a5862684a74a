"""Follows every link of a desk and looks at what it leads to."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page, Response

from tests.browser.looking import HEIGHTS, WIDTHS, accessible, picture, sideways

LARGEST = 100_000
OF_A_KIND = 2
"""So many pages of one kind, such as persons or notices, are looked at."""

FILES = re.compile(r"\.(?:pdf|xlsx|zip|json|py|toml)$|/pdf$")
NAMED = re.compile(r"[A-Z]\d+(?:\.html)?|\d+|.*%.*")
OWN = re.compile(r'value="[^"]{20,}"|\d\d:\d\d(?::\d\d)?|data-\w+="\d+"')
"""What differs each time a page is made: tokens and times."""

CONTENT = """() => [
  document.querySelector("main").innerHTML,
  [...document.querySelectorAll("a[href]")].map(one => one.href),
]"""

_seen: set[str] = set()
_kept: set[tuple[str, int]] = set()


class Walk:
    """Somebody's walk through his pages, whose paths begin with what `within` matches."""

    def __init__(self, page: Page, language: str, within: str) -> None:
        self.page, self.language = page, language
        self._within = re.compile(within)
        self.faults: list[str] = []
        self.met: set[str] = set()
        self._kinds: Counter[str] = Counter()

    def from_(self, *starts: str) -> list[str]:
        """Everything that is wrong on the pages that can be reached from here."""
        waiting = list(starts)
        while waiting:
            address = urldefrag(waiting.pop(0)).url
            kind = kind_of(address)
            if address in self.met or self._kinds[kind] == OF_A_KIND or not self._is_his(address):
                continue
            self.met.add(address)
            self._kinds[kind] += 1
            waiting += self._look(address, kind)
        return self.faults

    def _is_his(self, address: str) -> bool:
        parts, here = urlsplit(address), urlsplit(self.page.url)
        is_page = parts.netloc == here.netloc and not FILES.search(parts.path)
        return is_page and bool(self._within.match(parts.path))

    def _look(self, address: str, kind: str) -> list[str]:
        answer = self.page.goto(address)
        assert answer
        self._weigh(answer, address)
        main, links = self.page.evaluate(CONTENT)
        if self._is_new(main):
            first = self._kinds[kind] == 1
            if first:
                self._read()
            for width in WIDTHS if first else WIDTHS[-1:]:
                self._measure(address, width)
                if first:
                    self._keep(kind, width)
        return list(links)

    def _weigh(self, answer: Response, address: str) -> None:
        if answer.status != 200:
            self.faults.append(f"{address}: {answer.status}")
        if (size := len(answer.body())) >= LARGEST:
            self.faults.append(f"{address}: {size} bytes")

    def _is_new(self, main: str) -> bool:
        """What somebody else has seen word for word is not looked at again: it takes its time."""
        digest = sha256(OWN.sub("", main).encode()).hexdigest()
        known = digest in _seen
        _seen.add(digest)
        return not known

    def _read(self) -> None:
        try:
            accessible(self.page)
        except AssertionError as error:
            self.faults.append(str(error))

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
    path = "/".join("*" if NAMED.fullmatch(one) else one for one in parts.path.split("/"))
    asked = [one.partition("=") for one in parts.query.split("&") if one]
    kept = [(name, "*" if NAMED.fullmatch(value) else value) for name, _, value in asked if name != "sort"]
    return "?".join([path, *(f"{name}={value}" for name, value in kept)])
