"""Which stage a campaign is at, and what is missing before the next one may begin. Pure.

The order is that of the procedure: records, scores, positions, notices, objections, the frozen standing,
announcement, wishes, session, result, bundle. What is missing is said here and never decided: each service
refuses by itself what may not be done yet. Sentences are in the language spoken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from resettlement.translation import gettext as _


class State(StrEnum):
    """Done, what to do now, or still to come."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Progress:
    """What a campaign's rows say, counted; `today` is the office's day.

    `objections_upheld` are upheld and not carried out yet, `findings` open to be decided on by two people.
    `returned` were sent back to entry and are not put right yet; they are among the `unreviewed`. `standing`
    is the newest version, 0 for none; `records_newer`: some sheet does not rest on the record or the rules
    as they are now; `unscorable`: so many people need a figure that the rules lack. `unfrozen`: a freeze was
    lifted, and no correction says so yet; `announced`: the session was, after the standing was frozen.
    `wishes_closed`: nobody may file any more, by the plan. `session_on`: the announced day. `periods` are
    the last days by number of the notices whose period is not over. `session` is None before it is opened,
    then "open", then "closed".
    """

    today: date
    people: int = 0
    unreviewed: int = 0
    returned: int = 0
    unconfirmed: int = 0
    standing: int = 0
    records_newer: bool = False
    unscorable: int = 0
    positions: int = 0
    seats: int = 0
    placeable: int = 0
    nobody_fits: tuple[str, ...] = ()
    posted: frozenset[str] = frozenset()
    standing_posted: bool = False
    unfrozen: bool = False
    positions_posted: bool = False
    announced: bool = False
    periods: Mapping[str, date] = field(default_factory=dict)
    objections: int = 0
    objections_open: int = 0
    objections_upheld: int = 0
    findings: int = 0
    frozen: bool = False
    wishes: int = 0
    wishes_closed: bool = False
    session_on: date | None = None
    session: str | None = None
    recorded: bool = False
    result_open: bool = False
    published: bool = False


@dataclass(frozen=True)
class Lack:
    """One thing missing before a stage is finished; `task` names what somebody has to do about it."""

    task: str
    text: str


