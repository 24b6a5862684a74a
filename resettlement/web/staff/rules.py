"""`/staff/rules`: the campaign's rule packs as a clerk reads them, and figures they lack, entered by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import get
from litestar.params import FromPath
from sqlmodel import Session

import scoring
from resettlement.accounts.model import Account
from resettlement.accounts.service import same_person
from resettlement.campaign import figures as service
from resettlement.campaign.overlay import Opening, openings
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Category, RuleEntry
from resettlement.errors import BadInputError
from resettlement.rights import COMMANDS
from resettlement.standing.needed import Need, needed
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse
from resettlement.web.staff import rule_fields
from resettlement.web.staff.frame import LOOK, show
from scoring.items import figures_of
from scoring.items.groups import ChapterCap
from scoring.items.rule import Item
from scoring.kinds import CATEGORIES, KINDS
from scoring.pack.shape import LOCAL_KEYS, POINTS_KEY
from scoring.points import plain

PATH = "/staff/rules"
WRITERS = COMMANDS["enter-figure"]
STATUSES = {
    "seen": "已查到", "confirmed": "已确认", "inferred": "推定", "not_found": "没有查到",
    "version_uncertain": "版本存疑", "local": "地方设定",
}  # fmt: skip
TONES = {"not_found": "alert", "version_uncertain": "alert", "inferred": "warm", "confirmed": "good"}


@dataclass(frozen=True)
class Row:
    """One item as it counts now; `fill` where the office may set something of it."""

    id: str
    label: str
    figures: str
    article: str
    status: str
    note: str
    fill: str = ""


@dataclass(frozen=True)
class Waiting:
    """An entry and what it says in words; `mine`: entered by the reader, who cannot confirm it."""

    entry: RuleEntry
    label: str
    figures: str
    mine: bool


@dataclass(frozen=True)
class PackView:
    """One category's pack on the page."""

    category: Category
    pack: scoring.Pack
    head: Sequence[tuple[str, str]]
    local: Sequence[Row]
    chapters: Sequence[tuple[str, Sequence[Row]]]
    waiting: Sequence[Waiting]
    unknown: int
    needed: Mapping[str, Need]

    def name_of(self, what: str) -> str:
        """An item or a local setting in words."""
        return looked_up(rule_fields.LABELS[what]) if what in LOCAL_KEYS else self.pack.item(what).label


@get("/rules", guards=[LOOK], sync_to_thread=True)
def rules(desk: AtDesk) -> AnyResponse:
    """Each category's pack: every figure with its article and status, its digest, its overlay."""
    return rules_page(desk)


@get("/rules/{category:str}/overlay.toml", guards=[LOOK], sync_to_thread=True)
def overlay_file(desk: AtDesk, category: FromPath[str]) -> AnyResponse:
    """The overlay as it counts, to be kept and used elsewhere."""
    with desk.reading() as db:
        row = service.category_of(db, current(db).id, category)
        if row.overlay_text is None:
            raise BadInputError(_("这个类别还没有补充文件。"))
        return download(row.overlay_text.encode(), f"{row.id}-overlay.toml", "application/toml")


def rules_page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    """The page of all packs, with what was wrong."""
    with desk.reading() as db:
        campaign = current(db)
        reader = desk.account
        views = [_view(db, row, reader) for row in categories(db, campaign.id)]
        closed, scored = service.closed(db, campaign.id), service.scored(db, campaign.id)
    return show(
        desk,
        "rules",
        retry,
        campaign=campaign,
        views=views,
        closed=closed,
        scored=scored,
        tones=TONES,
        statuses=STATUSES,
        writers=WRITERS,
    )


