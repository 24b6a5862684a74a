"""Every page of everybody, at three widths, found by following links. Everybody is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from resettlement.accounts.model import Role
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.walk import Walk

LANGUAGES = {"zh": "", "en": "/en"}
"""Each language, and how the addresses of its public pages begin. A desk speaks as its switch says."""

SWITCH = {"en": "English"}
PUBLIC = r"(/c/[^/]+)?/(?!c/|(en|staff|callers)(/|$)|hall/control)"
DESKS = r"(/c/[^/]+)?/(staff|hall|callers|accounts|sign-in)(/|$)"


@pytest.fixture(scope="module")
def people(finished: Path, visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with visit(campaigns.after_the_session(finished, tmp_path_factory.mktemp("every"))) as people:
        yield people


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_for_everybody(people: People, language: str) -> None:
    prefix = LANGUAGES[language]
    starts = [f"{people.site.address}{prefix}{path}" for path in ("/", "/board?who=S05")]
    walk = Walk(people.visitor(), language, rf"(/c/[^/]+)?{prefix}(/|$)" if prefix else PUBLIC)
    faults = walk.from_(*starts)
    assert len(walk.met) > 10
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_desk_is_for_everybody_who_works_there(people: People, role: Role) -> None:
    page = people.signed_in(role)
    walk = Walk(page, "zh", DESKS)
    faults = walk.from_(page.url)
    assert len(walk.met) > 4
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh"])
@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_a_desk_is_for_everybody_in_other_languages_too(people: People, role: Role, language: str) -> None:
    """Who may see what was seen above; two who together open every kind of page are enough for its words."""
    page = people.signed_in(role)
    page.get_by_role("banner").get_by_role("button", name=SWITCH[language]).click()
    walk = Walk(page, language, DESKS)
    faults = walk.from_(page.url, f"{people.site.address}/sign-in")
    assert len(walk.met) > 15
    assert not faults, "\n".join(faults)
