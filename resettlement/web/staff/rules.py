"""`/staff/rules`: the campaign's rule packs as a clerk reads them, and figures they lack, entered by two."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import get, post
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

import scoring
from public_notices.translation import gettext as _
from public_notices.translation import looked_up
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign import figures as service
from resettlement.campaign.overlay import Opening, openings, toml
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Category, RuleEntry
from resettlement.errors import BadInputError, RefusedError
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff import rule_fields
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    current,
    done,
    download,
    missing,
    show,
    text_of,
    typed_of,
)
from scoring.amounts import plain
from scoring.describe import figures_of
from scoring.kinds import CATEGORIES, KINDS
from scoring.pack import LOCAL_KEYS, POINTS_KEY, ChapterCap, Item

PATH = "/staff/rules"
WRITERS = (Role.CLERK, Role.REVIEWER)
STATUSES = {
    "seen": "已查到", "confirmed": "已确认", "inferred": "推定", "not_found": "没有查到",
    "version_uncertain": "版本存疑", "local": "地方设定",
}  # fmt: skip
TONES = {"not_found": "alert", "version_uncertain": "alert", "inferred": "warm", "confirmed": "good"}
DOCUMENT = {"title": "文件标题", "number": "文号", "article": "条款"}


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
    """An entry and what it says in words."""

    entry: RuleEntry
    label: str
    figures: str


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


@get("/rules", guards=[LOOK], sync_to_thread=True)
def rules(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Each category's pack: every figure with its article and status, its digest, its overlay."""
    return _page(request, engine)


@get("/rules/{category:str}/overlay.toml", guards=[LOOK], sync_to_thread=True)
def overlay_file(request: AnyRequest, engine: CurrentEngine, category: FromPath[str]) -> AnyResponse:
    """The overlay as it counts, to be kept and used elsewhere."""
    with database.reading(engine) as db:
        row = service.category_of(db, current(db).id, category)
        if row.overlay_text is None:
            raise BadInputError(_("这个类别还没有补充文件。"))
        return download(row.overlay_text.encode(), f"{row.id}-overlay.toml", "application/toml")


@get("/rules/{category:str}/fill", guards=[may(*WRITERS)], sync_to_thread=True)
def fill_form(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, category: FromPath[str]
) -> AnyResponse:
    """The form for what `?what=` names."""
    return _form(request, engine, category, str(request.query_params.get("what", "")))


@post("/rules/{category:str}/fill", guards=[may(*WRITERS)], sync_to_thread=True)
def fill(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    category: FromPath[str],
) -> AnyResponse:
    """Keep what was typed for somebody else to confirm; nothing counts yet."""
    what = text_of(form, "what")
    problems: dict[str, str] = {}
    missing(form, problems, title="请填写文件标题", article="请填写第几条；没有分条的，写“全文”")
    __, opening, pack = _opening(engine, category, what)
    figures = rule_fields.figures_from(form, opening, pack, problems)
    if not figures and not problems:
        problems[rule_fields.fields_of(opening, pack)[0].name] = "请至少填写一个数值"
    typed = typed_of(form)
    if problems:
        return _form(request, engine, category, what, typed, problems)
    try:
        with database.transaction(engine) as db:
            service.enter(
                db, current(db).id, category, what, toml(figures), document=_document(typed), by=account.id,
                at=clock.now(),
            )  # fmt: skip
    except RefusedError as error:
        return _form(request, engine, category, what, typed, errors=[error.message])
    except scoring.PackError as error:
        return _form(request, engine, category, what, typed, errors=faults(error))
    return done(PATH, "figure")


