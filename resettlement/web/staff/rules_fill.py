"""`/staff/rules/…/fill`: what a pack leaves open, typed by one person in one go and confirmed by another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.params import FromPath
from sqlmodel import Session

import scoring
from resettlement.campaign import figures as service
from resettlement.campaign.overlay import Opening, openings, toml
from resettlement.campaign.tables import Category
from resettlement.errors import BadInputError
from resettlement.notices.rule_figures import confirm, enter
from resettlement.standing.needed import Need, needed
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff import rule_fields
from resettlement.web.staff.frame import done, show
from resettlement.web.staff.rules import PATH, rules_page
from scoring.items import figures_of

DOCUMENT = {"title": "文件标题", "number": "文号", "article": "条款"}


@dataclass(frozen=True)
class Part:
    """One thing to fill in: `prefix` begins the names of its fields, `need` who needs it."""

    opening: Opening
    name: str
    explained: str
    prefix: str
    fields: Sequence[rule_fields.Field]
    need: Need | None

    @property
    def article(self) -> str:
        """The name of the field for the place in the document."""
        return f"{self.prefix}article"

    def needs(self, field: rule_fields.Field) -> bool:
        """Whether somebody here has this value of the table."""
        value = field.name.removeprefix(f"{self.prefix}points.")
        return self.need is not None and value != field.name and value in self.need.values


def _form(desk: Desk, category: str, retry: Retry = FIRST) -> AnyResponse:
    what, everything = _asked(desk)
    with desk.reading() as db:
        campaign = current(db)
        row, pack, parts = _parts(db, campaign.id, category, what, everything)
        closed, scored = service.closed(db, campaign.id), service.scored(db, campaign.id)
    held = {
        f"{part.prefix}{name}": value
        for part in parts
        for name, value in rule_fields.typed_from(part.opening, row.overlay_text).items()
    }
    return show(
        desk,
        "rules_fill",
        retry,
        campaign=campaign,
        category=row,
        pack=pack,
        parts=parts,
        what=what,
        everything=everything,
        closed=closed,
        scored=scored,
        places=rule_fields.TIE_PLACES,
        labels=_labels(parts),
        typed={**held, **retry.typed},
    )


@get("/rules/{category:str}/fill", guards=[may_do("enter-figure")], sync_to_thread=True)
def fill_form(desk: AtDesk, category: FromPath[str]) -> AnyResponse:
    """The form for what `?what=` names; without it for all that these people need, `?all=1` for all."""
    return _form(desk, category)


def _asked(desk: Desk) -> tuple[str, bool]:
    """What is to be filled in, and whether everything is: as the form says, else as the address does."""
    what, everything = (desk.text(name) or desk.query(name) for name in ("what", "all"))
    return what, bool(everything)


@post("/rules/{category:str}/fill", guards=[may_do("enter-figure")], sync_to_thread=True)
@or_show(_form)
def fill(desk: AtDesk, category: FromPath[str]) -> AnyResponse:
    """Keep what was typed for somebody else to confirm; nothing counts yet."""
    with desk.reading() as db:
        __, pack, parts = _parts(db, current(db).id, category, *_asked(desk))
    told = _read(desk, pack, parts)
    desk.write(
        lambda db, id_, at: [
            enter(db, id_, category, what, text, document=document, by=desk.by, at=at)
            for what, text, document in told
        ]
    )
    return done(PATH, "figure")


@post("/rules/entries", guards=[may_do("confirm-figure", "drop-figure")], sync_to_thread=True)
@or_show(rules_page)
def decide(desk: AtDesk) -> AnyResponse:
    """Another person confirms what was entered (`entry`, one or several), or gives it back."""
    confirmed = desk.text("decision") == "confirm"
    step = confirm if confirmed else service.drop
    numbers = [int(one) for one in desk.form.getall("entry", []) if isinstance(one, str) and one.isdecimal()]
    if not numbers:
        raise BadInputError(_("请先勾选要核对的数值。"))
    desk.write(lambda db, id_, at: [step(db, id_, one, by=desk.by, at=at) for one in numbers])
    return done(PATH, "figure_confirmed" if confirmed else "figure_dropped")


def _parts(
    db: Session, campaign_id: str, category: str, what: str, everything: bool
) -> tuple[Category, scoring.Pack, list[Part]]:
    row = service.category_of(db, campaign_id, category)
    pack, needs = scoring.pack_from_text(row.pack_text), needed(db, row)
    found = openings(pack)
    if what and what not in found:
        raise BadInputError(_("规则包没有放开“%(what)s”，不能补充。请从规则页进入。", what=what))
    chosen = [what] if what else [id_ for id_ in found if everything or id_ in needs]
    parts = [_part(found[id_], pack, needs.get(id_), "" if what else f"{id_}/") for id_ in chosen]
    return row, pack, sorted(parts, key=lambda part: part.need is None)


def _part(opening: Opening, pack: scoring.Pack, need: Need | None, prefix: str) -> Part:
    item = opening.item
    name = item.label if item else looked_up(rule_fields.LABELS[opening.id])
    explained = figures_of(item) if item else ""
    return Part(opening, name, explained, prefix, rule_fields.fields_of(opening, pack, prefix), need)


def _read(desk: Desk, pack: scoring.Pack, parts: Sequence[Part]) -> list[tuple[str, str, str]]:
    """What was typed as (item, TOML, document). Raises BadInputError with what is wrong by field."""
    told = []
    desk.require(title="请填写文件标题")
    for part in parts:
        figures = rule_fields.figures_from(desk, part.opening, pack, part.prefix)
        if figures and not desk.text(part.article):
            desk.problems[part.article] = "请填写第几条；没有分条的，写“全文”"
        if figures:
            told.append((part.opening.id, toml(figures), _document(desk, part)))
    if not told and not desk.problems and parts:
        desk.problems[parts[0].fields[0].name] = "请至少填写一个数值"
    desk.check()
    return told


def _document(desk: Desk, part: Part) -> str:
    """《title》（number）article, on one line."""
    title, number, article = (
        "".join(c for c in unicodedata.normalize("NFC", desk.text(name)) if c.isprintable())
        for name in ("title", "number", part.article)
    )
    title = title if title.startswith("《") else "".join(("《", title, "》"))
    return "".join((title, "（" if number else "", number, "）" if number else "", article))


def _labels(parts: Sequence[Part]) -> dict[str, str]:
    labels = dict(DOCUMENT)
    for part in parts:
        before = f"{part.name}：" if part.prefix else ""
        labels[part.article] = f"{before}{DOCUMENT['article']}"
        for one in part.fields:
            labels[one.name] = f"{before}{one.value or looked_up(one.label)}"
    return labels
