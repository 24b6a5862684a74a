"""A case: posts, who may take them, who chooses before whom, and the wishes filed. The shape of CASE.json.

Reading refuses whatever is not meaning something: every fault of a file is named at once, with its field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal

from resettlement.errors import BadInputError
from resettlement.selection.allocation.lot import ALGORITHMS, LARGEST_POOL, Lot

Guarantee = Literal["off", "warn", "enforce"]
GUARANTEES: Final[tuple[Guarantee, ...]] = ("off", "warn", "enforce")
SHOWN_FAULTS: Final = 50
LONGEST_NUMBER: Final = 400
_FIELDS: Final = ("positions", "eligible", "classes", "wishes", "accepts_any", "lot", "guarantee")


@dataclass(frozen=True, slots=True)
class Case:
    """What an allocation is made from.

    seats: post to seats, in posted order. classes: best standing first, the tied of a class sorted by id
    (their order is no meaning). eligible: None where everyone may take everything.
    """

    seats: Mapping[str, int]
    classes: tuple[tuple[str, ...], ...]
    eligible: Mapping[str, frozenset[str]] | None = None
    wishes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    accepts_any: frozenset[str] = frozenset()
    lot: Lot | None = None
    guarantee: Guarantee = "off"

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone, best standing first."""
        return tuple(person for members in self.classes for person in members)


def read_case(data: bytes, *, name: str = "CASE.json", lot_needed: bool = False) -> Case:
    """The case in a file's bytes. `lot_needed` where ties will be settled.

    Raises BadInputError naming `name` and every fault found.
    """
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_distinct, parse_int=_whole)
    except UnicodeDecodeError as error:
        why = f"不是 UTF-8 编码（第 {error.start + 1} 个字节起），请另存为 UTF-8 编码再试。"
        raise BadInputError(f"{name}：{why}", file=name) from error
    except RecursionError as error:
        raise BadInputError(f"{name}：括号嵌套过深，不是约定的格式。", file=name) from error
    except json.JSONDecodeError as error:
        raise BadInputError(f"{name}：{_no_json(text, error)}", file=name) from error
    except ValueError as error:
        raise BadInputError(f"{name}：{error}", file=name) from error
    return parse_case(document, name=name, lot_needed=lot_needed)


def _no_json(text: str, error: json.JSONDecodeError) -> str:
    if not text.strip():
        return '文件是空的，应为 {"positions": […], "classes": […]}。'
    where = f"第 {error.lineno} 行第 {error.colno} 列"
    return f"{where}不是合法的 JSON（{error.msg}），请检查该处的逗号、引号和括号。"


def parse_case(document: object, *, name: str = "CASE.json", lot_needed: bool = False) -> Case:
    """The case in a JSON document already read; see `read_case`."""
    reader = _Reader()
    case = reader.case(document, lot_needed=lot_needed)
    if case is None or reader.faults:
        raise BadInputError(_report(name, reader.faults), file=name, faults=tuple(reader.faults))
    return case


def _report(name: str, faults: list[str]) -> str:
    lines = [f"{name}：{fault}" for fault in faults[:SHOWN_FAULTS]]
    if (more := len(faults) - SHOWN_FAULTS) > 0:
        lines.append(f"{name}：另有 {more} 处错误未列出，请先改正以上各处。")
    return "\n".join(lines)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """json keeps the last of two equal keys; here the second is a fault."""
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in result if keys.count(key) > 1)
        raise ValueError(f"同一对象中字段「{double}」出现了两次，只能出现一次。")
    return result


def _whole(text: str) -> int | Decimal:
    """A number too long for Python to print stays a Decimal, which no field takes."""
    return int(text) if len(text) <= LONGEST_NUMBER else Decimal(text)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, default=str)
    if isinstance(value, str) and _printable(value):
        text = f"「{value}」"
    return text if len(text) <= 60 else text[:60] + "…"


