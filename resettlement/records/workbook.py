"""The records workbook: who somebody is and what they did, read into a preview that names problems by cell.

Two sheets, 人员 and 事项, or both in one, where a row says a fact and whose it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.records import cells
from resettlement.records.column_cache import Memory
from resettlement.records.layout import Column, ColumnMap, Form
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
from resettlement.records.one_sheet import in_one, split
from resettlement.records.sheet import FilledRow, Workbook, open_workbook
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, BY_LABEL, DAY_COLUMNS, Kind, offered
from resettlement.records.workbook_checks import rare_characters, record_findings, scoring_findings
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later

EDUCATION_ALIASES = {
    "大学专科": "大专", "专科": "大专", "大学本科": "本科", "大学": "本科",
    "硕士研究生": "硕士", "博士研究生": "博士",
}  # fmt: skip
POLITICAL_ALIASES = {"党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员"}

PEOPLE = Form("人员", (
    Column("编号", "code", cells.code, True, later("候选人编号，如 S07；全批不得重复"), width=8,
           aliases=("人员编号", "候选人编号")),
    Column("姓名", "name", cells.person_name, True, later("与身份证一致；生僻字照原字录入"),
           aliases=("名字", "人员姓名")),
    Column("性别", "sex", cells.word_of(SEXES), True, later("男 或 女"), SEXES, 6),
    Column("身份证号", "id_number", cells.number_as_text("身份证号"), True,
           later("本列为文本格式，18 位，末位可为 X"), width=22, as_text=True,
           aliases=("身份证号码", "公民身份号码", "身份证", "居民身份证号", "证件号码")),
    Column("出生日期", "born_on", cells.day, True, later("如 1987-03-02；与身份证号一致"), as_text=True,
           aliases=("出生年月日", "出生年月", "出生时间", "生日")),
    Column("类别", "category", cells.one_of(CATEGORIES), True, later("军官、士官 或 义务兵"),
           tuple(CATEGORIES), 8, aliases=("人员类别",)),
    Column("入伍日期", "enlisted_on", cells.day, True, later("批准服现役之日"), as_text=True,
           aliases=("入伍时间", "入伍年月", "入伍年月日")),
    Column("退役日期", "discharged_on", cells.day, True, later("退役命令下达之日；服役不含当日"),
           as_text=True, aliases=("退役时间", "退役年月", "退出现役日期", "退出现役时间")),
    Column("学历", "education", cells.word_of(EDUCATION_LEVELS, EDUCATION_ALIASES), True,
           later("最高学历"), tuple(EDUCATION_LEVELS), 8,
           aliases=("文化程度", "最高学历")),
    Column("专业", "major", cells.label, note="毕业证书上的专业名称", width=18, aliases=("所学专业",)),
    Column("政治面貌", "political_status", cells.word_of(POLITICAL_STATUSES, POLITICAL_ALIASES), True,
           later("如 中共党员"), POLITICAL_STATUSES, aliases=("政治面目", "党派")),
    Column("证书", "certificates", cells.several, note="多项用顿号分开，如 驾驶证A2、电工证", width=24,
           aliases=("资格证书", "职业资格证书", "持有证书")),
    Column("回避单位", "avoid_units", cells.several, note="因亲属关系等应回避的单位，用顿号分开", width=20),
    Column("联系电话", "phone", cells.label, note="文本格式", width=16, as_text=True,
           aliases=("电话", "手机", "手机号", "手机号码", "联系方式")),
), "id_number")  # fmt: skip

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
_NARROW = ("集体", "名次", "天数", "分数")
FACTS = Form("事项", (
    Column("编号", "code", cells.code, True, later("与“人员”表的编号一致"), width=8),
    Column("事项", "kind", cells.one_of(BY_LABEL), True, later("从下拉框中选"), tuple(BY_LABEL), 14,
           aliases=("事项类型", "事项名称")),
    # Read once the kind is known: what a word in these columns means depends on it.
    *(Column("止（不含当日）" if name == "止" else name, name, lambda cell: cell, note=_ATTRIBUTE_NOTES[name],
             choices=offered(name), width=7 if name in _NARROW else 13, as_text=name in DAY_COLUMNS)
      for name in ATTRIBUTE_COLUMNS[:-1]),
    Column("证明材料", "evidence", cells.text,
           note="写明材料名称，如 个人奖励登记（报告）表；缺的先空着，公示前补齐", width=24,
           aliases=("材料名称", "证明材料名称", "佐证材料")),
    Column("文号", "document_number", cells.text, note="通令、命令或证书的编号", width=20,
           aliases=("文件号", "通令号", "命令号", "证书编号")),
    Column("材料日期", "document_on", cells.day, note="通令、命令或证书上的日期", as_text=True,
           aliases=("文件日期", "发文日期", "签发日期")),
    Column("页码", "page", cells.label, note="在档案中的页码", width=8, as_text=True,
           aliases=("档案页码", "页数", "页次")),
    Column("事由", "事由", lambda cell: cell, note=_ATTRIBUTE_NOTES["事由"], width=16),
), "kind")  # fmt: skip


def read_records(source: Path | bytes, columns_by_hand: ColumnMap | None = None) -> Preview[Record]:
    """Read a records workbook and check it. Nothing is written; rows with problems are left out of `rows`.

    `columns_by_hand` corrects which column is which, by sheet and letters. Raises BadInputError when the file
    is no workbook, or another one than a records workbook, or the correction names what there is not.
    """
    workbook = open_workbook(source, columns_by_hand)
    forms, people, facts = _rows(workbook)
    unread = not people and any(not finding.hint for finding in workbook.findings)
    rows = _people(workbook, people)
    codes = None if unread else {str(row.values.get("code")) for row in people}
    held = _facts(workbook, facts, codes, forms[0].sheet)
    records = [_record(row, tuple(fact for _, fact in held[code])) for code, row in rows.items() if row.sound]
    places = {code: [row for row, _ in held[code]] for code in rows}
    for record in records:
        workbook.findings += record_findings(record, rows[record.person.code], places[record.person.code])
    workbook.findings += rare_characters(rows.values())
    if not any(not finding.hint for finding in workbook.findings):
        workbook.findings += scoring_findings(records, rows, places)
    sheets = [form.sheet for form in forms]
    return Preview(
        tuple(records), _ordered(workbook.findings, sheets), workbook.digest, tuple(workbook.layouts), rows
    )


def is_records(workbook: Workbook) -> bool:
    """Whether a workbook holds people or facts, whatever its sheets are called."""
    return workbook.find(PEOPLE) is not None or workbook.find(FACTS) is not None


def _rows(workbook: Workbook) -> tuple[tuple[Form, Form], list[FilledRow], list[FilledRow]]:
    """The forms as they are named here, the rows of people, the rows of facts."""
    people = workbook.find(PEOPLE)
    facts = workbook.find(FACTS, besides=people.sheet if people else "")
    if people is None and facts is None:
        raise BadInputError(
            _(
                "%(file)s：这不是档案表，找不到“%(people)s”和“%(facts)s”两张表（现有：%(sheets)s）。"
                "请使用 resettlement template records 生成的模板，或写明哪一列是什么。",
                file=workbook.name,
                people=PEOPLE.sheet,
                facts=FACTS.sheet,
                sheets="、".join(workbook.sheets),
            )
        )
    if people and facts is None and workbook.has(people.sheet, replace(FACTS, sheet=people.sheet)):
        forms = in_one(people, replace(FACTS, sheet=people.sheet))
        return forms, *split(workbook, *forms)
    forms = (people or PEOPLE, facts or FACTS)
    return forms, workbook.rows(forms[0]), workbook.rows(forms[1])


def _people(workbook: Workbook, rows: Iterable[FilledRow]) -> dict[str, FilledRow]:
    """The rows of people by code; a code or ID number that stands twice is a problem."""
    known: dict[str, FilledRow] = {}
    numbers: dict[str, FilledRow] = {}
    for row in rows:
        code, number = row.values.get("code"), row.values.get("id_number")
        if number and (other := numbers.setdefault(number, row)) is not row:
            wrong = _("与 %(cell)s 的身份证号相同", cell=other.where("id_number"))
            workbook.findings.append(row.problem("id_number", wrong, _("核对是否同一人录了两次")))
        if code and (other := known.setdefault(code, row)) is not row:
            wrong = _("编号 %(code)s 已在 %(cell)s 用过", code=code, cell=other.where("code"))
            workbook.findings.append(row.problem("code", wrong, _("每人一个编号，改成未用过的编号")))
    return known


def _record(row: FilledRow, facts: tuple[Fact, ...]) -> Record:
    value = row.values
    profile = Profile(
        value["sex"], value["born_on"], value["education"], value.get("major"), value["political_status"],
        value.get("certificates", ()), value.get("avoid_units", ()),
    )  # fmt: skip
    person = Person(value["code"], value["name"], value["category"], profile)
    dates = value["enlisted_on"], value["discharged_on"]
    return Record(person, value["id_number"], *dates, value.get("phone"), facts)


def _facts(
    workbook: Workbook, rows: Sequence[FilledRow], codes: set[str] | None, people: str
) -> Mapping[str, Sequence[tuple[FilledRow, Fact]]]:
    """The facts of each person, in the order of the sheet.

    `codes` is None where the sheet of people could not be read: that is one problem, not one for each fact.
    """
    held: dict[str, list[tuple[FilledRow, Fact]]] = defaultdict(list)
    read = _Attributes(workbook, rows)
    for row in rows:
        value = row.values
        code, kind = value.get("code"), value.get("kind")
        if code and codes is not None and code not in codes:
            wrong = _("“%(sheet)s”表里没有编号 %(code)s", sheet=people, code=code)
            right = _("核对编号，或先在“%(sheet)s”表登记此人", sheet=people)
            workbook.findings.append(row.problem("code", wrong, right))
        attributes = read.of(row, kind) if kind else None
        if code and kind and row.sound and attributes is not None:
            proof = value.get("evidence"), value.get("document_number"), value.get("page")
            held[code].append((row, Fact(kind.name, attributes, *proof, value.get("document_on"))))
    return held


class _Attributes:
    """Reads the attributes of facts in the contract's names and words; each spelling is read once."""

    def __init__(self, workbook: Workbook, rows: Sequence[FilledRow]) -> None:
        filled = set[str]().union(*(row.values for row in rows)).intersection(ATTRIBUTE_COLUMNS)
        self.workbook = workbook
        self.wanted = {
            kind.name: [
                (attribute.column, attribute, Memory(attribute.read)) for attribute in kind.attributes
            ]
            for kind in BY_LABEL.values()
        }
        self.unwanted = {
            kind.name: filled.difference(attribute.column for attribute in kind.attributes)
            for kind in BY_LABEL.values()
        }

    def of(self, row: FilledRow, kind: Kind) -> dict[str, Any] | None:
        """The attributes of a fact; None, its problems told, where a cell is wrong, missing or too many."""
        found, faults = dict[str, Any](), list[Problem]()
        for column, attribute, memory in self.wanted[kind.name]:
            cell = row.values.get(column)
            if cell is None:
                if attribute.required and column not in row.bad:
                    faults.append(_missing(row, kind, column, attribute.words))
                continue
            value = memory[cell] if cell.__class__ is str else memory.__missing__(cell)
            if value.__class__ is cells.CellError:
                faults.append(row.problem(column, value.wrong, value.right))
                continue
            found[attribute.name] = value
            if cell.__class__ is float and column in DAY_COLUMNS:
                self._point_out(row, column, cell)
        if unwanted := self.unwanted[kind.name]:
            faults += _not_used(row, kind, [column for column in unwanted if column in row.values])
        if "to" in found and "from" in found and found["from"] >= found["to"]:
            faults.append(row.problem("止", _("止不晚于起"), _("“止”填最后一天的次日，应晚于“起”")))
        self.workbook.findings += faults
        return None if faults else found

    def _point_out(self, row: FilledRow, column: str, cell: object) -> None:
        if note := self.workbook.serial_note(cell):
            self.workbook.findings.append(row.problem(column, *note, hint=not self.workbook.since_1904))


