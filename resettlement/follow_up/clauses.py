"""The clauses of a selection agreement (选岗协议): the duties of the rule file that applies, and no more.

The law stands in `rules/*.toml` alone, so that agreement and follow-up cannot say different things.
"""

from __future__ import annotations

from collections.abc import Sequence

from resettlement.follow_up.model import DutyRule, DutyRules

Clause = dict[str, str | None]

PROMISES: tuple[str, ...] = (
    "甲方应当及时为丙方开具介绍信，督促乙方接收，并就合同、待遇、保险、户口四项开展回访。",
    "乙方应当按选定的岗位接收丙方，不得另行附加条件，不得更换岗位。",
    "丙方自愿选定上述岗位，持介绍信按时报到。",
)
"""What the three parties promise one another whatever law applies."""

_UNKNOWN = "下列事项适用的规定和数字尚未收录，由甲方查明后书面告知乙方、丙方，作为本协议附件："


def clauses(rules: DutyRules) -> list[Clause]:
    """The promises, then each duty with its figure and article; what is unknown is said to be."""
    known = [duty for duty in rules.duties if duty.figure is not None]
    unknown = [duty for duty in rules.duties if duty.figure is None]
    said: list[Clause] = [{"text": text, "source": None} for text in PROMISES]
    said += [{"text": f"{duty.label}：{duty.figure}。", "source": _source(duty)} for duty in known]
    said += [
        {"text": f"{text}。", "source": f"《{_law(known)}》{article}"} for text, article in rules.consequences
    ]
    if unknown:
        said.append({"text": _UNKNOWN + "、".join(duty.label for duty in unknown) + "。", "source": None})
    return said


def _source(duty: DutyRule) -> str:
    return f"《{duty.law}》{duty.article or '（条款待核）'}"


def _law(duties: Sequence[DutyRule]) -> str:
    return next(duty.law for duty in duties if duty.law)
