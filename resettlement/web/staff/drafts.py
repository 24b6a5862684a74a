"""What a clerk types for a notice, beginning with what the campaign's own texts suggest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from resettlement.campaign.settings import KINDS, WITHOUT_PERIOD
from resettlement.errors import RefusedError
from resettlement.notices.drafting import Draft
from resettlement.selection.allocation.lot import ALGORITHMS, is_form
from resettlement.translation import gettext as _

LABELS = {
    "number": "文号",
    "title": "标题",
    "length": "公示多久",
    "unit": "怎么计",
    "paragraphs": "正文",
    "corrects": "更正哪一号公示",
    "reason": "更正理由",
    "session_on": "选岗会日期",
    "place": "地点",
    "roll_call": "点名时间",
    "lot_algorithm": "抽签算法",
    "lot_source": "抽签种子的来源",
    "lot_form": "抽签号码的形式",
    "further_rules": "补充事项",
}
_WANTED = {
    "number": "请填写文号，如 样公〔2021〕1号",
    "title": "请填写标题",
}
_FURTHER = {
    "correction": {
        "corrects": "请填写被更正的公示的文号",
        "reason": "请写明为什么更正",
    },
    "announcement": {
        "place": "请填写选岗会的地点",
        "roll_call": "请填写点名时间，如 8时30分",
        "lot_source": "请写明抽签种子从哪里来，须在公告之后才能知道",
    },
}


def typed_for(draft: Draft) -> dict[str, str]:
    """The form filled with a draft."""
    unit, length = next(iter(draft.length.items()), ("workdays", "")) if draft.length else ("workdays", "")
    return {
        "kind": draft.kind,
        "number": draft.number,
        "title": draft.title,
        "length": str(length),
        "unit": unit,
        "paragraphs": "\n".join(draft.paragraphs),
        "corrects": draft.corrects,
        "reason": draft.reason,
        "session_on": draft.session.get("date", ""),
        "place": draft.session.get("place", ""),
        "roll_call": draft.session.get("roll_call", ""),
        "lot_algorithm": draft.lot.get("algorithm", "sha256"),
        "lot_source": draft.lot.get("source", ""),
        "lot_form": draft.lot.get("form", ""),
        "further_rules": "\n".join(draft.further_rules),
    }


def read_draft(typed: Mapping[str, str], today: date) -> tuple[Draft | None, dict[str, str]]:
    """The draft, or None and what is wrong by field. A notice bears the day on which it is posted."""
    kind = typed.get("kind", "")
    if kind not in KINDS:
        raise RefusedError("posting.unknown_kind", _("没有这种公告。请从公示公告栏目选择要做的公告。"))
    wanted = _WANTED | _FURTHER.get(kind, {})
    problems = {name: said for name, said in wanted.items() if not typed.get(name)}
    if kind == "announcement":
        _check_announcement(typed, problems)
    length = _length(kind, typed, problems)
    if problems:
        return None, problems
    announced = {"date": "session_on", "place": "place", "roll_call": "roll_call"}
    return Draft(
        kind=kind,
        number=typed["number"],
        title=typed["title"],
        issued_on=today,
        length=length,
        paragraphs=_lines(typed, "paragraphs"),
        corrects=typed.get("corrects", ""),
        reason=typed.get("reason", ""),
        session={key: typed.get(name, "") for key, name in announced.items()},
        lot={key: typed.get(f"lot_{key}", "") for key in ("algorithm", "source", "form")},
        further_rules=_lines(typed, "further_rules"),
    ), {}


def _check_announcement(typed: Mapping[str, str], problems: dict[str, str]) -> None:
    try:
        date.fromisoformat(typed.get("session_on", ""))
    except ValueError:
        problems["session_on"] = "请填写日期，如 2021-10-18"
    if typed.get("lot_algorithm") not in ALGORITHMS:
        problems["lot_algorithm"] = _("可填：%(words)s", words="、".join(ALGORITHMS))
    if (form := typed.get("lot_form")) and not is_form(form):
        problems["lot_form"] = "请写作“6个，01至33”"


def _length(kind: str, typed: Mapping[str, str], problems: dict[str, str]) -> Mapping[str, int] | None:
    """How long the notice hangs: `{workdays: n}` or `{days: n}`."""
    if kind in WITHOUT_PERIOD:
        return None
    days = typed.get("length", "")
    if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= 60):
        problems["length"] = "请填写 1 至 60 的整数，如 5"
        return None
    return {"days" if typed.get("unit") == "days" else "workdays": int(days)}


def _lines(typed: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.get(name, "").split("\n") if line.strip())
