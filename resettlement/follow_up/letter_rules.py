"""When a placement letter may be issued, and what days and number it may bear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sqlmodel import Session, select

from resettlement.campaign.service import stream_of
from resettlement.campaign.settings import settings_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.follow_up.tables import PlacementLetter
from resettlement.journal.service import newest_by_type
from resettlement.objections.service import unanswered
from resettlement.publication.public_documents import result_open
from resettlement.publication.register import Posted, posted
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Days:
    """The day of a letter and the last day for reporting in; the day of taking over, where it is known."""

    letter_on: date
    report_by: date
    received_on: date | None = None


def released_result(db: Session, campaign_id: str, today: date) -> Posted:
    """The newest notice of the result, once nobody may object to it any more."""
    if "session_recorded" not in newest_by_type(db, stream_of(campaign_id)):
        raise RefusedError(
            "letters.not_recorded", _("选岗结果还没有登记，不能开介绍信。请监督人先登记结果。")
        )
    notices = [notice for notice in posted(db, campaign_id) if notice.kind == "result"]
    if not notices:
        raise RefusedError(
            "letters.result_not_posted", _("选岗结果还没有公示，不能开介绍信。请先张贴结果公示。")
        )
    if result_open(db, campaign_id):
        raise RefusedError(
            "letters.result_not_posted",
            _("选岗结果公示之后有改动，不能开介绍信。请先做结果的更正公示。"),
        )
    newest = notices[-1]
    if newest.closes_on and newest.closes_on >= today:
        raise RefusedError(
            "letters.period_open",
            _(
                "结果公示 %(number)s 的公示期到 %(last)s 为止，期满后才能开介绍信。",
                number=newest.number,
                last=newest.closes_on,
            ),
        )
    if numbers := unanswered(db, campaign_id):
        raise RefusedError(
            "letters.objections_open",
            _("第 %(numbers)s 号异议还没有答复，不能开介绍信。请先裁定，或写明不予受理。", numbers=numbers),
        )
    return newest


def suggested(of: Campaign, today: date) -> tuple[date, date | None]:
    """The day of a letter made today, and the last day for reporting in where the plan says how many."""
    within = settings_of(of).report_within_days
    return today, None if within is None else today + timedelta(days=within)


def days_of(
    of: Campaign,
    letter_on: date | None,
    report_by: date | None,
    received_on: date | None,
    notice: Posted,
    today: date,
) -> Days:
    """The days as told, else as usual, each where it can be."""
    letter_on = letter_on or today
    report_by = report_by or suggested(of, letter_on)[1]
    if letter_on > today:
        raise RefusedError(
            "letters.not_yet",
            _(
                "介绍信日期（%(day)s）还没有到。请填今天（%(today)s）或更早的日期。",
                day=letter_on,
                today=today,
            ),
        )
    if notice.closes_on and letter_on <= notice.closes_on:
        raise RefusedError(
            "letters.period_open",
            _(
                "介绍信日期（%(day)s）在结果公示期内（到 %(last)s 为止）。请填公示期满之后的日期。",
                day=letter_on,
                last=notice.closes_on,
            ),
        )
    if report_by is None:
        raise RefusedError(
            "letters.no_report_by",
            _("请填写报到截止日期。几日内报到由本局规定，没有查到法律写明的天数。"),
        )
    if report_by < letter_on:
        raise RefusedError(
            "letters.report_by_early",
            _(
                "报到截止日期（%(day)s）早于介绍信日期（%(letter)s），请核对。",
                day=report_by,
                letter=letter_on,
            ),
        )
    return Days(letter_on, report_by, received_on)


def free_numbers(db: Session, of: Campaign, year: int) -> Iterator[str]:
    """The numbers of the campaign's pattern that no letter of the office bears, whatever the campaign."""
    pattern = settings_of(of).letter_number
    if "{n}" not in pattern:
        raise RefusedError(
            "letters.number_pattern",
            _("介绍信文号的格式“%(pattern)s”里没有 {n}（第几号）。请在方案里改正。", pattern=pattern),
        )
    taken = set(db.exec(select(PlacementLetter.number)))
    numbers = (pattern.replace("{n}", str(n)).replace("{year}", str(year)) for n in count(1))
    return (number for number in numbers if number not in taken)
