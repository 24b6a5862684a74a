"""The script's commands after the session: its words read, and the service called that the desk calls.

`COMMANDS[name](db, campaign_id, words, because, by=…, at=…)` in the caller's transaction. It gives back what
is to be written to OUT: by file the bytes, or the content of a paper still to be set in type
(`public_notices.documents.print_job`), which takes too long for a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from resettlement.errors import BadInputError
from resettlement.follow_up import unit_issues
from resettlement.follow_up.corrections import correct_contact, end_follow_up, take_up_again
from resettlement.follow_up.due import ANSWER_LABELS, ENDED_LABELS, OUTCOME_LABELS, TOPIC_LABELS
from resettlement.follow_up.duties import record_event, settle
from resettlement.follow_up.letters import content_of, correct_letter, letters
from resettlement.follow_up.model import Answer, Channel, Ended, Outcome, Topic, Trigger
from resettlement.follow_up.service import day_of, followed, log_contact
from resettlement.follow_up.sheet_of_day import sheet_of_day
from resettlement.follow_up.tables import PlacementLetter
from resettlement.translation import gettext as _

Files = Mapping[str, bytes | dict[str, Any]]
Words = Sequence[str]
Word = TypeVar("Word", bound=StrEnum)
QUESTION_WORDS = {
    "contract": Topic.CONTRACT,
    "pay": Topic.PAY,
    "insurance": Topic.INSURANCE,
    "residence": Topic.HOUSEHOLD,
}
TOPIC_WORDS = {**QUESTION_WORDS, "start": Topic.START, "other": Topic.OTHER}
NOTHING: Files = {}


class Command(Protocol):
    """One command of the script."""

    def __call__(
        self, db: Session, campaign_id: str, words: Words, because: str | None, /, *, by: str, at: datetime
    ) -> Files: ...


def _letters(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`letters [PERSON…] [report-by=DATE] [received=DATE]`."""
    codes, told = _parted(words)
    made = letters(
        db,
        of,
        codes or None,
        None,
        _day(told.pop("report-by", None)),
        by=by,
        at=at,
        received_on=_day(told.pop("received", None)),
    )
    _refuse_rest(told)
    return {_file(row): content_of(row) for row in made}


def _correct_letter(
    db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime
) -> Files:
    """`correct-letter PERSON [date=DATE] [report-by=DATE] because …`."""
    (person,), told = _args(words, "PERSON")
    days = _day(told.pop("date", None)), _day(told.pop("report-by", None))
    _refuse_rest(told)
    row = correct_letter(db, of, person, *days, reason=because or "", by=by, at=at)
    return {_file(row): content_of(row)}


