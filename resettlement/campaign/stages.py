"""Which stage a campaign is at, and what is missing before the next one may begin. Pure.

The order is that of the procedure: records, scores, positions, notices, objections, the frozen standing,
announcement, wishes, session, result, bundle. What is missing is said here and never decided: each service
refuses by itself what may not be done yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Done, what to do now, or still to come."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Progress:
    """What a campaign's rows say, counted; `today` is the office's day.

    `standing` is the newest version, 0 for none; `records_newer`: a record was changed or entered after it
    was made. `periods` are the last days by number of the notices whose period is not over. `session` is
    None before it is opened, then "open", then "closed".
    """

    today: date
    people: int = 0
    unreviewed: int = 0
    unconfirmed: int = 0
    standing: int = 0
    records_newer: bool = False
    positions: int = 0
    seats: int = 0
    placeable: int = 0
    nobody_fits: tuple[str, ...] = ()
    posted: frozenset[str] = frozenset()
    standing_posted: bool = False
    periods: Mapping[str, date] = field(default_factory=dict)
    objections: int = 0
    objections_open: int = 0
    frozen: bool = False
    wishes: int = 0
    session: str | None = None
    recorded: bool = False
    published: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage: what was done, what is missing before it is finished, and what somebody should look at."""

    id: str
    title: str
    state: State
    done: str
    missing: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    id: str
    title: str
    done: str
    missing: tuple[str, ...]
    hints: tuple[str, ...] = ()


def stages(progress: Progress) -> tuple[Stage, ...]:
    """Every stage in order; the first that lacks something is the current one, later ones wait."""
    found = [make(progress) for make in _STAGES]
    first = next((one.id for one in found if one.missing), None)
    return tuple(Stage(one.id, one.title, _state(one, first), one.done, one.missing, one.hints)
                 for one in found)  # fmt: skip


def _state(found: _Found, first: str | None) -> State:
    if not found.missing:
        return State.DONE
    return State.CURRENT if found.id == first else State.AHEAD


def _said(*sentences: str | bool | None) -> tuple[str, ...]:
    """The sentences that apply."""
    return tuple(sentence for sentence in sentences if isinstance(sentence, str) and sentence)


def _records(progress: Progress) -> _Found:
    people, waiting = progress.people, progress.unreviewed
    return _Found(
        "records",
        "档案录入与复核",
        f"已录入 {people} 人，复核 {people - waiting} 人" if people else "",
        _said(
            not people and "还没有录入档案",
            bool(waiting) and f"{waiting} 人的档案还没有由另一位工作人员复核",
        ),
    )


def _scores(progress: Progress) -> _Found:
    scored = progress.standing
    return _Found(
        "scores",
        "量化评分与本人确认",
        f"名次第 {scored} 版，本人确认 {progress.people - progress.unconfirmed} 人" if scored else "",
        _said(
            not scored and "还没有评分",
            bool(scored and progress.records_newer) and "评分之后档案有改动，须重新评分",
            bool(scored and progress.unconfirmed) and f"{progress.unconfirmed} 人还没有签字确认本人评分",
        ),
    )


def _positions(progress: Progress) -> _Found:
    over = progress.people - progress.placeable
    return _Found(
        "positions",
        "岗位与可行性审核",
        f"岗位 {progress.positions} 个，名额 {progress.seats} 个" if progress.positions else "",
        _said(not progress.positions and "还没有导入岗位表"),
        _said(
            bool(progress.positions and over) and f"按现有岗位和条件，有 {over} 人不能同时安置",
            bool(progress.nobody_fits) and f"无人符合条件的岗位：{'、'.join(progress.nobody_fits)}",
        ),
    )


def _notices(progress: Progress) -> _Found:
    return _Found(
        "notices",
        "评分名次公示、岗位公示",
        "最新名次和岗位都已公示" if progress.standing_posted and "positions" in progress.posted else "",
        _said(
            not progress.standing_posted
            and (f"名次第 {progress.standing} 版还没有公示" if progress.standing else "还没有名次可以公示"),
            "positions" not in progress.posted and "岗位还没有公示",
            *_running(progress, frozen=progress.frozen),
        ),
    )


def _running(progress: Progress, *, frozen: bool) -> Iterable[str]:
    """Periods that must be over before the standing is frozen; those posted later hold nothing up."""
    if not frozen:
        for number, last in progress.periods.items():
            yield f"{number} 的公示期到 {last} 为止"


def _objections(progress: Progress) -> _Found:
    waiting = progress.objections_open
    return _Found(
        "objections",
        "异议处理",
        f"收到 {progress.objections} 件，已裁定 {progress.objections - waiting} 件",
        _said(bool(waiting) and f"{waiting} 件异议还没有裁定"),
    )


def _frozen(progress: Progress) -> _Found:
    return _Found(
        "frozen",
        "冻结名次",
        f"名次第 {progress.standing} 版已冻结" if progress.frozen else "",
        _said(not progress.frozen and "名次还没有冻结"),
    )


def _announcement(progress: Progress) -> _Found:
    posted = "announcement" in progress.posted
    return _Found(
        "announcement",
        "选岗会公告",
        "已张贴" if posted else "",
        _said(not posted and "选岗会公告还没有张贴"),
    )


def _wishes(progress: Progress) -> _Found:
    lacking = progress.people - progress.wishes
    over = progress.session is not None
    return _Found(
        "wishes",
        "志愿填报",
        f"已封存 {progress.wishes} 份" if progress.wishes else "",
        _said(not progress.wishes and not over and "还没有导入志愿表"),
        _said(bool(progress.wishes and lacking) and f"{lacking} 人没有填报志愿"),
    )


def _session(progress: Progress) -> _Found:
    match progress.session:
        case None:
            missing: tuple[str, ...] = ("选岗会还没有开场",)
        case "closed":
            missing = () if progress.recorded else ("选岗会已结束，结果还没有登记",)
        case _:
            missing = ("选岗会正在进行",)
    return _Found("session", "选岗会", "已结束，结果已登记" if not missing else "", missing)


def _result(progress: Progress) -> _Found:
    posted = "result" in progress.posted
    return _Found(
        "result",
        "结果公示",
        "已张贴" if posted else "",
        _said(not posted and "选岗结果还没有公示"),
        tuple(_running(progress, frozen=not progress.frozen)),
    )


def _published(progress: Progress) -> _Found:
    return _Found(
        "published",
        "公开包",
        "已公布" if progress.published else "",
        _said(not progress.published and "公开包还没有公布"),
    )


_STAGES = (
    _records,
    _scores,
    _positions,
    _notices,
    _objections,
    _frozen,
    _announcement,
    _wishes,
    _session,
    _result,
    _published,
)
