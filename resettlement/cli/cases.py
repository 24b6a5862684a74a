"""audit, outlook, allocate: questions about one CASE.json, answered in JSON. Nothing heavy is imported."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from resettlement.selection.allocation.case import Case

_case = click.argument("case", metavar="CASE.json")


def _read(name: str, *, lot_needed: bool = False) -> Case:
    from resettlement.errors import BadInputError
    from resettlement.selection.allocation.case import read_case

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        from scoring.errors import why_unreadable

        why = f"文件打不开（{why_unreadable(error)}），请检查路径和权限。"
        raise BadInputError(f"{name or '“”'}：{why}", file=name) from error
    return read_case(data, name="标准输入" if name == "-" else name, lot_needed=lot_needed)


def _print(answer: object) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n")
    sys.stdout.buffer.flush()


@click.command()
@_case
def audit(case: str) -> None:
    """能否人人有岗：只看名额和资格。有人安置不了时退出码为 1。"""
    from resettlement.positions.feasibility import audit as answer

    read = _read(case)
    found = answer(read.people, read.seats, read.eligible)
    _print(
        {
            "people": found.people,
            "placeable": found.placeable,
            "shortages": [
                {
                    "people": shortage.people,
                    "positions": shortage.positions,
                    "seats": shortage.seats,
                    "short": shortage.short,
                }
                for shortage in found.shortages
            ],
            "nobody_fits": found.nobody_fits,
        }
    )
    if found.placeable < found.people:
        sys.exit(1)


@click.command()
@_case
def outlook(case: str) -> None:
    """每个人还能指望什么：稳拿、有风险、已满，以及是否可能落空。"""
    from resettlement.selection.allocation.outlook import outlook as answer

    _print(
        {
            person: {
                "sure": prospect.sure,
                "at_risk": prospect.at_risk,
                "gone": prospect.gone,
                "may_end_with_nothing": prospect.may_end_with_nothing,
            }
            for person, prospect in answer(_read(case)).items()
        }
    )


@click.command()
@_case
def allocate(case: str) -> None:
    """按已填报的志愿分配，并列者一并处理；附各项核对。"""
    from resettlement.selection.allocation.allocate import allocate as answer

    result = answer(_read(case, lot_needed=True))
    _print(result.to_json())
    for check in result.checks:
        if not check.ok:
            click.echo(f"核对未通过：{check.name}。结果不可使用，请保留文件并报告。", err=True)
