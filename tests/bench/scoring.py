"""Score a batch beside zen-engine: the same items of `soldiers-2018`, checked equal first.

Run `python tests/bench/scoring.py [people]`. Everybody here is invented. zen-engine gets the rules in its own
way of writing them: a decision table run over the facts, expressions for service and total; of its single and
its batch call the faster one counts. It starts from dicts and gives bare points in floating point. Ours
starts from records already read and gives itemised sheets with standing. Then both go from JSON text to JSON
text in one process, both with the collector of cycles paused, as our command has it; ours checks every field
on the way and writes every line with its words.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import zen

if __name__ == "__main__":  # else this file itself would be found as `scoring`
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from scoring import ScoreSheet, load_pack, pack_from_text, parse_records, score
from scoring.__main__ import collector_paused
from scoring.json_text import parse_json
from scoring.sheet import result_text

OVERLAY = """
overlays = "soldiers-2018"
by = "某区（虚构）"
document = "方案（虚构）"
on = 2021-09-10
exactly_six_months = 0.5
"""
PACK = pack_from_text(load_pack("soldiers-2018").text, OVERLAY)
ROUNDS = 2
SAMPLE = 2_000
"""People on whom zen-engine's two calls are tried."""


@dataclass(frozen=True)
class Row:
    """One line of the table; `ratio` says how many times faster than the peer."""

    what: str
    seconds: float
    peer: str
    peer_seconds: float | None
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.peer_seconds is None else self.peer_seconds / self.seconds


def people(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Invented soldiers of about ten facts: awards, citations, one disability, two areas, combat, skill."""
    chance = random.Random(seed)
    return [_soldier(chance, number) for number in range(count)]


def _soldier(chance: random.Random, number: int) -> dict[str, Any]:
    start = date(2004, 1, 1) + timedelta(days=chance.randrange(2500))
    grades = chance.choices(["commendation", "third_class_merit", "second_class_merit"], [6, 3, 1], k=5)
    facts: list[dict[str, Any]] = [
        {"kind": "award", "grade": grade, "setting": "peacetime", "on": _day(chance, 2012)}
        for grade in grades
    ]
    facts.append(
        {"kind": "award", "grade": "third_class_merit", "setting": "wartime", "on": _day(chance, 2015)}
    )
    facts.append({"kind": "citation", "level": "cmc_department", "on": _day(chance, 2016)})
    facts.append({"kind": "disability", "cause": "duty", "grade": chance.randint(5, 10)})
    facts.append(_area(chance, "hardship", str(chance.randint(1, 6)), 2008))
    facts.append(_area(chance, "island", chance.choice(["1", "2", "3", "special"]), 2014))
    facts.append({"kind": "combat", "days": chance.randrange(60)})
    return {
        "candidate": f"S{number:06}",
        "category": "sergeant",
        "enlisted_on": start.isoformat(),
        "discharged_on": _day(chance, 2021),
        "facts": facts,
    }


def _day(chance: random.Random, year: int) -> str:
    return f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _area(chance: random.Random, name: str, class_: str, year: int) -> dict[str, Any]:
    return {
        "kind": "area",
        "area": name,
        "class": class_,
        "from": _day(chance, year),
        "to": _day(chance, year + chance.randint(1, 4)),
    }


# The peer's model


def _rows() -> list[tuple[str, str, str, str, str]]:
    """Item, kind, what the fact's code must be, quantity, points each: the pack's figures by value."""
    rows = [
        ("peace_commend", "award", '"commendation/peacetime"', "1", "0.5"),
        ("peace_m3", "award", '"third_class_merit/peacetime"', "1", "10"),
        ("peace_m2", "award", '"second_class_merit/peacetime"', "1", "20"),
        ("war_m3", "award", '"third_class_merit/wartime"', "1", "20"),
        ("cite_dept", "citation", '"cmc_department"', "1", "10"),
        ("combat", "combat", "", "days", "0.5"),
    ]
    rows += [
        (item.id, "disability", f'"duty/{grade}"', "1", str(points))
        for item, grade, points in _tables("disab_duty")
    ]
    for area in ("hardship", "island"):
        rows += [
            (item.id, "area", f'"{area}/{value}"', "months", str(points))
            for item, value, points in _tables(area)
        ]
    return rows


def _tables(item_id: str) -> list[tuple[Any, str, Any]]:
    item = PACK.item(item_id)
    return [(item, value, points) for value, points in item.raw["points"].items()]


CODE = {
    "award": "grade + '/' + setting",
    "citation": "level",
    "disability": "cause + '/' + string(grade)",
    "area": "area + '/' + class",
}
MONTHS = "d(to).diff(d(from), 'month')"


def model() -> dict[str, Any]:
    """zen-engine's decision model: a table run over the facts, then service and total."""
    code = " : ".join(f"kind == '{kind}' ? {made}" for kind, made in CODE.items()) + " : ''"
    start, end = "d($nodes.in.enlisted_on)", "d($nodes.in.discharged_on)"
    table = {
        "hitPolicy": "first",
        "executionMode": "loop",
        "inputField": "facts",
        "outputPath": "lines",
        "inputs": [
            {"id": "kind", "name": "kind", "field": "kind"},
            {"id": "code", "name": "code", "field": code},
        ],
        "outputs": [
            {"id": "item", "name": "item", "field": "item"},
            {"id": "points", "name": "points", "field": "points"},
        ],
        "rules": [
            {
                "_id": f"row{number}",
                "kind": f'"{kind}"',
                "code": wanted,
                "item": f'"{item}"',
                "points": _points(item, quantity, each),
            }
            for number, (item, kind, wanted, quantity, each) in enumerate(_rows())
        ],
    }
    service = [
        ("months", f"{end}.diff({start}, 'month')"),
        ("days", f"{end}.diff({start}.add($.months, 'month'), 'day')"),
        ("part", "$.months % 12"),
        ("years", _YEARS),
        ("svc_le12", "($.years < 12 ? $.years : 12) * 3"),
        ("svc_gt12", "($.years > 12 ? $.years - 12 : 0) * 4"),
        ("lines", "lines"),
        ("total", "$.svc_le12 + $.svc_gt12 + sum(map(lines, #.points))"),
    ]
    return _graph(table, service)


_YEARS = (
    "floor($.months / 12) + (($.part == 0 and $.days == 0) ? 0 : "
    "($.part < 6 or ($.part == 6 and $.days == 0)) ? 0.5 : 1)"
)


def _points(item: str, quantity: str, each: str) -> str:
    if quantity == "1":
        return each
    if quantity == "days":
        return f"days * {each}"
    return f"({MONTHS} >= 12 ? {MONTHS} : 0) * {each}" if item == "hardship" else f"{MONTHS} * {each}"


def _graph(table: dict[str, Any], service: list[tuple[str, str]]) -> dict[str, Any]:
    expressions = [{"id": key, "key": key, "value": value} for key, value in service]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "facts", "name": "facts", "type": "decisionTableNode", "content": table},
        {"id": "sum", "name": "sum", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    steps = [("in", "facts"), ("facts", "sum"), ("sum", "out")]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in steps]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


