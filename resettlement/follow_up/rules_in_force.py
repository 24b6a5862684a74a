"""Which duty rules hold for somebody of a campaign."""

from __future__ import annotations

from datetime import date

from resettlement.campaign.settings import settings_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.follow_up.model import DutyRules, applicable
from resettlement.follow_up.rules import named, shipped
from resettlement.translation import gettext as _


def rules_for(campaign: Campaign, category: str, placed_on: date) -> DutyRules:
    """The rules the office chose for a category, else the shipped ones that apply, else none (`NO_RULES`).

    Raises RefusedError `follow_up.no_such_rules` for a choice that is not shipped.
    """
    chosen = settings_of(campaign).duties.get(category)
    if chosen is None:
        return applicable(shipped(), category, placed_on)
    if chosen not in {file.id for file in shipped()}:
        raise RefusedError(
            "follow_up.no_such_rules",
            _(
                "方案为 %(category)s 类指定的回访规则“%(rules)s”不存在。请改为 %(known)s 之一。",
                category=category,
                rules=chosen,
                known="、".join(file.id for file in shipped()),
            ),
        )
    return named(chosen)
