"""After the freeze the records stand as the standing has them."""

from __future__ import annotations

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import newest_by_type
from resettlement.translation import gettext as _


def is_frozen(session: Session, campaign_id: str) -> bool:
    """Whether the standing was frozen, and not unfrozen since."""
    last = newest_by_type(session, stream_of(campaign_id))
    return last.get("standing_frozen", 0) > last.get("standing_unfrozen", 0)


def refuse_frozen(session: Session, campaign_id: str) -> None:
    """Raises RefusedError `standing.frozen`: a record that changed now would not be what was posted."""
    if is_frozen(session, campaign_id):
        raise RefusedError(
            "standing.frozen",
            _(
                "名次已经冻结，档案不能再改，没有写入任何内容。确须更正的，请监督人员先解除冻结并写明理由；"
                "更正之后重新评分、另行公示。"
            ),
        )
