"""Every sentence of the pages is in the catalogues, and none is there that no page says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from tests.catalogues import catalogue, rooms, said, unmarked

ROOMS = rooms()

PLACE = re.compile(r"%\((\w+)\)[sd]")


def entries(room: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each message's Chinese forms and its English ones."""
    message: Message
    for message in catalogue(room):
        if message.id:
            ids, strings = message.id, message.string or ""
            yield (
                ([ids] if isinstance(ids, str) else list(ids)),
                ([strings] if isinstance(strings, str) else list(strings)),
            )


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_speaks_chinese_without_asking_the_catalogue(room: str) -> None:
    assert unmarked(room) == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogue_has_the_sentences_of_the_room_and_no_others(room: str) -> None:
    assert {chinese[0] for chinese, _ in entries(room)} == said(room)


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_is_translated_with_the_same_values_in_it(room: str) -> None:
    for chinese, english in entries(room):
        assert all(english), f"{room}.po: {chinese[0]}"
        wanted = set(PLACE.findall("".join(chinese)))
        assert set(PLACE.findall("".join(english))) == wanted, f"{room}.po: {chinese[0]}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_is_english(room: str) -> None:
    for chinese, english in entries(room):
        assert not re.search(r"[\u4e00-\u9fff]", "".join(english)), f"{room}.po: {chinese[0]}"


def test_a_sentence_means_the_same_in_every_room() -> None:
    found: dict[str, list[str]] = {}
    for room in ROOMS:
        for chinese, english in entries(room):
            assert found.setdefault(chinese[0], english) == english, f"{room}.po: {chinese[0]}"