# Checked equal, then timed


def ours_by_item(sheet: ScoreSheet) -> dict[str, Decimal]:
    """Points by item, for the comparison."""
    found: dict[str, Decimal] = {}
    for line in sheet.lines:
        found[line.item] = found.get(line.item, Decimal(0)) + Decimal(line.points)
    return {item: points for item, points in found.items() if points}


def theirs_by_item(result: dict[str, Any]) -> dict[str, Decimal]:
    """The peer's points by item, its floating point rounded to the pack's two decimals."""
    found = {key: Decimal(str(result[key])) for key in ("svc_le12", "svc_gt12")}
    for line in result["lines"]:
        found[line["item"]] = found.get(line["item"], Decimal(0)) + Decimal(str(line["points"]))
    return {item: round(points, 2) for item, points in found.items() if points}


def check_equal(sheets: tuple[ScoreSheet, ...], results: list[dict[str, Any]]) -> None:
    """Stop if the two disagree on any item of any person: a race between different sums means nothing."""
    for sheet, result in zip(sheets, results, strict=True):
        ours, theirs = ours_by_item(sheet), theirs_by_item(result)
        if ours != theirs or Decimal(sheet.total) != round(Decimal(str(result["total"])), 2):
            raise SystemExit(
                f"{sheet.candidate}: ours {ours} {sheet.total}, zen-engine {theirs} {result['total']}"
            )


def best_of(run: Callable[[], Any]) -> float:
    """Seconds of the fastest of a few rounds. The collector stays on, but does not walk others' objects."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        gc.freeze()
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
        gc.unfreeze()
    return min(times)


class Peer:
    """zen-engine with the model loaded, calling it in the faster of its two ways."""

    def __init__(self, sample: list[dict[str, Any]]) -> None:
        content = zen.ZenDecisionContent(json.dumps(model()))
        self.engine = zen.ZenEngine({"loader": lambda _: content})
        self.decision = self.engine.create_decision(content)
        ways = (self.one_by_one, self.batch)
        self.evaluate = min(ways, key=lambda way: best_of(lambda: way(sample)))

    def one_by_one(self, people: list[dict[str, Any]]) -> list[Any]:
        return [self.decision.evaluate(person)["result"] for person in people]

    def batch(self, people: list[dict[str, Any]]) -> list[Any]:
        return self.engine.evaluate_batch([{"key": "soldiers", "context": person} for person in people])

    def text_to_text(self, text: str) -> str:
        with collector_paused():
            return json.dumps(self.evaluate(json.loads(text)["records"]))


def text_to_text(text: str) -> str:
    """What `python -m scoring` does between reading the file and writing to stdout."""
    with collector_paused():
        return result_text(PACK.to_json(), score(parse_records(parse_json(text)), PACK))


def run(count: int = 100_000) -> list[Row]:
    """From records to sheets and from text to text beside zen-engine; and how time grows with the batch."""
    batch = {"records": people(count)}
    text = json.dumps(batch, ensure_ascii=False)
    peer = Peer(batch["records"][:SAMPLE])
    records = parse_records(batch)
    check_equal(score(records, PACK), peer.one_by_one(batch["records"]))
    few, times = records[: count // 100], 100
    scoring = best_of(lambda: score(records, PACK))
    small = best_of(lambda: [score(few, PACK) for _ in range(times)])
    what = f"{count:,} records of 11 facts"
    return [
        Row(
            f"{what}, read, to sheets with all lines and standing", scoring,
            "zen-engine, dicts to points", best_of(lambda: peer.evaluate(batch["records"])), "0.20×",
        ),
        Row(
            f"{what}, JSON text to JSON text", best_of(lambda: text_to_text(text)),
            "zen-engine, JSON text to JSON text", best_of(lambda: peer.text_to_text(text)), "0.67×",
        ),
        Row(f"{what}, read, in one batch", scoring, f"in batches of {len(few):,}", small, "growth"),
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for row in run(count):
        ours, peer = count / row.seconds, count / (row.peer_seconds or 1)
        print(f"{row.what}: {ours:,.0f}/s; {row.peer}: {peer:,.0f}/s; {row.ratio:.2f} times as fast")


if __name__ == "__main__":
    main()
