"""The records workbook: sheets 人员 and 事项, read into a preview that names every problem by its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.records import cells
from resettlement.records.checks import rare_characters, record_findings, scoring_findings
from resettlement.records.model import (
    CATEGORIES,
    EDUCATION_LEVELS,
    POLITICAL_STATUSES,
    SEXES,
    Fact,
    Person,
    Preview,
    Problem,
    Profile,
    Record,
)
from resettlement.records.sheet import Column, FilledRow, Form, Workbook, open_workbook
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, BY_LABEL, Kind, offered

EDUCATION_ALIASES = {
    "大学专科": "大专", "专科": "大专", "大学本科": "本科", "大学": "本科",
    "硕士研究生": "硕士", "博士研究生": "博士",
}  # fmt: skip
POLITICAL_ALIASES = {"党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员"}

PEOPLE = Form("人员", (
    Column("编号", "code", cells.code, True, "候选人编号，如 S07；全批不得重复", width=8),
    Column("姓名", "name", cells.person_name, True, "与身份证一致；生僻字照原字录入"),
    Column("性别", "sex", cells.word_of(SEXES), True, "男 或 女", SEXES, 6),
    Column("身份证号", "id_number", cells.number_as_text("身份证号"), True,
           "本列为文本格式，18 位，末位可为 X", width=22, as_text=True),
    Column("出生日期", "born_on", cells.day, True, "如 1987-03-02；与身份证号一致", as_text=True),
    Column("类别", "category", cells.one_of(CATEGORIES), True, "军官、士官 或 义务兵", tuple(CATEGORIES), 8),
    Column("入伍日期", "enlisted_on", cells.day, True, "批准服现役之日", as_text=True),
    Column("退役日期", "discharged_on", cells.day, True, "退役命令下达之日；服役不含当日", as_text=True),
    Column("学历", "education", cells.word_of(EDUCATION_LEVELS, EDUCATION_ALIASES), True,
           "最高学历", tuple(EDUCATION_LEVELS), 8),
    Column("专业", "major", cells.label, note="毕业证书上的专业名称", width=18),
    Column("政治面貌", "political_status", cells.word_of(POLITICAL_STATUSES, POLITICAL_ALIASES), True,
           "如 中共党员", POLITICAL_STATUSES),
    Column("证书", "certificates", cells.several, note="多项用顿号分开，如 驾驶证A2、电工证", width=24),
    Column("回避单位", "avoid_units", cells.several, note="因亲属关系等应回避的单位，用顿号分开", width=20),
    Column("联系电话", "phone", cells.label, note="文本格式", width=16, as_text=True),
))  # fmt: skip

_ATTRIBUTE_NOTES = {
    "类别": "奖励填情形（不填为平时）；残疾填性质；服役地区填地区；特殊岗位填岗位；处分填军纪或党纪",
    "等级": "奖励、表彰、残疾、技能、职务、处分的等级，或服役地区的类区",
    "内容": "军衔名称、任务名称或考试科目",
    "授予机关": "奖励由哪一级批准；规则要求时填写",
    "集体": "集体奖励填 是",
    "名次": "科研成果奖排名：一、二、三",
    "天数": "参加作战的天数",
    "分数": "考试分数",
    "起": "期间的第一天",
    "止": "期间最后一天的次日（不含当日）",
    "日期": "奖励、表彰、处分的日期",
    "事由": "同一件事写同样的字，用来识别同一事由",
}
_DAYS = ("起", "止", "日期")
_NARROW = ("集体", "名次", "天数", "分数")
FACTS = Form("事项", (
    Column("编号", "code", cells.code, True, "与“人员”表的编号一致", width=8),
    Column("事项", "kind", cells.one_of(BY_LABEL), True, "从下拉框中选", tuple(BY_LABEL), 14),
    # Read once the kind is known: what a word in these columns means depends on it.
    *(Column("止（不含当日）" if name == "止" else name, name, lambda cell: cell, note=_ATTRIBUTE_NOTES[name],
             choices=offered(name), width=7 if name in _NARROW else 13, as_text=name in _DAYS)
      for name in ATTRIBUTE_COLUMNS[:-1]),
    Column("证明材料", "evidence", cells.text, True, "写明材料名称，如 个人奖励登记（报告）表", width=24),
    Column("文号", "document_number", cells.text, note="通令、命令或证书的编号", width=20),
    Column("页码", "page", cells.label, note="在档案中的页码", width=8, as_text=True),
    Column("事由", "事由", lambda cell: cell, note=_ATTRIBUTE_NOTES["事由"], width=16),
))  # fmt: skip


def read_records(source: Path | bytes) -> Preview[Record]:
    """Read a records workbook and check it. Nothing is written; rows with problems are left out of `rows`.

    Raises BadInputError when the file is no workbook, or another one than a records workbook.
    """
    workbook = open_workbook(source)
    if not {PEOPLE.sheet, FACTS.sheet} & set(workbook.sheets):
        raise BadInputError(
            f"{workbook.name}：这不是档案表，没有“{PEOPLE.sheet}”和“{FACTS.sheet}”两张表"
            f"（现有：{'、'.join(workbook.sheets)}）。请使用 resettlement template records 生成的模板。"
        )
    people = workbook.rows(PEOPLE)
    unread = not people and any(not finding.hint for finding in workbook.findings)
    facts = workbook.rows(FACTS)
    rows = _people(workbook, people)
    codes = None if unread else {str(row.values.get("code")) for row in people}
    held = _facts(workbook, facts, codes)
    records = [
        replace(_record(row), facts=tuple(fact for _, fact in held[code]))
        for code, row in rows.items()
        if row.sound
    ]
    places = {code: [row for row, _ in held[code]] for code in rows}
    for record in records:
        workbook.findings += record_findings(record, rows[record.person.code], places[record.person.code])
    workbook.findings += rare_characters(rows.values())
    if not any(not finding.hint for finding in workbook.findings):
        workbook.findings += scoring_findings(records, rows, places)
    return Preview(tuple(records), _ordered(workbook.findings), workbook.digest)


def _people(workbook: Workbook, rows: Iterable[FilledRow]) -> dict[str, FilledRow]:
    """The rows of people by code; a code or ID number that stands twice is a problem."""
    known: dict[str, FilledRow] = {}
    numbers: dict[str, FilledRow] = {}
    for row in rows:
        code, number = row.values.get("code"), row.values.get("id_number")
        if number and (other := numbers.setdefault(number, row)) is not row:
            workbook.findings.append(
                row.problem(
                    "id_number", f"与 {other.where('id_number')} 的身份证号相同", "核对是否同一人录了两次"
                )
            )
        if code and (other := known.setdefault(code, row)) is not row:
            workbook.findings.append(
                row.problem(
                    "code", f"编号 {code} 已在 {other.where('code')} 用过", "每人一个编号，改成未用过的编号"
                )
            )
    return known


def _record(row: FilledRow) -> Record:
    value = row.values
    profile = Profile(
        value["sex"], value["born_on"], value["education"], value.get("major"), value["political_status"],
        value.get("certificates", ()), value.get("avoid_units", ()),
    )  # fmt: skip
    person = Person(value["code"], value["name"], value["category"], profile)
    return Record(
        person, value["id_number"], value["enlisted_on"], value["discharged_on"], value.get("phone")
    )


def _facts(
    workbook: Workbook, rows: Iterable[FilledRow], codes: set[str] | None
) -> Mapping[str, Sequence[tuple[FilledRow, Fact]]]:
    """The facts of each person, in the order of the sheet.

    `codes` is None where the sheet of people could not be read: that is one problem, not one for each fact.
    """
    held: dict[str, list[tuple[FilledRow, Fact]]] = defaultdict(list)
    for row in rows:
        code = row.values.get("code")
        if code and codes is not None and code not in codes:
            workbook.findings.append(
                row.problem(
                    "code",
                    f"“{PEOPLE.sheet}”表里没有编号 {code}",
                    f"核对编号，或先在“{PEOPLE.sheet}”表登记此人",
                )
            )
        kind, problems = row.values.get("kind"), list[Problem]()
        attributes = _attributes(row, kind, problems) if kind else {}
        workbook.findings += problems
        if code and kind and row.sound and not problems:
            value = row.values
            fact = Fact(
                kind.name, attributes, value["evidence"], value.get("document_number"), value.get("page")
            )
            held[code].append((row, fact))
    return held


def _attributes(row: FilledRow, kind: Kind, problems: list[Problem]) -> dict[str, Any]:
    """The attributes of a fact in the contract's names and words; a cell its kind does not use is refused."""
    wanted = {attribute.column: attribute for attribute in kind.attributes}
    found: dict[str, Any] = {}
    for column in ATTRIBUTE_COLUMNS:
        cell, attribute = row.values.get(column), wanted.get(column)
        if attribute is None and cell is not None:
            used = "、".join(wanted) or "不填其他列"
            problems.append(
                row.problem(column, f"“{kind.label}”不用这一列", f"清空此格；“{kind.label}”只用：{used}")
            )
        elif attribute is not None and cell is None and attribute.required:
            right = f"可填：{'、'.join(attribute.words)}" if attribute.words else cells.DAY_EXAMPLE
            problems.append(
                row.problem(
                    column, f"“{kind.label}”必须填写这一列", right if column != "内容" else "填写名称"
                )
            )
        elif attribute is not None and cell is not None:
            try:
                found[attribute.name] = attribute.read(cell)
            except cells.CellError as error:
                problems.append(row.problem(column, error.wrong, error.right))
    if "from" in found and "to" in found and found["from"] >= found["to"]:
        problems.append(row.problem("止", "止不晚于起", "“止”填最后一天的次日，应晚于“起”"))
    return found


def _ordered(findings: Iterable[Problem]) -> tuple[Problem, ...]:
    """As one reads the workbook: sheet, row, column; problems of the whole sheet first."""
    sheets = [PEOPLE.sheet, FACTS.sheet]

    def place(finding: Problem) -> tuple[int, int, int, str]:
        letters = finding.cell.rstrip("0123456789")
        return sheets.index(finding.sheet), int(finding.cell[len(letters) :]), len(letters), letters

    return tuple(sorted(findings, key=place))
