"""What somebody typed for an announcement may name no other figure than the session rules have. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from resettlement.errors import RefusedError
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up

Rules = Mapping[str, Any]
_N = r"(\d+|[一二两三四五六七八九十]+)\s*"
_CLAUSE = re.compile(r"[，。；！？：、,;!?:()（）\n]+")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class _Figure:
    """A figure of the rules: which clauses are `about` it and not about something `else_`, how it is written
    there, and what it is in the rules; None where they have none."""

    label: str
    about: str
    else_: str
    written: str
    unit: str
    rule: Callable[[Rules], Any]

    def typed_in(self, clause: str) -> Iterator[int]:
        if re.search(self.about, clause) and not (self.else_ and re.search(self.else_, clause)):
            yield from (_number(found[1]) for found in re.finditer(_N + self.written, clause))


_OTHER_TIMES = (
    "点名|提前|迟到|未到|不到|到场|签到|报到|叫号前|叫号满|开始前|开始后|开场|之前|剩|提醒|暂停|补时|候|休息"
)
_CHOOSING = ("选|每人|每位|时限|限时|决定|考虑|思考", _OTHER_TIMES)
_FIGURES = (
    _Figure(later("选岗时限"), *_CHOOSING, "分钟", later("分钟"), lambda rules: rules["minutes_to_choose"]),
    _Figure(later("选岗时限"), *_CHOOSING, "秒", later("秒"), lambda rules: _seconds(rules)),
    _Figure(
        later("点名"), "点名.*前|前.*点名", "", "分钟", later("分钟"),
        lambda rules: rules.get("standby", {}).get("roll_call"),
    ),
    _Figure(
        later("本轮暂不选"), "暂缓|暂不选|先不选", "", "次", later("次"),
        lambda rules: rules["passed"]["times"],
    ),
    _Figure(
        later("委托他人"), "提前.*申请|申请.*提前|委托.*提前", "", "(?:个工作)?[日天]", later("天"),
        lambda rules: rules["proxy"].get("days_ahead", 0) if rules["proxy"]["allowed"] is True else None,
    ),
)  # fmt: skip


def refuse_other_figures(typed: Iterable[str], rules: Rules) -> None:
    """Raises RefusedError `posting.other_figure` naming the clause, its figure and that of the rules."""
    for text in typed:
        for clause in _CLAUSE.split(normalize("NFKC", text)):
            for figure in _FIGURES:
                _refuse(figure, clause.strip(), rules)


def _refuse(figure: _Figure, clause: str, rules: Rules) -> None:
    wanted = figure.rule(rules)
    for typed in figure.typed_in(clause) if isinstance(wanted, int) else ():
        if typed != wanted:
            raise RefusedError(
                "posting.other_figure",
                _(
                    "公告里写的是“%(clause)s”（%(typed)s %(unit)s），"
                    "本批次选岗规则的“%(label)s”是 %(wanted)s %(unit)s。"
                    "规则由系统写进公告，请删去或改正这一句。",
                    clause=clause,
                    typed=typed,
                    label=looked_up(figure.label),
                    wanted=wanted,
                    unit=looked_up(figure.unit),
                ),
                typed=typed,
                rule=wanted,
            )


def _seconds(rules: Rules) -> int | None:
    minutes = rules["minutes_to_choose"]
    return minutes * 60 if isinstance(minutes, int) else None


def _number(written: str) -> int:
    """3, 三, 十五 or 二十."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.replace("两", "二").rpartition("十")
    units = _DIGITS.find(ones) if ones else 0
    return (_DIGITS.find(tens) if tens else 1) * 10 + units if ten else units
