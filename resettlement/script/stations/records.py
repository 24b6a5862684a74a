"""Stations 档案 and 评分: records in, put right, reviewed; scores, findings and signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session

from resettlement.errors import RefusedError
from resettlement.records import changes, reimport, service
from resettlement.records.decisions import remove, restore, return_record
from resettlement.records.hand_entry import PROFILE, read_profile, typed_profile
from resettlement.records.lookup import person_row
from resettlement.records.model import Fact
from resettlement.records.reviewing import left_over
from resettlement.records.workbook import read_records
from resettlement.script.lines import Line, ScriptError
from resettlement.script.state import Command, Play
from resettlement.standing import signing
from resettlement.standing.findings import Verdict, decide, open_findings
from resettlement.standing.service import score
from resettlement.translation import gettext as _
from scoring.kinds import KINDS, Attribute

_OF_EVIDENCE = ("evidence", "document_number", "document_on", "page", "objection")


def _import(play: Play, line: Line) -> None:
    found = read_records(play.file(word(line, 0, "FILE")))

    def write(db: Session, at: Any) -> None:
        if not service.names(db, play.id):
            service.import_records(db, play.id, found, by=line.who, at=at)
            return
        service.refuse_problems(found.problems, "records.problems")
        agreed = reimport.differences(db, play.id, found).digest
        reimport.reimport(db, play.id, found, agreed, reason=line.because, by=line.who, at=at)

    play.act(write)


def _add_fact(play: Play, line: Line) -> None:
    candidate, kind = word(line, 0, "PERSON"), word(line, 1, "KIND")
    told = pairs(line, 2)
    objection = told.pop("objection", None)
    fact = fact_of(line, kind, told)
    play.act(
        lambda db, at: changes.add_fact(
            db, play.id, candidate, fact, by=line.who, at=at, reason=line.because,
            objection=int(objection) if objection else None,
        )
    )  # fmt: skip


def fact_of(line: Line, kind: str, told: dict[str, str]) -> Fact:
    """A fact of RECORDS.json out of KEY=VALUE; what its kind does not know is refused by the service."""
    known = KINDS[kind].attributes if kind in KINDS else {}
    proof = {key: told.pop(key) for key in _OF_EVIDENCE if key in told}
    attributes = {key: _value(known.get(key), text) for key, text in told.items()}
    issued_on = proof.get("document_on")
    return Fact(
        kind,
        attributes,
        proof.get("evidence"),
        proof.get("document_number"),
        proof.get("page"),
        day(line, issued_on) if issued_on else None,
    )


def _value(attribute: Attribute | None, text: str) -> Any:
    """A value as RECORDS.json has it: whole numbers and flags are none of text."""
    if attribute is None:
        return text
    if attribute.form == "flag" and text in ("true", "false"):
        return text == "true"
    if attribute.form == "whole" and text.isdecimal():
        return int(text)
    return next((value for value in attribute.values if str(value) == text), text)


def _correct_fact(play: Play, line: Line) -> None:
    candidate, number, kind = (word(line, n, what) for n, what in enumerate(("PERSON", "NUMBER", "KIND")))
    fact = fact_of(line, kind, pairs(line, 3))
    play.act(
        lambda db, at: changes.correct_fact(
            db, play.id, candidate, _index(db, play, candidate, number), fact,
            by=line.who, at=at, reason=line.because,
        )
    )  # fmt: skip


def _withdraw_fact(play: Play, line: Line) -> None:
    candidate, number = word(line, 0, "PERSON"), word(line, 1, "NUMBER")
    play.act(
        lambda db, at: changes.withdraw_fact(
            db, play.id, candidate, _index(db, play, candidate, number),
            by=line.who, at=at, reason=line.because,
        )
    )  # fmt: skip


def _index(db: Session, play: Play, candidate: str, number: str) -> int:
    """The index of the fact that has this number, from 1, on the person's page."""
    from resettlement.records.lookup import numbered_facts

    shown = [index for index, _fact in numbered_facts(db, play.id).get(candidate, [])]
    place = int(number) if number.isdecimal() else 0
    return shown[place - 1] if 1 <= place <= len(shown) else -1


