"""`/staff/rules/…/fill`: what a pack leaves open, typed by one person in one go and confirmed by another."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

import scoring
from resettlement import database
from resettlement.campaign import figures as service
from resettlement.campaign.overlay import Opening, openings, toml
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import act
from resettlement.notices.rule_figures import confirm, enter
from resettlement.standing.needed import Need, needed
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff import rule_fields
from resettlement.web.staff.common import CurrentForm, current, done, show, text_of, typed_of
from resettlement.web.staff.rules import PATH, faults, rules_page
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


@get("/rules/{category:str}/fill", guards=[may_do("enter-figure")], sync_to_thread=True)
def fill_form(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, category: FromPath[str]
) -> AnyResponse:
    """The form for what `?what=` names; without it for all that these people need, `?all=1` for all."""
    what, everything = (str(request.query_params.get(name, "")) for name in ("what", "all"))
    return _form(request, engine, category, what, bool(everything))


@post("/rules/{category:str}/fill", guards=[may_do("enter-figure")], sync_to_thread=True)
def fill(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    category: FromPath[str],
) -> AnyResponse:
    """Keep what was typed for somebody else to confirm; nothing counts yet."""
    what, everything = text_of(form, "what"), bool(text_of(form, "all"))
    with database.reading(engine) as db:
        campaign = current(db)
        __, pack, parts = _parts(db, campaign.id, category, what, everything)
    told, problems = _read(form, pack, parts)
    typed = typed_of(form)
    if problems:
        return _form(request, engine, category, what, everything, typed, problems)
    try:
        act(
            engine,
            stream_of(campaign.id),
            lambda db, at: [
                enter(db, campaign.id, category, id_, text, document=document, by=account.id, at=at)
                for id_, text, document in told
            ],
        )
    except RefusedError as error:
        return _form(request, engine, category, what, everything, typed, errors=[error.message])
    except scoring.PackError as error:
        return _form(request, engine, category, what, everything, typed, errors=faults(error))
    return done(PATH, "figure")


@post("/rules/entries", guards=[may_do("confirm-figure", "drop-figure")], sync_to_thread=True)
def decide(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Another person confirms what was entered (`entry`, one or several), or gives it back."""
    confirmed = text_of(form, "decision") == "confirm"
    step = confirm if confirmed else service.drop
    numbers = [int(one) for one in form.getall("entry", []) if isinstance(one, str) and one.isdecimal()]
    if not numbers:
        return rules_page(request, engine, [_("请先勾选要核对的数值。")])
    with database.reading(engine) as db:
        campaign_id = current(db).id
    try:
        act(
            engine,
            stream_of(campaign_id),
            lambda db, at: [step(db, campaign_id, one, by=account.id, at=at) for one in numbers],
        )
    except (RefusedError, BadInputError) as error:
        return rules_page(request, engine, [error.message])
    except scoring.PackError as error:
        return rules_page(request, engine, faults(error))
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


def _read(
    form: FormMultiDict, pack: scoring.Pack, parts: Sequence[Part]
) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """What was typed as (item, TOML, document), and what is wrong by field."""
    problems: dict[str, str] = {}
    told = []
    if not text_of(form, "title"):
        problems["title"] = "请填写文件标题"
    for part in parts:
        figures = rule_fields.figures_from(form, part.opening, pack, problems, part.prefix)
        if figures and not text_of(form, part.article):
            problems[part.article] = "请填写第几条；没有分条的，写“全文”"
        if figures:
            told.append((part.opening.id, toml(figures), _document(form, part)))
    if not told and not problems and parts:
        problems[parts[0].fields[0].name] = "请至少填写一个数值"
    return told, problems


def _document(form: FormMultiDict, part: Part) -> str:
    """《title》（number）article, on one line."""
    title, number, article = (
        "".join(c for c in unicodedata.normalize("NFC", text_of(form, name)) if c.isprintable())
        for name in ("title", "number", part.article)
    )
    title = title if title.startswith("《") else "".join(("《", title, "》"))
    return "".join((title, "（" if number else "", number, "）" if number else "", article))


def _form(
    request: AnyRequest,
    engine: Engine,
    category: str,
    what: str,
    everything: bool,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    errors: Sequence[str] = (),
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        row, pack, parts = _parts(db, campaign.id, category, what, everything)
        closed, scored = service.closed(db, campaign.id), service.scored(db, campaign.id)
    held = {
        f"{part.prefix}{name}": value
        for part in parts
        for name, value in rule_fields.typed_from(part.opening, row.overlay_text).items()
    }
    return show(
        request,
        "rules_fill",
        422 if errors else 200,
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
        typed={**held, **(typed or {})},
        problems=dict(problems or {}),
        errors=list(errors),
    )


def _labels(parts: Sequence[Part]) -> dict[str, str]:
    labels = dict(DOCUMENT)
    for part in parts:
        before = f"{part.name}：" if part.prefix else ""
        labels[part.article] = f"{before}{DOCUMENT['article']}"
        for one in part.fields:
            labels[one.name] = f"{before}{one.value or looked_up(one.label)}"
    return labels