@post("/rules/entries/{number:int}", guards=[may(*WRITERS)], sync_to_thread=True)
def decide(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """Another person confirms what was entered, or anybody of the two gives it back."""
    confirmed = text_of(form, "decision") == "confirm"
    step = service.confirm if confirmed else service.drop
    try:
        with database.transaction(engine) as db:
            step(db, current(db).id, number, by=account.id, at=clock.now())
    except (RefusedError, BadInputError) as error:
        return _page(request, engine, [error.message])
    except scoring.PackError as error:
        return _page(request, engine, faults(error))
    return done(PATH, "figure_confirmed" if confirmed else "figure_dropped")


def faults(error: scoring.ScoringError) -> list[str]:
    """The scoring room's own sentences."""
    return [str(fault) for fault in error.faults]


def _document(typed: Mapping[str, str]) -> str:
    """《title》（number）article, on one line."""
    title, number, article = (
        "".join(c for c in unicodedata.normalize("NFC", typed.get(name, "")) if c.isprintable())
        for name in DOCUMENT
    )
    title = title if title.startswith("《") else "".join(("《", title, "》"))
    return "".join((title, "（" if number else "", number, "）" if number else "", article))


def _opening(engine: Engine, category: str, what: str) -> tuple[Category, Opening, scoring.Pack]:
    with database.reading(engine) as db:
        row = service.category_of(db, current(db).id, category)
    pack = scoring.pack_from_text(row.pack_text)
    found = openings(pack).get(what)
    if found is None:
        raise BadInputError(_("规则包没有放开“%(what)s”，不能补充。请从规则页进入。", what=what))
    return row, found, pack


def _page(request: AnyRequest, engine: Engine, errors: Sequence[str] = ()) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        views = [_view(db, row) for row in categories(db, campaign.id)]
        closed = service.closed(db, campaign.id)
    return show(
        request,
        "rules",
        422 if errors else 200,
        campaign=campaign,
        views=views,
        closed=closed,
        tones=TONES,
        statuses=STATUSES,
        writers=WRITERS,
        errors=list(errors),
    )


def _view(db: Session, row: Category) -> PackView:
    pack = scoring.pack_from_text(row.pack_text, row.overlay_text)
    may_fill = openings(scoring.pack_from_text(row.pack_text))
    tables = {one.id: one.label for one in pack.tables}
    rows = [(item.chapter, _row(item, may_fill, tables)) for item in pack.items]
    chapters = [
        (label, [one for chapter, one in rows if chapter == id_]) for id_, label in pack.chapters.items()
    ]
    waiting = [
        _waiting(db, row, entry)
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


def _waiting(db: Session, row: Category, entry: RuleEntry) -> Waiting:
    """The entry as it would read; one that no longer fits is shown as it was written."""
    try:
        at = datetime.fromisoformat(entry.entered_at)
        text = service.overlay_with(db, row, entry, "—", at)
    except scoring.PackError:
        return Waiting(entry, entry.what, entry.figures)
    pack = scoring.pack_from_text(row.pack_text, text)
    if entry.what in LOCAL_KEYS:
        return Waiting(entry, looked_up(rule_fields.LABELS[entry.what]), _local_said(pack, entry.what))
    item = pack.item(entry.what)
    return Waiting(entry, item.label, figures_of(item))


def _form(
    request: AnyRequest,
    engine: Engine,
    category: str,
    what: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    errors: Sequence[str] = (),
) -> AnyResponse:
    row, opening, pack = _opening(engine, category, what)
    with database.reading(engine) as db:
        campaign = current(db)
        closed = service.closed(db, campaign.id)
    item = opening.item
    fields = rule_fields.fields_of(opening, pack)
    held = rule_fields.typed_from(opening, row.overlay_text)
    labels = {one.name: one.value or looked_up(one.label) for one in fields}
    return show(
        request,
        "rules_fill",
        422 if errors else 200,
        campaign=campaign,
        category=row,
        pack=pack,
        opening=opening,
        name=item.label if item else looked_up(rule_fields.LABELS[what]),
        fields=fields,
        closed=closed,
        places=rule_fields.TIE_PLACES,
        explained=figures_of(item) if item else "",
        labels={**labels, **DOCUMENT},
        typed={**held, **(typed or {})},
        problems=dict(problems or {}),
        errors=list(errors),
    )
