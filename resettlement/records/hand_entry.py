"""A fact or a person's own fields typed into a form, in the words and columns of the workbook's sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from public_notices.wording import parted
from resettlement.records import cells
from resettlement.records.identity import id_faults
from resettlement.records.model import Fact
from resettlement.records.rows import as_list
from resettlement.records.tables import Candidate
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, BY_LABEL, Kind
from resettlement.records.workbook import PEOPLE
from resettlement.translation import gettext as _

EVIDENCE = "证明材料"
ISSUED_ON = "材料日期"
PROFILE = tuple(column for column in PEOPLE.columns if column.field not in ("code", "category"))
"""The columns of a person that are put right by hand: neither the number nor the category."""

_LISTS = ("certificates", "avoid_units")


def read_fact(typed: Mapping[str, str]) -> tuple[Fact | None, dict[str, str]]:
    """The fact, or None and the problems by column: each says what is wrong and what would be right."""
    wrong: dict[str, str] = {}
    kind = BY_LABEL.get(typed.get("事项", ""))
    if kind is None:
        return None, {"事项": _("请选择事项")}
    attributes = _attributes(kind, typed, wrong)
    evidence = typed.get(EVIDENCE, "").strip()
    if not evidence:
        wrong[EVIDENCE] = _("请写明材料名称，如 个人奖励登记（报告）表")
    issued_on = _day(typed, wrong)
    if "from" in attributes and "to" in attributes and attributes["from"] >= attributes["to"]:
        wrong["止"] = _("止不晚于起。“止”填最后一天的次日，应晚于“起”")
    if wrong:
        return None, wrong
    number, page = (typed.get(name, "").strip() or None for name in ("文号", "页码"))
    return Fact(kind.name, attributes, evidence, number, page, issued_on), {}


def _day(typed: Mapping[str, str], wrong: dict[str, str]) -> date | None:
    """The day on the document, where one was typed."""
    written = typed.get(ISSUED_ON, "").strip()
    try:
        return cells.day(written) if written else None
    except cells.CellError as error:
        wrong[ISSUED_ON] = error.sentences
        return None


def _attributes(kind: Kind, typed: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    wanted = {attribute.column: attribute for attribute in kind.attributes}
    found: dict[str, Any] = {}
    for column in ATTRIBUTE_COLUMNS:
        cell, attribute = typed.get(column, "").strip(), wanted.get(column)
        if attribute is None and cell:
            used = "、".join(wanted) or _("不填其他栏")
            wrong[column] = _(
                "“%(kind)s”不用这一栏。请清空；“%(kind)s”只用：%(used)s", kind=kind.label, used=used
            )
        elif attribute is not None and cell:
            try:
                found[attribute.name] = attribute.read(cell)
            except cells.CellError as error:
                wrong[column] = error.sentences
        elif attribute is not None and attribute.required:
            words = "、".join(attribute.words or ())
            may = _("可填：%(words)s", words=words) if words else _("请填写")
            wrong[column] = _("“%(kind)s”必须填写这一栏。%(may)s", kind=kind.label, may=may)
    return found


def typed_from(fact: Fact) -> dict[str, str]:
    """The form's fields for a fact as it stands, so that it can be corrected."""
    kind = next(kind for kind in BY_LABEL.values() if kind.name == fact.kind)
    typed = {"事项": kind.label, EVIDENCE: fact.evidence or "", "文号": fact.document_number or ""}
    typed["页码"], typed[ISSUED_ON] = fact.page or "", str(fact.document_on or "")
    for attribute in kind.attributes:
        if attribute.name in fact.attributes:
            typed[attribute.column] = str(attribute.written(fact.attributes[attribute.name]))
    return typed


def read_profile(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A person's own fields as their columns keep them, by the readers of a workbook's cells, and what is
    wrong by column."""
    values, wrong = dict[str, Any](), dict[str, str]()
    for column in PROFILE:
        cell = typed.get(column.label, "").strip()
        try:
            values[column.field] = column.read(cell) if cell else None
        except cells.CellError as error:
            wrong[column.label] = error.sentences
        if column.required and not cell:
            wrong[column.label] = _("必须填写这一栏")
    values |= {name: as_list(values.get(name) or ()) for name in _LISTS}
    return values, wrong or _contradictions(values)


def _contradictions(values: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be true together."""
    faults = id_faults(values["id_number"], values["sex"], values["born_on"])
    told = [fault.sentences for fault in faults if not fault.hint]
    wrong = {"身份证号": parted(told)} if told else {}
    if values["born_on"] >= values["enlisted_on"]:
        wrong["入伍日期"] = _("入伍日期不晚于出生日期。对照入伍登记表核对")
    if values["enlisted_on"] >= values["discharged_on"]:
        wrong["退役日期"] = _("退役日期不晚于入伍日期。对照入伍登记表和退役命令核对两个日期")
    return wrong


def typed_profile(row: Candidate) -> dict[str, str]:
    """The form's fields for a person as the record has them."""
    kept = {column: getattr(row, column.field) for column in PROFILE}
    return {
        column.label: "、".join(json.loads(value)) if column.field in _LISTS else str(value or "")
        for column, value in kept.items()
    }
