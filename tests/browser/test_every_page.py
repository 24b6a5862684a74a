"""Every page of everybody, found by following links. Everybody is fictional (虚构).

Each kind of page is looked at once in a browser, as whoever sees most of it; what differs by role and
language is read without one. The tour of everybody in a browser is the long run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from resettlement.accounts.model import Role
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.walk import Reading, Tour

LANGUAGES = {"zh": "", "en": "/en"}
"""Each language, and how the addresses of its public pages begin. A desk speaks as its switch says."""

SWITCH = {"en": "English"}
VISITOR = "visitor"
EVERYBODY = (VISITOR, *Role)
PUBLIC = r"(/c/[^/]+)?/(?!c/|(en|staff|callers)(/|$)|hall/control)"
DESKS = r"(/c/[^/]+)?/(staff|hall|callers|accounts|sign-in)(/|$)"

Readings = Mapping[tuple[str, str], Reading]


@pytest.fixture(scope="module")
def people(finished: Path, visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with visit(campaigns.after_the_session(finished, tmp_path_factory.mktemp("every"))) as people:
        yield people


@pytest.fixture(scope="module")
def readings(people: People) -> Readings:
    """What everybody finds in each language."""
    return {(who, language): read(people, who, language) for who in EVERYBODY for language in LANGUAGES}


def read(people: People, who: str, language: str) -> Reading:
    site = people.site.address
    with httpx.Client(base_url=site, follow_redirects=True, timeout=30) as client:
        client.cookies.set("language", language)
        client.headers["accept"] = "text/html"
        walk = Reading(client, within(who, language))
        starts = public_starts(site, language)
        if who != VISITOR:
            sent = {"account": f"{who}-1", "password": campaigns.PASSWORD}
            starts = [str(client.post("/sign-in", data=sent).url), f"{site}/sign-in"]
        walk.from_(*starts)
        return walk


def within(who: str, language: str) -> str:
    prefix = LANGUAGES[language]
    public = rf"(/c/[^/]+)?{prefix}(/|$)" if prefix else PUBLIC
    return public if who == VISITOR else DESKS


def public_starts(site: str, language: str) -> list[str]:
    return [f"{site}{LANGUAGES[language]}{path}" for path in ("/", "/board?who=S05")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_link_leads_to_a_small_page_in_the_readers_language(
    readings: Readings, who: str, language: str
) -> None:
    walk = readings[who, language]
    assert len(walk.met) > 4
    assert not walk.faults, "\n".join(walk.faults)


def test_every_kind_of_page_is_for_everybody(people: People, readings: Readings) -> None:
    faults: list[str] = []
    for who, addresses in whose(readings).items():
        tour = Tour(people.visitor() if who == VISITOR else people.signed_in(who), "zh", within(who, "zh"))
        for address in addresses:
            tour.look_at(address)
        faults += tour.faults
    assert not faults, "\n".join(faults)


def whose(readings: Readings) -> dict[str, list[str]]:
    """The pages to look at: of each kind the fullest, by whose it is."""
    fullest: dict[str, tuple[int, str, str]] = {}
    for who in EVERYBODY:
        for kind, (size, address) in readings[who, "zh"].fullest.items():
            fullest[kind] = max(fullest.get(kind, (0, "", "")), (size, address, who))
    return {who: sorted(address for _, address, one in fullest.values() if one == who) for who in EVERYBODY}


@pytest.mark.faults
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_for_everybody(people: People, language: str) -> None:
    walk = Tour(people.visitor(), language, within(VISITOR, language))
    faults = walk.from_(*public_starts(people.site.address, language))
    assert len(walk.met) > 10
    assert not faults, "\n".join(faults)


@pytest.mark.faults
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_desk_is_for_everybody_who_works_there(
    people: People, role: Role, language: str
) -> None:
    page = people.signed_in(role)
    if language in SWITCH:
        page.get_by_role("banner").get_by_role("button", name=SWITCH[language]).click()
    walk = Tour(page, language, DESKS)
    faults = walk.from_(page.url, f"{people.site.address}/sign-in")
    assert len(walk.met) > 4
    assert not faults, "\n".join(faults)