def _set_person(play: Play, line: Line) -> None:
    candidate, told = word(line, 0, "PERSON"), pairs(line, 1)
    labels = {column.field: column.label for column in PROFILE}

    def write(db: Session, at: Any) -> None:
        if unknown := sorted(told.keys() - labels.keys()):
            said = _("没有“%(field)s”这一项。可改：%(fields)s。", field=unknown[0], fields="、".join(labels))
            raise RefusedError("records.unknown_field", said)
        typed = typed_profile(person_row(db, play.id, candidate))
        values, wrong = read_profile(typed | {labels[key]: value for key, value in told.items()})
        if wrong:
            raise RefusedError(
                "records.bad_field", "；".join(f"{key}：{said}" for key, said in wrong.items())
            )
        changes.correct_profile(db, play.id, candidate, values, by=line.who, at=at, reason=because(line))

    play.act(write)


def _review(play: Play, line: Line) -> None:
    codes = None if line.words == ("all",) else line.words

    def write(db: Session, at: Any) -> str:
        service.review(db, play.id, by=line.who, at=at, codes=codes)
        return left_over(db, play.id, line.who)

    left = play.act(write)
    if codes is None and left:
        play.say(f"  {left}")


def _score(play: Play, line: Line) -> None:
    play.act(lambda db, at: score(db, play.id, reason=line.because, by=line.who, at=at))


def _confirm(play: Play, line: Line) -> None:
    codes = None if line.words == ("all",) else line.words
    play.act(lambda db, at: signing.confirm(db, play.id, by=line.who, at=at, codes=codes))


def _remove(play: Play, line: Line) -> None:
    candidate = word(line, 0, "PERSON")
    play.act(lambda db, at: remove(db, play.id, candidate, line.because, by=line.who, at=at))


def _restore(play: Play, line: Line) -> None:
    candidate = word(line, 0, "PERSON")
    play.act(lambda db, at: restore(db, play.id, candidate, line.because, by=line.who, at=at))


def _return(play: Play, line: Line) -> None:
    candidate = word(line, 0, "PERSON")
    play.act(lambda db, at: return_record(db, play.id, candidate, line.because, by=line.who, at=at))


def _refuse_to_sign(play: Play, line: Line) -> None:
    candidate = word(line, 0, "PERSON")
    play.act(lambda db, at: signing.refuse_to_sign(db, play.id, candidate, line.because, by=line.who, at=at))


def _let_pass(verdict: Verdict) -> Any:
    def run(play: Play, line: Line) -> None:
        """Every open finding of a person by one rule; the second person's line settles it."""
        candidate, rule = word(line, 0, "PERSON"), word(line, 1, "RULE")

        def write(db: Session, at: Any) -> None:
            found = [
                one.finding.id
                for one in open_findings(db, play.id, at.date())
                if (one.finding.candidate, one.finding.rule) == (candidate, rule)
            ]
            if not found:
                said = _("%(who)s 没有“%(rule)s”这一处疑点。", who=candidate, rule=rule)
                raise RefusedError("findings.unknown", said)
            for finding in found:
                decide(db, play.id, finding, verdict, reason=line.because, by=line.who, at=at)

        play.act(write)

    return run


def word(line: Line, place: int, what: str) -> str:
    """A word of the line. Raises ScriptError where it is missing."""
    if len(line.words) <= place:
        raise ScriptError(f"campaign.txt:{line.number}：“{line.command}”之后还应写明 {what}。")
    return line.words[place]


def pairs(line: Line, start: int) -> dict[str, str]:
    """KEY=VALUE from a word on."""
    told = [one.partition("=") for one in line.words[start:]]
    if wrong := ["".join(one) for one in told if not one[0] or one[1] != "="]:
        raise ScriptError(f"campaign.txt:{line.number}：“{wrong[0]}”应写成 KEY=VALUE。")
    return {key: value for key, _equals, value in told}


def because(line: Line) -> str:
    """The reason that a line must give. Raises RefusedError `script.no_reason`."""
    if not line.because.strip():
        raise RefusedError("records.no_reason", _("请写明理由（because …）。"))
    return line.because


