"""Station 批次: opened, changed with a reason; figures that a pack leaves open; working days."""

from __future__ import annotations

from resettlement.campaign import figures
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import CLOCK, act
from resettlement.notices.rule_figures import confirm, enter
from resettlement.office.calendar import STREAM as OFFICE
from resettlement.office.calendar import set_workdays
from resettlement.office.set_right import set_clock_right
from resettlement.plan.changing import set_value
from resettlement.plan.opening import open_plan
from resettlement.script.lines import Line
from resettlement.script.state import Command, Play
from resettlement.script.stations.records import day, pairs, word
from scoring.errors import ScoringError


def _open(play: Play, line: Line) -> None:
    play.act(lambda db, at: open_plan(db, play.plan, by=line.who, at=at))


def _set(play: Play, line: Line) -> None:
    key, value = word(line, 0, "KEY"), " ".join(line.words[1:])
    play.act(lambda db, at: set_value(db, play.id, key, value, line.because, by=line.who, at=at))


def _enter_figure(play: Play, line: Line) -> None:
    """`enter-figure CATEGORY WHAT key=value… because DOCUMENT`."""
    category, what = word(line, 0, "CATEGORY"), word(line, 1, "WHAT")
    toml = "".join(f"{key} = {value}\n" for key, value in pairs(line, 2).items())
    try:
        play.act(
            lambda db, at: enter(db, play.id, category, what, toml, document=line.because, by=line.who, at=at)
        )
    except ScoringError as error:
        raise RefusedError("rules.bad_figure", str(error)) from error


def _confirm_figure(play: Play, line: Line) -> None:
    number = int(word(line, 0, "N"))
    play.act(lambda db, at: confirm(db, play.id, number, by=line.who, at=at))


def _drop_figure(play: Play, line: Line) -> None:
    number = int(word(line, 0, "N"))
    play.act(lambda db, at: figures.drop(db, play.id, number, by=line.who, at=at))


def _set_workdays(play: Play, line: Line) -> None:
    """`set-workdays YEAR rest=DAY,DAY… work=DAY,DAY… because SOURCE`."""
    year, told = word(line, 0, "YEAR"), pairs(line, 1)
    if not year.isdecimal():
        raise BadInputError(f"“{year}”不是年份，应写成 2027。")
    rest, work = (
        frozenset(day(line, one) for one in told.get(key, "").split(",") if one) for key in ("rest", "work")
    )
    act(
        play.engine,
        OFFICE,
        lambda db, at: set_workdays(
            db, int(year), source=line.because, rest_days=rest, workdays=work, by=line.who, at=at
        ),
    )


def _set_clock_right(play: Play, line: Line) -> None:
    """`set-clock-right second ACCOUNT because …`."""
    second = line.words[line.words.index("second") + 1] if "second" in line.words[:-1] else ""
    act(
        play.engine,
        CLOCK,
        lambda db, at: set_clock_right(db, line.because, second=second, by=line.who, at=at),
    )


COMMANDS = {
    "open": Command(
        "", "按 campaign.toml 建立批次", _open, "plan.opening.open_plan", "/staff/campaigns/drafts/{number}",
        ("campaign.opened", "campaign.demonstration", "gate.not_public"),
    ),
    "set": Command(
        "KEY VALUE because …", "改动批次中还能改的一项", _set, "plan.changing.set_value", "/staff/campaign",
        ("campaign.no_reason", "campaign.too_late"),
    ),
    "enter-figure": Command(
        "CATEGORY WHAT KEY=VALUE… because DOCUMENT", "补充规则未定的数值（一人录入）", _enter_figure,
        "notices.rule_figures.enter", "/staff/rules/{category}/fill",
        ("rules.closed", "rules.waiting", "gate.not_public"),
    ),
    "confirm-figure": Command(
        "N", "补充的数值由另一人核对", _confirm_figure, "notices.rule_figures.confirm",
        "/staff/rules/entries", ("rules.same_person", "rules.decided", "rules.closed"),
    ),
    "drop-figure": Command(
        "N", "退回补充的数值", _drop_figure, "campaign.figures.drop", "/staff/rules/entries",
        ("rules.decided",),
    ),
    "set-clock-right": Command(
        "second ACCOUNT because …", "本机时钟曾经快了，已经校准（两个人）", _set_clock_right,
        "office.set_right.set_clock_right", "/staff/clock",
        ("clock.not_ahead", "clock.no_reason", "clock.second_person"),
    ),
    "set-workdays": Command(
        "YEAR rest=DAY,DAY… work=DAY,DAY… because SOURCE", "填写一年的工作日", _set_workdays,
        "office.calendar.set_workdays", "/staff/workdays",
    ),
}  # fmt: skip
