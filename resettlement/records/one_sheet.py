"""People and facts in one sheet: each row says a fact and whose it is, or a person without facts.

What a row says of the person may stand in their first row alone (often merged over all their rows) or in
every one; two rows that contradict each other are a problem. A row that does not say whose it is, is not
given to the person above it: somebody has to write that down, or merge the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from resettlement.records.layout import Column, Form
from resettlement.records.sheet import FilledRow, Workbook
from resettlement.translation import gettext as _

_APART = {"category": "人员类别", "类别": "事项类别"}
"""Both halves have a column 类别; under the plain name the person's comes first."""


def in_one(people: Form, facts: Form) -> tuple[Form, Form]:
    """The two forms as they are named where they share a sheet."""
    return replace(people, columns=_apart(people.columns)), replace(facts, columns=_apart(facts.columns))


def _apart(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(
        replace(one, label=_APART[one.field], aliases=("类别",)) if one.field in _APART else one
        for one in columns
    )


def split(workbook: Workbook, people: Form, facts: Form) -> tuple[list[FilledRow], list[FilledRow]]:
    """The rows of people, one for each, and the rows of facts."""
    number, *own = people.columns
    optional = (replace(one, required=False) for one in (*own, *facts.columns[1:]))
    rows = workbook.rows(Form(people.sheet, (number, *optional), people.telling))
    named = [row for row in rows if "code" in row.values]
    return _people(workbook, people, named), list(_facts(workbook, facts, named))


def _people(workbook: Workbook, form: Form, rows: Iterable[FilledRow]) -> list[FilledRow]:
    """Everybody's first row, completed by what their further rows say."""
    own = [column.field for column in form.columns]
    first: dict[str, FilledRow] = {}
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        code = row.values["code"]
        bad = tuple(one for one in row.bad if one in own)
        start = first.setdefault(code, row._replace(form=form, sound=not bad, bad=bad))
        known = told.setdefault(code, {})
        for field in own:
            value = row.values.get(field)
            if value is not None and known.setdefault(field, value) != value:
                wrong = _(
                    "同一人（%(code)s）这一项在 %(cell)s 填的不一样", code=code, cell=start.where(field)
                )
                workbook.findings.append(row.problem(field, wrong, _("核对原件，同一人各行填写一致")))
    return [workbook.completed(row._replace(values=told[code])) for code, row in first.items()]


def _facts(workbook: Workbook, form: Form, rows: Iterable[FilledRow]) -> Iterable[FilledRow]:
    """The rows that say a fact."""
    own = [column.field for column in form.columns[1:]]
    for row in rows:
        values = {field: row.values[field] for field in own if field in row.values}
        bad = tuple(one for one in row.bad if one in own)
        if values or bad:
            held = {"code": row.values["code"], **values}
            yield workbook.completed(row._replace(form=form, values=held, sound=not bad, bad=bad))