def day(line: Line, text: str) -> date:
    """A day. Raises ScriptError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ScriptError(f"campaign.txt:{line.number}：“{text}”不是日期，应写成 2021-10-18。") from error


_RECORDS = "/staff/records"
COMMANDS = {
    "import records": Command(
        "FILE", "档案表导入；再次导入时同意其中的差别（须写 because）", _import,
        "records.service.import_records", "/staff/import/{sort}/commit",
        ("records.problems", "records.category", "records.already_imported", "records.no_reason"),
    ),
    "add-fact": Command(
        "PERSON KIND KEY=VALUE… because …", "补录一项事实", _add_fact, "records.changes.add_fact",
        f"{_RECORDS}/{{code}}/facts",
        ("records.no_evidence", "records.bad_fact", "records.unknown_candidate", "records.no_reason"),
    ),
    "correct-fact": Command(
        "PERSON NUMBER KIND KEY=VALUE… because …", "更正一项事实", _correct_fact,
        "records.changes.correct_fact", f"{_RECORDS}/{{code}}/facts", ("records.no_such_fact",),
    ),
    "withdraw-fact": Command(
        "PERSON NUMBER because …", "撤去一项事实（编号从 1 数起）", _withdraw_fact,
        "records.changes.withdraw_fact", f"{_RECORDS}/{{code}}/facts/{{index}}/withdraw",
        ("records.no_such_fact",),
    ),
    "set-person": Command(
        "PERSON KEY=VALUE… because …", "更正个人基本信息", _set_person, "records.changes.correct_profile",
        f"{_RECORDS}/{{code}}/profile", ("records.unknown_field", "records.bad_field"),
    ),
    "review": Command(
        "PERSON… | all", "由另一人对照档案复核", _review, "records.service.review", f"{_RECORDS}/review",
        ("records.same_person", "records.unknown_candidate"),
    ),
    "return": Command(
        "PERSON because …", "退回录入", _return, "records.decisions.return_record",
        f"{_RECORDS}/{{code}}/return", ("records.no_reason",),
    ),
    "remove": Command(
        "PERSON because …", "不再列入（重复、退出、去世），下一份公示写明", _remove,
        "records.decisions.remove", f"{_RECORDS}/{{code}}/remove", ("standing.frozen", "records.no_reason"),
    ),
    "restore": Command(
        "PERSON because …", "移错的人恢复列入，重新评分之后公示写明", _restore, "records.decisions.restore",
        f"{_RECORDS}/{{code}}/restore", ("records.not_removed", "standing.frozen", "records.no_reason"),
    ),
    "refuse-to-sign": Command(
        "PERSON because …", "登记本人拒绝签字", _refuse_to_sign, "standing.signing.refuse_to_sign",
        f"{_RECORDS}/{{code}}/refuse-to-sign", ("records.no_reason",),
    ),
    "score": Command(
        "[because …]", "给所有人评分，第二套程序复算", _score, "standing.service.score",
        "/staff/standing/score",
        ("standing.nothing_new", "standing.nobody", "standing.frozen", "standing.not_scorable",
         "records.not_reviewed"),
    ),
    "confirm": Command(
        "PERSON… | all", "登记本人已签字确认评分", _confirm, "standing.signing.confirm",
        f"{_RECORDS}/confirm",
        ("records.not_reviewed", "records.unknown_candidate", "records.not_scored", "standing.stale"),
    ),
    "overrule": Command(
        "PERSON RULE because …", "公示前检查的疑点：说明保留（两行，两个人）", _let_pass(Verdict.OVERRULED),
        "standing.findings.decide", "/staff/findings/{finding}",
        ("findings.unknown", "findings.no_reason", "findings.same_person", "findings.must_be_mended"),
    ),
    "clear": Command(
        "PERSON RULE because …", "公示前检查的疑点：查清无误（两行，两个人）", _let_pass(Verdict.CLEARED),
        "standing.findings.decide", "/staff/findings/{finding}",
        ("findings.unknown", "findings.no_reason", "findings.same_person", "findings.must_be_mended"),
    ),
}  # fmt: skip
