"""A hall without walls: the pure session driven line by line, for tests that a clerk can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from resettlement import clock
from resettlement.errors import RefusedError
from resettlement.journal.model import GENESIS, Draft, Entry, canonical, chained, digest
from resettlement.selection.session.decide import decide
from resettlement.selection.session.events import Command, SessionOpened, payload_of, read_event, type_of
from resettlement.selection.session.rules import load_rules
from resettlement.selection.session.script import command_of, read_script
from resettlement.selection.session.state import EDITION, Recorded, Session, evolve, replay

DAY = datetime(2021, 12, 18, 9, 0, tzinfo=clock.CHINA)
SALT = "00" * 32


def filed(*wishes: str, accepts_any: bool = False) -> dict[str, Any]:
    """A person's filed wishes with their salt, as they are opened."""
    return {"accepts_any": accepts_any, "salt": SALT, "wishes": list(wishes)}


def opening(
    groups: Mapping[str, Sequence[Sequence[str]]],
    seats: Mapping[str, int],
    *,
    eligible: Mapping[str, Sequence[str]] | None = None,
    wishes: Mapping[str, Mapping[str, Any]] | None = None,
    rules: str = "default",
    round_of: Mapping[str, int] | None = None,
    list_of: Mapping[str, str] | None = None,
    **settings: Any,
) -> SessionOpened:
    """The first event; without `eligible` everybody may take everything. `settings` override the rules'.

    `round_of` and `list_of`: the round and the list of positions that have one.
    """
    loaded = load_rules(rules)
    people = [person for classes in groups.values() for class_ in classes for person in class_]
    more = {"round": round_of or {}, "list": list_of or {}}
    commitments = {person: digest(wish) for person, wish in (wishes or {}).items()}
    return SessionOpened(
        session="test",
        campaign="test",
        rules={"id": loaded.id, "digest": loaded.digest},
        settings={**loaded.settings, **settings},
        groups=tuple(
            {"category": category, "classes": tuple(tuple(class_) for class_ in classes)}
            for category, classes in groups.items()
        ),
        positions=tuple(
            {"id": id_, "seats": number, **{key: of[id_] for key, of in more.items() if id_ in of}}
            for id_, number in seats.items()
        ),
        eligible={person: tuple((eligible or {}).get(person, seats)) for person in people},
        wish_commitments=commitments,
        lot={"algorithm": "sha256", "source": "dice"},
        frozen={},
        campaign_head="0" * 64,
        edition=EDITION,
    )


@dataclass
class Hall:
    """Runs a script against decide and evolve; `log` is what was recorded."""

    opened: SessionOpened
    wishes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    log: list[Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        written = json.loads(canonical(payload_of(self.opened)))
        self.log.append(Recorded(1, DAY, "host", read_event("session_opened", written)))
        self.session: Session = replay(self.log)

    def say(self, script: str) -> Hall:
        """Carry out a script; a line with an arrow must be refused with that code."""
        for line in read_script(script, DAY):
            command = command_of(line, self.session, self.wishes.get)
            if line.refused is None:
                self.do(command, line.at, line.by)
            else:
                refused_with(lambda c=command, n=line: self.do(c, n.at, n.by), line.refused)
        return self

    def do(self, command: Command, at: datetime, by: str = "host") -> None:
        """One command: decided, written as the journal writes it, read back, evolved."""
        event = decide(self.session, command, at, by)
        written = json.loads(canonical(payload_of(event)))
        entry = Recorded(self.session.version + 1, at, by, read_event(type_of(event), written))
        self.log.append(entry)
        self.session = evolve(self.session, entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What was recorded as the journal has it."""
        found: list[Entry] = []
        for one in self.log:
            draft = Draft(type_of(one.event), json.loads(canonical(payload_of(one.event))))
            before = found[-1].hash if found else GENESIS
            found.append(chained("session/test", one.version, one.at, one.by, draft, before))
        return tuple(found)

    @property
    def posts(self) -> dict[str, str | None]:
        """Everybody's post so far."""
        return self.session.assignment


def refused_with(action: Any, code: str) -> None:
    """The action must be refused with exactly this code."""
    with pytest.raises(RefusedError) as refusal:
        action()
    assert refusal.value.code == code, refusal.value.message
