"""Findings of the lint as the office works through them: each let pass by two people with reasons, or mended.

The journal, which is published, names a finding by its id alone, and reasons by commitments: what was found
about whom stays with the office.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

import scoring
from resettlement import clock
from resettlement.accounts.service import persons
from resettlement.campaign.service import campaign, categories, salt, stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, canonical, commitment
from resettlement.journal.service import append, lock
from resettlement.records.policy import policy
from resettlement.records.service import records_of
from resettlement.standing.lint import Examined, Finding, Proof, Settings, lint
from resettlement.standing.service import newest_sheets
from resettlement.standing.tables import FindingDecision
from resettlement.translation import gettext as _
from resettlement.translation import ngettext

_ID_DIGITS = 12  # of an HMAC: nobody outside can tell what it stands for


class Verdict(StrEnum):
    """查清无误: looked up and right; 说明保留: odd, and kept for the reason given."""

    CLEARED = "cleared"
    OVERRULED = "overruled"


@dataclass(frozen=True)
class Decision:
    """What one person said."""

    by: str
    verdict: Verdict
    reason: str
    at: str


@dataclass(frozen=True)
class Found:
    """A finding and what has been said of it."""

    finding: Finding
    decisions: tuple[Decision, ...]

    @property
    def settled(self) -> bool:
        """Two different people have let it pass."""
        return len(self.decisions) >= 2 and not self.finding.must_be_mended


def findings(db: Session, campaign_id: str, today: date) -> list[Found]:
    """Everything that the records and the newest score sheets give to look at; what was mended is gone."""
    said: dict[str, list[Decision]] = {}
    decision = FindingDecision
    rows = db.exec(select(decision).where(decision.campaign_id == campaign_id).order_by(col(decision.at)))
    for row in rows:
        said.setdefault(row.finding, []).append(Decision(row.by, Verdict(row.verdict), row.reason, row.at))
    return [
        Found(finding, tuple(said.get(finding.id, ())))
        for category in categories(db, campaign_id)
        for finding in _of_category(db, category, today)
    ]


def open_findings(db: Session, campaign_id: str, today: date) -> list[Found]:
    """Those that two people have not yet let pass."""
    return [found for found in findings(db, campaign_id, today) if not found.settled]


def decide(
    db: Session,
    campaign_id: str,
    finding_id: str,
    verdict: Verdict,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> None:
    """One person lets a finding pass; the second one settles it. Who was alone may still say otherwise.

    Raises BadInputError for a finding that there is not (any more); RefusedError `findings.no_reason`,
    `.must_be_mended`, `.settled`, `.same_person`, `.verdict_differs`.
    """
    lock(db, stream_of(campaign_id))
    found = _one(db, campaign_id, finding_id, at.astimezone(clock.CHINA).date())
    known = persons(db)
    _refuse(found, verdict, reason, by, known)
    row = FindingDecision(
        campaign_id=campaign_id, finding=finding_id, by=by, verdict=verdict.value, reason=reason.strip(),
        at=clock.written(at),
    )  # fmt: skip
    db.merge(row)
    own_salt = salt(campaign(db, campaign_id), f"finding/{finding_id}/{by}/{row.at}")
    first = found.decisions[0].by if found.decisions else by
    place = 1 if known.get(first, first) == known.get(by, by) else 2
    payload = {
        "finding": finding_id, "verdict": verdict.value, "person": place,
        "reason": commitment(row.reason, own_salt),
    }  # fmt: skip
    append(db, stream_of(campaign_id), [Draft("finding_decided", payload)], by=by, at=at)


def refuse_open(db: Session, campaign_id: str, today: date) -> None:
    """RefusedError `findings.open`, naming each, while something is neither mended nor let pass by two."""
    waiting = open_findings(db, campaign_id, today)
    if waiting:
        shown = "\n".join(f"{found.finding.sentence}（{found.finding.id}）" for found in waiting)
        raise RefusedError(
            "findings.open",
            ngettext(
                "公示前检查还有 %(num)s 处疑点没有处理，不能公示。请更正档案，或由两人分别核定并写明理由：",
                "公示前检查还有 %(num)s 处疑点没有处理，不能公示。请更正档案，或由两人分别核定并写明理由：",
                len(waiting),
            )
            + f"\n{shown}",
            findings=[found.finding.id for found in waiting],
        )


def _one(db: Session, campaign_id: str, finding_id: str, today: date) -> Found:
    for found in findings(db, campaign_id, today):
        if found.finding.id == finding_id:
            return found
    raise BadInputError(
        _("没有编号为 %(id)s 的疑点；可能档案已经更正。请刷新列表。", id=finding_id), finding=finding_id
    )


def _refuse(found: Found, verdict: Verdict, reason: str, by: str, known: Mapping[str, str]) -> None:
    """`known`: accounts of one person. What two people must say, one person's two accounts may not."""
    own = [one for one in found.decisions if known.get(one.by, one.by) == known.get(by, by)]
    if not reason.strip():
        raise RefusedError("findings.no_reason", _("请写明查了什么、为什么可以放行。"))
    if found.finding.must_be_mended:
        raise RefusedError(
            "findings.must_be_mended",
            _("%(sentence)s。这一处只能更正，不能放行。", sentence=found.finding.sentence),
        )
    if found.settled:
        raise RefusedError("findings.settled", _("这一处已由两人核定，不必再核定。"))
    if any(one.verdict is verdict for one in own):
        raise RefusedError(
            "findings.same_person", _("%(by)s 已经核定过这一处，须由另一位工作人员再核定。", by=by)
        )
    if found.decisions and not own and found.decisions[0].verdict is not verdict:
        raise RefusedError(
            "findings.verdict_differs",
            _(
                "%(by)s 的意见与此不同。请两人商量一致，由先核定的人改过，或照其意见核定。",
                by=found.decisions[0].by,
            ),
        )


def _of_category(db: Session, category: Category, today: date) -> Sequence[Finding]:
    campaign_id = category.campaign_id
    pack = scoring.pack_from_text(category.pack_text, category.overlay_text)
    row = campaign(db, campaign_id)
    settings = Settings(
        today, policy(db, campaign_id).outlier, pack.evidence,
        lambda about: salt(row, f"finding|{category.id}|{about}")[:_ID_DIGITS],
    )  # fmt: skip
    return lint(_examined(db, category), settings)


def _examined(db: Session, category: Category) -> list[Examined]:
    """Those who have a score sheet, with their records as they stand now."""
    sheets = {sheet.candidate: sheet for sheet in newest_sheets(db, category.campaign_id)}
    return [
        Examined(
            told,
            json.loads(sheet.sheet),
            tuple(Proof(fact.document_number, fact.document_on, fact.page) for fact in record.facts),
            sheet.record != canonical(told),
        )
        for record in records_of(db, category.campaign_id, category.id)
        if (sheet := sheets.get(record.person.code))
        for told in [record.to_json()]
    ]