@dataclass(frozen=True)
class Stage:
    """One stage: what was done, what is missing before it is finished, and what somebody should look at."""

    id: str
    title: str
    state: State
    done: str
    missing: tuple[Lack, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    id: str
    title: str
    done: str
    missing: tuple[Lack, ...]
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


def _said(*sentences: str | bool) -> tuple[str, ...]:
    """The sentences that apply."""
    return tuple(sentence for sentence in sentences if isinstance(sentence, str))


def _lacking(*lacks: Lack | bool) -> tuple[Lack, ...]:
    """What is missing, of all that could be."""
    return tuple(lack for lack in lacks if isinstance(lack, Lack))


def _records(progress: Progress) -> _Found:
    people, waiting, returned = progress.people, progress.unreviewed, progress.returned
    return _Found(
        "records",
        _("档案录入与复核"),
        _("已录入 %(people)s 人，复核 %(reviewed)s 人", people=people, reviewed=people - waiting)
        if people
        else "",
        _lacking(
            not people and Lack("import_records", _("还没有录入档案")),
            bool(returned) and Lack("mend", _("%(n)s 人的档案已退回录入，须先改正", n=returned)),
            waiting > returned
            and Lack("review", _("%(n)s 人的档案还没有由另一位工作人员复核", n=waiting - returned)),
        ),
    )


def _scores(progress: Progress) -> _Found:
    scored, unsigned = progress.standing, progress.unconfirmed
    signed = progress.people - unsigned
    changed = bool(scored and progress.records_newer and not progress.frozen)
    lacking, ready = progress.unscorable, not progress.unscorable
    return _Found(
        "scores",
        _("量化评分与本人确认"),
        _("名次第 %(version)s 版，本人确认 %(signed)s 人", version=scored, signed=signed) if scored else "",
        _lacking(
            bool(lacking and (changed or not scored)) and _lacking_figures(progress),
            ready and not scored and Lack("score", _("还没有评分")),
            ready and changed and Lack("score", _("评分之后档案或规则有改动，须重新评分")),
            bool(scored and unsigned and not progress.records_newer)
            and Lack("confirm", _("%(n)s 人还没有签字确认本人评分", n=unsigned)),
            bool(scored and progress.findings)
            and Lack("findings", _("公示前检查还有 %(n)s 处疑点没有处理", n=progress.findings)),
        ),
    )


def _lacking_figures(progress: Progress) -> Lack:
    """Once scores are posted what posted sheets rest on stays (`posting.rule_figures`)."""
    text = _("%(n)s 人的评分要用规则里没有查到的数值", n=progress.unscorable)
    if "scores" in progress.posted:
        remedy = _("请在规则页补充公示过的评分没有用到的数值，由另一人核对；事实有误的，撤去这项事实")
        return Lack("fill_rules", f"{text}：{remedy}")
    return Lack("fill_rules", f"{text}：{_('请先在规则页补充，由另一人核对')}")


def _positions(progress: Progress) -> _Found:
    over = progress.people - progress.placeable
    return _Found(
        "positions",
        _("岗位与可行性审核"),
        _("岗位 %(posts)s 个，名额 %(seats)s 个", posts=progress.positions, seats=progress.seats)
        if progress.positions
        else "",
        _lacking(not progress.positions and Lack("import_positions", _("还没有导入岗位表"))),
        _said(
            bool(progress.positions and over) and _("按现有岗位和条件，有 %(n)s 人不能同时安置", n=over),
            bool(progress.nobody_fits)
            and _("无人符合条件的岗位：%(posts)s", posts="、".join(progress.nobody_fits)),
        ),
    )


def _notices(progress: Progress) -> _Found:
    posted = progress.standing_posted and progress.positions_posted and not progress.unfrozen
    return _Found(
        "notices",
        _("评分名次公示、岗位公示"),
        _("最新名次和岗位都已公示") if posted else "",
        _lacking(
            not progress.standing_posted and _unposted_standing(progress),
            progress.standing_posted
            and progress.unfrozen
            and Lack("post_correction", _("名次解除冻结之后还没有张贴更正公示")),
            not progress.positions_posted and Lack("post_positions", _unposted_positions(progress)),
            *(Lack("wait", text) for text in _running(progress, frozen=progress.frozen)),
        ),
    )


def _unposted_standing(progress: Progress) -> Lack:
    if not progress.standing:
        return Lack("score", _("还没有名次可以公示"))
    text = _("名次第 %(version)s 版还没有公示", version=progress.standing)
    return Lack("post_correction" if "scores" in progress.posted else "post_scores", text)


def _unposted_positions(progress: Progress) -> str:
    if "positions" in progress.posted:
        return _("岗位表更换之后还没有重新公示")
    return _("岗位还没有公示")


def _running(progress: Progress, *, frozen: bool) -> Iterable[str]:
    """Periods that must be over before the standing is frozen; those of lists posted later, before the hall
    opens.
    """
    if not frozen:
        for number, last in progress.periods.items():
            yield _("%(number)s 的公示期到 %(last)s 为止", number=number, last=last)


def _objections(progress: Progress) -> _Found:
    filed, waiting = progress.objections, progress.objections_open
    return _Found(
        "objections",
        _("异议处理"),
        _("收到 %(filed)s 件，已裁定 %(ruled)s 件", filed=filed, ruled=filed - waiting),
        _lacking(
            bool(waiting) and Lack("rule", _("%(n)s 件异议还没有裁定", n=waiting)),
            bool(progress.objections_upheld)
            and Lack(
                "carry_out",
                _("%(n)s 件异议裁定成立，还没有按裁定办理", n=progress.objections_upheld),
            ),
        ),
    )


def _frozen(progress: Progress) -> _Found:
    return _Found(
        "frozen",
        _("冻结名次"),
        _("名次第 %(version)s 版已冻结", version=progress.standing) if progress.frozen else "",
        _lacking(not progress.frozen and Lack("freeze", _("名次还没有冻结"))),
        _said(
            progress.frozen
            and progress.records_newer
            and progress.session is None
            and _("名次冻结之后档案或规则有改动；名次因此有误的，由监督人解除冻结后重新评分")
        ),
    )


def _announcement(progress: Progress) -> _Found:
    again = "announcement" in progress.posted
    lack = _("名次重新冻结之后还没有重新公告选岗会") if again else _("选岗会公告还没有张贴")
    return _Found(
        "announcement",
        _("选岗会公告"),
        _("已张贴") if progress.announced else "",
        _lacking(not progress.announced and Lack("announce", lack)),
    )


def _wishes(progress: Progress) -> _Found:
    lacking = progress.people - progress.wishes
    over = progress.wishes_closed or progress.session is not None
    return _Found(
        "wishes",
        _("志愿填报"),
        _("已封存 %(n)s 份", n=progress.wishes) if progress.wishes else "",
        _lacking(not progress.wishes and not over and Lack("collect_wishes", _("还没有人填报志愿"))),
        _said(bool(progress.wishes and lacking) and _("%(n)s 人没有填报志愿", n=lacking)),
    )


def _session(progress: Progress) -> _Found:
    match progress.session:
        case None:
            hanging = tuple(Lack("wait", text) for text in _running(progress, frozen=False))
            missing = hanging or (Lack("open_session", _unopened(progress)),)
        case "closed":
            missing = _lacking(
                not progress.recorded and Lack("record_result", _("选岗会已结束，结果还没有登记"))
            )
        case str():
            missing = _lacking(Lack("run_session", _("选岗会正在进行")))
    return _Found("session", _("选岗会"), _("已结束，结果已登记") if not missing else "", missing)


def _unopened(progress: Progress) -> str:
    """That nobody has opened the hall, and on which day somebody may without a reason."""
    on = progress.session_on
    if on is None or on == progress.today:
        return _("选岗会还没有开场")
    if on > progress.today:
        return _("选岗会定在 %(day)s，还没有开场", day=on)
    return _("公告的选岗会日期 %(day)s 已过：写明理由开场，或改日期、再张贴一次公告", day=on)


def _result(progress: Progress) -> _Found:
    posted = "result" in progress.posted
    return _Found(
        "result",
        _("结果公示"),
        _("已张贴") if posted else "",
        _lacking(
            not posted and Lack("post_result", _("选岗结果还没有公示")),
            progress.result_open and Lack("post_result", _("选岗结果有改动，还没有更正公示")),
        ),
        tuple(_running(progress, frozen=not progress.frozen)),
    )


def _published(progress: Progress) -> _Found:
    return _Found(
        "published",
        _("公开包"),
        _("已公布") if progress.published else "",
        _lacking(not progress.published and Lack("publish", _("公开包还没有公布"))),
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