def _event(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`event PERSON KEY DATE`."""
    (person, key, day), told = _args(words, "PERSON", "KEY", "DATE")
    _refuse_rest(told)
    record_event(db, of, person, _one_of(Trigger, key), _needed_day(day), by=by, at=at)
    return NOTHING


def _settle(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`settle PERSON DUTY [on=DATE] because …`: a duty was carried out, and how that is known."""
    (person, key), told = _args(words, "PERSON", "DUTY")
    on = _day(told.pop("on", None)) or day_of(at)
    _refuse_rest(told)
    settle(db, of, person, key, on=on, note=because or "", by=by, at=at)
    return NOTHING


def _reached(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`reached PERSON contract=… pay=… insurance=… residence=… [satisfied=1..5] [next=DATE]`."""
    return _contact(db, of, words, because, Channel.PHONE, Outcome.REACHED, by=by, at=at)


def _not_reached(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`not-reached PERSON [outcome=no_answer|asked_later|wrong_number] [next=DATE]`."""
    return _contact(db, of, words, because, Channel.PHONE, Outcome.NO_ANSWER, by=by, at=at)


def _visit(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`visit PERSON …` as `reached`, and `[place=…]`, without which it is the receiving unit."""
    return _contact(db, of, words, because, Channel.VISIT, Outcome.REACHED, by=by, at=at)


def _contact(
    db: Session,
    of: str,
    words: Words,
    because: str | None,
    channel: Channel,
    outcome: Outcome,
    *,
    by: str,
    at: datetime,
) -> Files:
    (person,), told = _args(words, "PERSON")
    given: dict[str, Any] = {
        "held_on": day_of(at),
        "next_on": None,
        "note": because or "",
        "outcome": outcome,
    }
    given |= _told_contact(told)
    if channel is Channel.VISIT:
        given.setdefault("place", followed(db, of, person).unit)
    log_contact(db, of, person, channel=channel, by=by, at=at, **{"answers": {}, **given})
    return NOTHING


def _issue(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`issue PERSON TOPIC [demanded=DATE] because …`, about the person's unit."""
    (person, topic), told = _args(words, "PERSON", "TOPIC")
    demanded = _day(told.pop("demanded", None))
    _refuse_rest(told)
    unit_issues.open_issue(
        db,
        of,
        followed(db, of, person).unit,
        topic=_topic(topic, TOPIC_WORDS),
        what=because or "",
        demanded_by_on=demanded,
        candidate=person,
        on=day_of(at),
        by=by,
        at=at,
    )
    return NOTHING


def _close_issue(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`close-issue N because …`."""
    (number,), told = _args(words, "N")
    _refuse_rest(told)
    unit_issues.close_issue(db, of, _number(number), outcome=because or "", on=day_of(at), by=by, at=at)
    return NOTHING


def _correct(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`correct N …` with what was wrong, as `reached`; N counts the campaign's contacts from 1."""
    (number,), told = _args(words, "N")
    correct_contact(db, of, _number(number), _told_contact(told), reason=because or "", by=by, at=at)
    return NOTHING


def _end(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`end PERSON died|withdrew|moved because …`."""
    (person, why), told = _args(words, "PERSON", "died|withdrew|moved")
    _refuse_rest(told)
    end_follow_up(db, of, person, _one_of(Ended, why, ENDED_LABELS), note=because or "", by=by, at=at)
    return NOTHING


def _reopen(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`reopen PERSON because …`: an end that was a mistake is undone."""
    (person,), told = _args(words, "PERSON")
    _refuse_rest(told)
    take_up_again(db, of, person, reason=because or "", by=by, at=at)
    return NOTHING


def _call_sheet(db: Session, of: str, words: Words, because: str | None, *, by: str, at: datetime) -> Files:
    """`call-sheet`: the workbook of the day."""
    _args(words)
    return {"call_sheet.xlsx": sheet_of_day(db, of, day_of(at))}


COMMANDS: Mapping[str, Command] = {
    "letters": _letters,
    "correct-letter": _correct_letter,
    "event": _event,
    "settle": _settle,
    "reached": _reached,
    "not-reached": _not_reached,
    "visit": _visit,
    "issue": _issue,
    "close-issue": _close_issue,
    "correct": _correct,
    "end": _end,
    "reopen": _reopen,
    "call-sheet": _call_sheet,
}
"""By the word of the script; who may give each says `resettlement.rights`."""


def _file(row: PlacementLetter) -> str:
    return f"letters/{row.candidate}-{row.sequence}.pdf" if row.replaces else f"letters/{row.candidate}.pdf"


def _told_contact(told: dict[str, str]) -> dict[str, Any]:
    """The arguments of `log_contact` that were told."""
    answers = {
        topic: _one_of(Answer, told.pop(word), ANSWER_LABELS)
        for word, topic in QUESTION_WORDS.items()
        if word in told
    }
    given: dict[str, Any] = {"answers": answers} if answers else {}
    given |= {name: told.pop(name) for name in ("place", "promised", "note") if name in told}
    if "satisfied" in told:
        given["satisfied"] = _number(told.pop("satisfied"))
    if "outcome" in told:
        given["outcome"] = _one_of(Outcome, told.pop("outcome"), OUTCOME_LABELS)
    given |= {
        name: _needed_day(told.pop(word))
        for word, name in (("next", "next_on"), ("held", "held_on"))
        if word in told
    }
    _refuse_rest(told)
    return given


def _args(words: Words, *names: str) -> tuple[list[str], dict[str, str]]:
    """As many words as there are names, then KEY=VALUE."""
    plain, told = _parted(words)
    if len(plain) != len(names):
        raise BadInputError(_("这里应写 %(names)s。", names=" ".join(names) or _("不带参数的命令")))
    return plain, told


def _parted(words: Words) -> tuple[list[str], dict[str, str]]:
    told = dict(word.split("=", 1) for word in words if "=" in word)
    return [word for word in words if "=" not in word], told


def _refuse_rest(told: Mapping[str, str]) -> None:
    if told:
        raise BadInputError(_("这个命令没有 %(keys)s 这一项，请核对。", keys="、".join(told)))


def _one_of(kind: type[Word], word: str, labels: Mapping[Any, str] | None = None) -> Word:
    """A value by its word (`not-yet` and `not_yet` are one) or by its Chinese label."""
    known = {one.value: one for one in kind} | {label: one for one, label in (labels or {}).items()}
    found = known.get(word.replace("-", "_"), known.get(word))
    if found is None:
        words = "、".join(one.value for one in kind)
        raise BadInputError(_("“%(word)s”应为 %(words)s 之一。", word=word, words=words))
    return kind(found)


def _topic(word: str, known: Mapping[str, Topic]) -> Topic:
    found = known.get(word) or next((topic for topic, label in TOPIC_LABELS.items() if label == word), None)
    if found is None:
        raise BadInputError(_("“%(word)s”应为 %(words)s 之一。", word=word, words="、".join(known)))
    return found


def _number(word: str) -> int:
    if not word.isdecimal() or len(word) > len("1000000"):
        raise BadInputError(_("“%(word)s”应为数字。", word=word))
    return int(word)


def _day(word: str | None) -> date | None:
    return None if word is None else _needed_day(word)


def _needed_day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise BadInputError(_("“%(word)s”应为日期，如 2021-12-06。", word=word)) from None
