"""Rows of a campaign (年度安置批次) and its categories."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel


class Campaign(SQLModel, table=True):
    """One year's placement in one district. `salt_key` (hex) makes the salts of commitments: never shown.

    `session_rules` is the text of the place's rules for the selection session, as they stood at opening.
    `wishes_close_at` is the last instant for filing wishes; None: until the session opens. `settings` is the
    JSON text of `campaign.settings.Settings`: what notices, announcement and duties are made from.
    """

    id: str = Field(primary_key=True)
    title: str
    district: str
    year: int
    issuer: str
    fictional: bool
    opened_on: date
    contact_office: str
    contact_phone: str
    contact_address: str
    objection_guide: str
    session_rules: str
    salt_key: str
    wishes_close_at: str | None = None
    settings: str = "{}"


class Category(SQLModel, table=True):
    """People scored by one pack and ranked together. `place` orders the groups in the session.

    `posted_overlay`: the overlay as the posted list names it ("" for none), where a figure was added since.
    """

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    id: str = Field(primary_key=True)
    label: str
    place: int
    pack_text: str
    overlay_text: str | None = None
    posted_overlay: str | None = None


class CampaignChange(SQLModel, table=True):
    """One thing that was changed of a campaign after its opening; rows are only added."""

    __tablename__ = "campaign_change"

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    number: int = Field(primary_key=True)
    key: str
    before: str
    after: str
    reason: str
    changed_by: str
    changed_at: str


class CampaignDraft(SQLModel, table=True):
    """A campaign that is being prepared: `plan` is its TOML as far as it has come, `files` the JSON object
    of its overlays' texts by name. Gone once it is opened or thrown away.
    """

    __tablename__ = "campaign_draft"

    number: int | None = Field(default=None, primary_key=True)
    plan: str
    files: str = "{}"
    changed_by: str
    changed_at: str


class RuleEntry(SQLModel, table=True):
    """What one person would set in a category's overlay, and who else decided on it (`campaign.figures`).

    `what` is an item's id or a local setting; `figures` the TOML that stands for it in the overlay.
    """

    __tablename__ = "rule_entry"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'confirmed', 'dropped')", name="rule_entry_status"),
        CheckConstraint("(status = 'waiting') = (decided_by IS NULL)", name="rule_entry_decided"),
        CheckConstraint("status <> 'confirmed' OR decided_by <> entered_by", name="rule_entry_two_people"),
        ForeignKeyConstraint(["campaign_id", "category"], ["category.campaign_id", "category.id"]),
    )

    campaign_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    category: str
    what: str
    figures: str
    document: str
    status: str = "waiting"
    entered_by: str
    entered_at: str
    decided_by: str | None = None
    decided_at: str | None = None