def _printable(text: str) -> bool:
    """Whether `text` can be written as UTF-8 at all: JSON can smuggle in half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Reader:
    """Goes through a document once and gathers the faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def case(self, document: object, *, lot_needed: bool) -> Case | None:
        fields = self.record(document, "", required=("positions", "classes"), allowed=_FIELDS)
        if fields is None:
            return None
        seats = self.seats(fields.get("positions", []))
        classes = self.classes(fields.get("classes", []))
        if not all(isinstance(fields.get(key), list) for key in ("positions", "classes")):
            return None  # whatever follows would only say that these are missing
        people = {person for members in classes for person in members}
        eligible = self.eligible(fields["eligible"], people, seats) if "eligible" in fields else None
        case = Case(
            seats=seats,
            classes=classes,
            eligible=eligible,
            wishes=self.wishes(fields.get("wishes", {}), people, seats, eligible),
            accepts_any=self.accepts_any(fields.get("accepts_any", []), people),
            lot=self.lot(fields["lot"]) if "lot" in fields else None,
            guarantee=self.guarantee(fields.get("guarantee", "off")),
        )
        if lot_needed:
            self.ties(case, "lot" in fields)
        return case

    def record(
        self, value: object, where: str, *, required: tuple[str, ...], allowed: tuple[str, ...]
    ) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self.faults.append(f"{where or '整个文件'} 应为对象 {{…}}，现为 {_shown(value)}。")
            return None
        prefix = f"{where}." if where else ""
        self.faults += [f"缺少字段 {prefix}{key}。" for key in required if key not in value]
        for key in value.keys() - set(allowed):
            self.faults.append(f"字段 {prefix}{_shown(key)} 不认识；可用的有 {'、'.join(allowed)}。")
        return value

    def items(self, value: object, where: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self.faults.append(f"{where} 应为列表 […]，现为 {_shown(value)}。")
        return []

    def name(self, value: object, where: str) -> str | None:
        if isinstance(value, str) and value and _printable(value):
            return value
        self.faults.append(f"{where} 应为非空的编号文字，现为 {_shown(value)}。")
        return None

    def seats(self, value: object) -> dict[str, int]:
        seats: dict[str, int] = {}
        for number, item in enumerate(self.items(value, "positions")):
            where = f"positions[{number}]"
            post = self.record(item, where, required=("id", "seats"), allowed=("id", "seats"))
            if post is None or "id" not in post or (name := self.name(post["id"], f"{where}.id")) is None:
                continue
            if name in seats:
                self.faults.append(f"{where}.id 岗位「{name}」前面已经有了，一个岗位只写一次。")
            seats[name] = self.seat_count(post.get("seats", 0), f"{where}.seats（岗位「{name}」）")
        return seats

    def seat_count(self, value: object, where: str) -> int:
        if type(value) is int and value >= 0:
            return value
        self.faults.append(f"{where} 应为不小于 0 的整数，现为 {_shown(value)}。")
        return 0

    def classes(self, value: object) -> tuple[tuple[str, ...], ...]:
        seen: dict[str, int] = {}
        classes = []
        for number, item in enumerate(self.items(value, "classes")):
            members = []
            for place, person in enumerate(self.items(item, f"classes[{number}]")):
                name = self.name(person, f"classes[{number}][{place}]")
                if name is None:
                    continue
                if name in seen:
                    first = f"classes[{seen[name]}]"
                    self.faults.append(f"classes[{number}] 中的「{name}」在 {first} 已有，一人只写一次。")
                    continue
                seen[name] = number
                members.append(name)
            classes.append(tuple(sorted(members)))
        return tuple(classes)

    def listing(
        self, value: object, where: str, people: set[str], seats: Mapping[str, int]
    ) -> Iterator[tuple[str, list[str]]]:
        """Person and posts, each list checked whole and only looked at piece by piece where it fails."""
        if not isinstance(value, dict):
            self.faults.append(f"{where} 应为对象 {{人员：[岗位…]}}，现为 {_shown(value)}。")
            return
        known = seats.keys()
        for person, item in value.items():
            if person not in people:
                self.faults.append(f"{where} 中的人员 {_shown(person)} 不在 classes 之内，请核对编号。")
            posts = self.items(item, f"{where}.{person}" if _printable(person) else where)
            try:
                distinct = set(posts)
                sound = len(distinct) == len(posts) and distinct <= known
            except TypeError:
                sound = False
            yield person, posts if sound else self.sound_posts(posts, f"{where}.{_shown(person)}", seats)

    def sound_posts(self, posts: list[Any], where: str, seats: Mapping[str, int]) -> list[str]:
        sound: list[str] = []
        for place, post in enumerate(posts):
            if not isinstance(post, str) or post not in seats:
                self.faults.append(f"{where}[{place}] 岗位 {_shown(post)} 不在 positions 之内，请核对编号。")
            elif post in sound:
                self.faults.append(f"{where}[{place}] 岗位「{post}」重复，一个岗位只写一次。")
            else:
                sound.append(post)
        return sound

    def eligible(
        self, value: object, people: set[str], seats: Mapping[str, int]
    ) -> dict[str, frozenset[str]]:
        eligible = {
            person: frozenset(posts) for person, posts in self.listing(value, "eligible", people, seats)
        }
        missing = people - eligible.keys() if isinstance(value, dict) else ()
        for person in sorted(missing):
            self.faults.append(f"eligible 缺少人员「{person}」；没有可选岗位的人也要写上空列表。")
        return eligible

    def wishes(
        self,
        value: object,
        people: set[str],
        seats: Mapping[str, int],
        eligible: Mapping[str, frozenset[str]] | None,
    ) -> dict[str, tuple[str, ...]]:
        wishes = {}
        for person, posts in self.listing(value, "wishes", people, seats):
            wishes[person] = tuple(posts)
            able = None if eligible is None else eligible.get(person)
            if able is not None and not able.issuperset(posts):
                for place, post in enumerate(posts):
                    if post not in able:
                        self.faults.append(
                            f"wishes.{_shown(person)}[{place}] 岗位「{post}」不在其 eligible 之内，不能填报。"
                        )
        return wishes

    def accepts_any(self, value: object, people: set[str]) -> frozenset[str]:
        seen: set[str] = set()
        for place, person in enumerate(self.items(value, "accepts_any")):
            if not isinstance(person, str) or person not in people:
                self.faults.append(
                    f"accepts_any[{place}] 人员 {_shown(person)} 不在 classes 之内，请核对编号。"
                )
            elif person in seen:
                self.faults.append(f"accepts_any[{place}] 人员「{person}」重复，一人只写一次。")
            else:
                seen.add(person)
        return frozenset(seen)

    def lot(self, value: object) -> Lot | None:
        fields = self.record(value, "lot", required=("key",), allowed=("key", "algorithm"))
        if fields is None:
            return None
        key = self.name(fields["key"], "lot.key") if "key" in fields else None
        algorithm = fields.get("algorithm", "sha256")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
            allowed = "、".join(ALGORITHMS)
            self.faults.append(f"lot.algorithm 应为 {allowed} 之一，现为 {_shown(algorithm)}。")
            return None
        return None if key is None else Lot(key, algorithm)

    def guarantee(self, value: object) -> Guarantee:
        for known in GUARANTEES:
            if value == known:
                return known
        self.faults.append(f"guarantee 应为 {'、'.join(GUARANTEES)} 之一，现为 {_shown(value)}。")
        return "off"

    def ties(self, case: Case, given: bool) -> None:
        for number, members in enumerate(case.classes):
            if len(members) > 1 and not given:
                self.faults.append(f"缺少字段 lot：classes[{number}] 有 {len(members)} 人并列，须写明抽签。")
                return
            if len(members) > LARGEST_POOL:
                self.faults.append(
                    f"classes[{number}] 有 {len(members)} 人：RFC 3797 抽签每组最多 {LARGEST_POOL} 人。"
                )