def _view(db: Session, row: Category, reader: Account | None) -> PackView:
    pack = scoring.pack_from_text(row.pack_text, row.overlay_text)
    may_fill = openings(scoring.pack_from_text(row.pack_text))
    tables = {one.id: one.label for one in pack.tables}
    rows = [(item.chapter, _row(item, may_fill, tables)) for item in pack.items]
    chapters = [
        (label, [one for chapter, one in rows if chapter == id_]) for id_, label in pack.chapters.items()
    ]
    waiting = [
        _waiting(db, row, entry, reader is not None and same_person(db, entry.entered_by, reader.id))
        for entry in service.entries(db, row.campaign_id)
        if (entry.category, entry.status) == (row.id, "waiting")
    ]
    return PackView(
        row,
        pack,
        _head(pack),
        [_local(pack, key) for key in pack.local],
        [(label, found) for label, found in chapters if found],
        waiting,
        sum(item.rule is None for item in pack.items),
        needed(db, row),
    )


def _head(pack: scoring.Pack) -> list[tuple[str, str]]:
    """What `rules show` says before its tables."""
    first, before = pack.discharged_from, pack.discharged_before
    limits = [_limit(cap, pack.chapters[cap.chapter]) for cap in pack.chapter_caps]
    said = [
        (_("发布"), "、".join(pack.issuers)),
        (_("出处"), pack.source),
        (_("适用"), "、".join(looked_up(CATEGORIES[one]) for one in pack.categories)),
        (_("退役日期"), _("%(first)s 起，%(before)s 前", first=first or _("不限"), before=before or _("不限"))
         if first or before else _("不限")),
        (_("分表"), "；".join(table.label for table in pack.tables)),
        (_("上限"), "；".join(limits)),
        (_("必备材料"), "；".join(
            _("%(kind)s：%(what)s", kind=looked_up(KINDS[kind].label), what=what)
            for kind, what in pack.evidence.items()
        )),
    ]  # fmt: skip
    return [(term, text) for term, text in said if text]


def _limit(cap: ChapterCap, chapter: str) -> str:
    if cap.points > 0:
        return _("%(chapter)s合计最多 %(points)s 分", chapter=chapter, points=plain(cap.points))
    return _("%(chapter)s合计最多减 %(points)s 分", chapter=chapter, points=plain(-cap.points))


def _row(item: Item, may_fill: Mapping[str, Opening], tables: Mapping[str, str]) -> Row:
    note = "；".join(filter(None, (item.note, item.confirmed_by, tables.get(item.table or "", ""))))
    fill = "" if item.id not in may_fill else "needed" if may_fill[item.id].unknown else "possible"
    return Row(item.id, item.label, figures_of(item), item.article or "", item.status, note, fill)


def _local(pack: scoring.Pack, key: str) -> Row:
    """A setting that the pack leaves to the office."""
    return Row(key, rule_fields.LABELS[key], _local_said(pack, key), "", "local", "", "needed")


def _local_said(pack: scoring.Pack, key: str) -> str:
    if key == "tie_chain":
        return " → ".join(tie_label(pack, one) for one in pack.tie_chain) or _("未定")
    services = [item.raw.get(key) for item in pack.items if item.rule_name == "service_years"]
    figures = [str(one) for one in services if one not in (None, "unknown")]
    return "、".join(figures) or _("未定")


def tie_label(pack: scoring.Pack, key: str) -> str:
    """A step of the tie chain in words."""
    if key.startswith(POINTS_KEY):
        return _("%(chapter)s多的在前", chapter=pack.chapters[key.removeprefix(POINTS_KEY)])
    return looked_up(rule_fields.TIES[key])


def _waiting(db: Session, row: Category, entry: RuleEntry, mine: bool) -> Waiting:
    """The entry as it would read; one that no longer fits is shown as it was written."""
    try:
        at = datetime.fromisoformat(entry.entered_at)
        text = service.overlay_with(db, row, entry, "—", at)
    except scoring.PackError:
        return Waiting(entry, entry.what, entry.figures, mine)
    pack = scoring.pack_from_text(row.pack_text, text)
    if entry.what in LOCAL_KEYS:
        label, figures = looked_up(rule_fields.LABELS[entry.what]), _local_said(pack, entry.what)
        return Waiting(entry, label, figures, mine)
    item = pack.item(entry.what)
    return Waiting(entry, item.label, figures_of(item), mine)
