"""CASE.json: what is refused, and how the refusal reads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from resettlement.errors import BadInputError
from resettlement.selection.allocation.case import parse_case, read_case

EXAMPLE: dict[str, Any] = {
    "positions": [{"id": "P1", "seats": 2}, {"id": "P2", "seats": 1}],
    "eligible": {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P1", "P2"]},
    "classes": [["C1"], ["C2", "C3"]],
    "wishes": {"C1": ["P2", "P1"], "C2": ["P1"], "C3": ["P2"]},
    "accepts_any": ["C3"],
    "lot": {"key": "9319./2.5.8.10.12./9.18.26.34.41.45./", "algorithm": "sha256"},
    "guarantee": "off",
}


def changed(**fields: Any) -> dict[str, Any]:
    return {**EXAMPLE, **fields}


def without(*fields: str) -> dict[str, Any]:
    return {key: value for key, value in EXAMPLE.items() if key not in fields}


def test_the_example_of_the_interface_is_read() -> None:
    case = parse_case(EXAMPLE, lot_needed=True)
    assert case.seats == {"P1": 2, "P2": 1}
    assert case.classes == (("C1",), ("C2", "C3"))
    assert case.eligible is not None
    assert case.eligible["C2"] == {"P1"}
    assert case.wishes["C1"] == ("P2", "P1")
    assert case.accepts_any == {"C3"}
    assert case.lot is not None
    assert case.lot.algorithm == "sha256"
    assert case.guarantee == "off"
    assert case.people == ("C1", "C2", "C3")


def test_everything_but_positions_and_classes_may_be_left_out_where_nobody_is_tied() -> None:
    case = parse_case({"positions": [{"id": "P1", "seats": 0}], "classes": [["C1"]]}, lot_needed=True)
    assert (case.eligible, case.wishes, case.accepts_any, case.lot) == (None, {}, frozenset(), None)
    assert case.guarantee == "off"


@pytest.mark.parametrize("guarantee", ["off", "warn", "enforce"])
def test_each_guarantee_is_known(guarantee: str) -> None:
    assert parse_case(changed(guarantee=guarantee)).guarantee == guarantee


def test_the_algorithm_is_sha256_where_the_lot_names_none() -> None:
    lot = parse_case(changed(lot={"key": "1./"})).lot
    assert lot is not None
    assert lot.algorithm == "sha256"


REFUSED = [
    ("not an object", [], "整个文件"),
    ("a number as file", 3, "整个文件"),
    ("positions missing", without("positions"), "positions"),
    ("classes missing", without("classes"), "classes"),
    ("unknown field", changed(seats=3), "seats"),
    (
        "unknown field of a post",
        changed(positions=[{"id": "P1", "seats": 1, "seat": 1}]),
        r"positions\[0\].*seat",
    ),
    ("post without id", changed(positions=[{"seats": 1}]), r"positions\[0\]\.id"),
    ("post without seats", changed(positions=[{"id": "P1"}]), r"positions\[0\]\.seats"),
    ("negative seats", changed(positions=[{"id": "P1", "seats": -1}]), r"positions\[0\]\.seats.*P1.*-1"),
    ("seats true", changed(positions=[{"id": "P1", "seats": True}]), r"positions\[0\]\.seats.*true"),
    ("seats 1.0", changed(positions=[{"id": "P1", "seats": 1.0}]), r"positions\[0\]\.seats.*1\.0"),
    ("seats as text", changed(positions=[{"id": "P1", "seats": "2"}]), r"positions\[0\]\.seats"),
    ("seats null", changed(positions=[{"id": "P1", "seats": None}]), r"positions\[0\]\.seats"),
    ("a post twice", changed(positions=[{"id": "P1", "seats": 1}] * 2), r"positions\[1\]\.id.*P1"),
    ("id a number", changed(positions=[{"id": 1, "seats": 1}]), r"positions\[0\]\.id"),
    ("id empty", changed(positions=[{"id": "", "seats": 1}]), r"positions\[0\]\.id"),
    ("half a character", changed(positions=[{"id": "\ud800", "seats": 1}]), r"positions\[0\]\.id"),
    ("positions an object", changed(positions={"P1": 2}), "positions"),
    ("classes not lists", changed(classes=["C1", "C2", "C3"]), r"classes\[0\]"),
    (
        "someone in two classes",
        changed(classes=[["C1"], ["C2", "C3", "C1"]]),
        r"classes\[1\].*C1.*classes\[0\]",
    ),
    ("someone twice in a class", changed(classes=[["C1"], ["C2", "C3", "C2"]]), r"classes\[1\].*C2"),
    ("someone missing in eligible", changed(eligible={"C1": [], "C2": ["P1"]}, wishes={}), "eligible.*C3"),
    ("stranger in eligible", changed(eligible={**EXAMPLE["eligible"], "C9": []}), "eligible.*C9"),
    ("unknown post in eligible", changed(eligible={**EXAMPLE["eligible"], "C2": ["P9"]}), "eligible.*C2.*P9"),
    (
        "a post twice in eligible",
        changed(eligible={**EXAMPLE["eligible"], "C2": ["P1", "P1"]}),
        "eligible.*C2.*P1",
    ),
    ("eligible null", changed(eligible=None), "eligible"),
    ("eligible not lists", changed(eligible={**EXAMPLE["eligible"], "C2": "P1"}), "eligible.C2"),
    ("stranger in wishes", changed(wishes={"C9": ["P1"]}), "wishes.*C9"),
    ("unknown post in wishes", changed(wishes={"C1": ["P1", "P9"]}), r"wishes.*C1.*\[1\].*P9"),
    ("a post twice in wishes", changed(wishes={"C1": ["P1", "P1"]}), r"wishes.*C1.*\[1\].*P1"),
    ("a wish one is not eligible for", changed(wishes={"C2": ["P2"]}), r"wishes.*C2.*\[0\].*P2.*eligible"),
    ("a wish that is no text", changed(wishes={"C1": [["P1"]]}), r"wishes.*C1.*\[0\]"),
    ("stranger in accepts_any", changed(accepts_any=["C9"]), r"accepts_any\[0\].*C9"),
    ("someone twice in accepts_any", changed(accepts_any=["C3", "C3"]), r"accepts_any\[1\].*C3"),
    ("accepts_any not a list", changed(accepts_any="C3"), "accepts_any"),
    ("lot missing in spite of a tie", without("lot"), r"lot.*classes\[1\]"),
    ("lot null", changed(lot=None), "lot"),
    ("lot without key", changed(lot={"algorithm": "md5"}), r"lot\.key"),
    ("lot with an empty key", changed(lot={"key": ""}), r"lot\.key"),
    ("lot with an unknown field", changed(lot={"key": "1", "seed": 2}), "lot.*seed"),
    ("unknown algorithm", changed(lot={"key": "1", "algorithm": "sha1"}), r"lot\.algorithm.*sm3.*sha1"),
    ("algorithm a list", changed(lot={"key": "1", "algorithm": ["md5"]}), r"lot\.algorithm"),
    ("unknown guarantee", changed(guarantee="on"), "guarantee.*enforce.*on"),
    ("guarantee true", changed(guarantee=True), "guarantee"),
]


@pytest.mark.parametrize(("document", "names"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_case_that_is_not_as_agreed_is_refused_naming_the_field(document: Any, names: str) -> None:
    with pytest.raises(BadInputError, match=f"^文件.json：.*{names}"):
        parse_case(document, name="文件.json", lot_needed=True)


def test_every_fault_is_named_at_once() -> None:
    document = changed(positions=[{"id": "P1", "seats": -1}, {"id": "P2", "seats": 1}], guarantee="on")
    document["accepts_any"] = ["C9"]
    with pytest.raises(BadInputError) as caught:
        parse_case(document)
    lines = caught.value.message.splitlines()
    assert len(lines) == 3
    assert [field in line for field, line in zip(("seats", "accepts_any", "guarantee"), lines, strict=True)]


@pytest.mark.parametrize("field", ["positions", "classes"])
@pytest.mark.parametrize("value", [None, {}, "P1", 3])
def test_without_posts_or_people_only_that_is_named(field: str, value: object) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_case(changed(**{field: value}))
    (line,) = caught.value.message.splitlines()
    assert field in line


def test_without_a_readable_eligible_nobody_is_said_to_be_missing_in_it() -> None:
    with pytest.raises(BadInputError) as caught:
        parse_case(changed(eligible=None))
    (line,) = caught.value.message.splitlines()
    assert "eligible" in line


def test_a_long_list_of_faults_is_cut_and_says_how_many_are_left() -> None:
    document = changed(accepts_any=[f"X{number}" for number in range(70)])
    with pytest.raises(BadInputError, match="另有 20 处"):
        parse_case(document)


def test_a_missing_lot_matters_only_where_ties_are_settled() -> None:
    assert parse_case(without("lot")).lot is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"positions": [], "positions": [], "classes": []}', "positions.*两次"),
        ('{"positions": [], "classes": [["C1"]], "wishes": {"C1": [], "C1": []}}', "C1.*两次"),
        ('{"positions": [{"id": "P1", "seats": NaN}], "classes": []}', "岗位「P1」.*NaN"),
        ('{"positions": [{"id": "P1", "seats": ' + "9" * 5000 + '}], "classes": []}', "岗位「P1」.*整数"),
        ('{"positions": [}', "第 1 行第 16 列"),
        ("", "文件是空的"),
        ("[" * 100_000, "嵌套"),
    ],
)
def test_a_text_that_is_no_sound_json_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadInputError, match=f"^坏.json：.*{says}"):
        read_case(text.encode(), name="坏.json")


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadInputError, match="UTF-8"):
        read_case(json.dumps(changed(guarantee="关"), ensure_ascii=False).encode("gb18030"))


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_case(b"\xef\xbb\xbf" + json.dumps(EXAMPLE).encode()) == parse_case(EXAMPLE)