def _missing(row: FilledRow, kind: Kind, column: str, words: Mapping[str, Any] | None) -> Problem:
    right = _("可填：%(words)s", words="、".join(words)) if words else cells.day_example()
    wrong = _("“%(kind)s”必须填写这一列", kind=kind.label)
    return row.problem(column, wrong, right if column != "内容" else _("填写名称"))


def _not_used(row: FilledRow, kind: Kind, columns: Iterable[str]) -> list[Problem]:
    """A cell that the kind of fact does not use is refused, never dropped."""
    used = "、".join(attribute.column for attribute in kind.attributes) or _("不填其他列")
    right = _("清空此格；“%(kind)s”只用：%(used)s", kind=kind.label, used=used)
    wrong = _("“%(kind)s”不用这一列", kind=kind.label)
    return [row.problem(column, wrong, right) for column in columns]


def _ordered(findings: Iterable[Problem], sheets: Sequence[str]) -> tuple[Problem, ...]:
    """As one reads the workbook: sheet, row, column; problems of the whole sheet first."""

    def place(finding: Problem) -> tuple[int, int, int, str]:
        letters = finding.cell.rstrip("0123456789")
        return sheets.index(finding.sheet), int(finding.cell[len(letters) :]), len(letters), letters

    return tuple(sorted(findings, key=place))
