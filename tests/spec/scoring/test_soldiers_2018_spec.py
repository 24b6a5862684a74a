"""退役士兵服役表现量化评分（2018年办法）, sentence by sentence: who has what, and what it earns.

Everybody here is invented. Unless a case says otherwise the soldier serves 12 years to the day (36 points).
"""

from __future__ import annotations

from typing import Any

import pytest

from scoring import RecordsError, load_pack, parse_records, score

PACK = load_pack("soldiers-2018")


def award(grade: str, setting: str = "peacetime", **more: Any) -> dict[str, Any]:
    return {"kind": "award", "grade": grade, "setting": setting, "on": "2015-05-01", **more}


def area(name: str, class_: str | None, start: str, to: str) -> dict[str, Any]:
    fact = {"kind": "area", "area": name, "from": start, "to": to}
    return fact if class_ is None else {**fact, "class": class_}


def sheet_of(facts: list[dict[str, Any]], served: tuple[str, str] = ("2009-12-01", "2021-12-01")) -> Any:
    record = {
        "candidate": "S01（虚构）",
        "category": "sergeant",
        "enlisted_on": served[0],
        "discharged_on": served[1],
        "facts": facts,
    }
    return score(parse_records({"records": [record]}), PACK)[0]


def points_of(
    facts: list[dict[str, Any]], served: tuple[str, str] = ("2009-12-01", "2021-12-01")
) -> dict[str, str]:
    return {line.item: line.points for line in sheet_of(facts, served).lines}


SERVICE = [
    ("12年以内每年3分", "2011-12-01", "2021-12-01", {"svc_le12": "30"}),
    ("满12年：36分", "2009-12-01", "2021-12-01", {"svc_le12": "36"}),
    ("满12年后每多1年4分，不是2016年的5分", "2008-12-01", "2021-12-01", {"svc_le12": "36", "svc_gt12": "4"}),
    ("16年：36＋16", "2005-12-01", "2021-12-01", {"svc_le12": "36", "svc_gt12": "16"}),
    ("零头1天，按半年，值一半", "2009-11-30", "2021-12-01", {"svc_le12": "36", "svc_gt12": "2"}),
    ("零头5个月29天，按半年", "2011-06-02", "2021-12-01", {"svc_le12": "31.5"}),
    ("零头6个月零1天，按1年", "2011-05-31", "2021-12-01", {"svc_le12": "33"}),
]


@pytest.mark.parametrize(("sentence", "start", "to", "points"), SERVICE, ids=[case[0] for case in SERVICE])
def test_years_of_service(sentence: str, start: str, to: str, points: dict[str, str]) -> None:
    assert points_of([], (start, to)) == points


FACTS = [
    ("平时个人嘉奖每次0.5分", [award("commendation")], "peace_commend", "0.5"),
    ("平时三等功每次10分", [award("third_class_merit")], "peace_m3", "10"),
    ("两次三等功累加", [award("third_class_merit")] * 2, "peace_m3", "20"),
    ("平时二等功每次20分", [award("second_class_merit")], "peace_m2", "20"),
    ("平时一等功每次40分", [award("first_class_merit")], "peace_m1", "40"),
    ("战时个人嘉奖每次3分", [award("commendation", "wartime")], "war_commend", "3"),
    ("战时三等功每次20分", [award("third_class_merit", "wartime")], "war_m3", "20"),
    ("战时二等功每次40分", [award("second_class_merit", "wartime")], "war_m2", "40"),
    ("战时一等功每次80分", [award("first_class_merit", "wartime")], "war_m1", "80"),
    ("集体奖励不计分", [award("first_class_merit", collective=True)], "collective_award", "0"),
    (
        "中央军委表彰每次20分",
        [{"kind": "citation", "level": "central_military_commission", "on": "2015-01-01"}],
        "cite_cmc",
        "20",
    ),
    (
        "军委机关部门表彰每次10分",
        [{"kind": "citation", "level": "cmc_department", "on": "2015-01-01"}],
        "cite_dept",
        "10",
    ),
    ("优秀士官人才奖二等奖不计分", [{"kind": "talent_award", "grade": 2}], "talent_award_2_3", "0"),
    ("职业技能等级2018年起不计分", [{"kind": "skill", "level": 1}], "skill", "0"),
    *[
        (
            f"因战{grade}级{points}分",
            [{"kind": "disability", "cause": "combat", "grade": grade}],
            "disab_war",
            points,
        )
        for grade, points in {5: "50", 6: "40", 7: "30", 8: "20", 9: "10", 10: "5"}.items()
    ],
    *[
        (
            f"因公{grade}级{points}分",
            [{"kind": "disability", "cause": "duty", "grade": grade}],
            "disab_duty",
            points,
        )
        for grade, points in {5: "40", 6: "30", 7: "20", 8: "10", 9: "5", 10: "2"}.items()
    ],
    ("因病致残不计分", [{"kind": "disability", "cause": "illness", "grade": 5}], "disab_illness", "0"),
    *[
        (
            f"艰苦边远{class_}类区一年",
            [area("hardship", class_, "2010-01-01", "2011-01-01")],
            "hardship",
            points,
        )
        for class_, points in {"1": "0.6", "2": "1.2", "3": "1.8", "4": "2.4", "5": "3", "6": "3.6"}.items()
    ],
    ("艰苦边远地区连续不满1年不计", [area("hardship", "6", "2010-01-01", "2010-12-31")], "hardship", "0"),
    ("西藏二类区每月0.2分", [area("tibet", "2", "2010-01-01", "2011-01-01")], "tibet", "2.4"),
    ("西藏三类区每月0.25分", [area("tibet", "3", "2010-01-01", "2011-01-01")], "tibet", "3"),
    ("西藏四类区每月0.3分", [area("tibet", "4", "2010-01-01", "2011-01-01")], "tibet", "3.6"),
    ("三类岛每月0.05分", [area("island", "3", "2010-01-01", "2011-01-01")], "island", "0.6"),
    ("二类岛每月0.1分", [area("island", "2", "2010-01-01", "2011-01-01")], "island", "1.2"),
    ("一类岛每月0.15分", [area("island", "1", "2010-01-01", "2011-01-01")], "island", "1.8"),
    ("特类岛每月0.2分", [area("island", "special", "2010-01-01", "2011-01-01")], "island", "2.4"),
    ("海外基地每月0.2分", [area("overseas_base", None, "2010-01-01", "2011-01-01")], "overseas_base", "2.4"),
    ("高原不单独计分", [area("plateau", None, "2010-01-01", "2011-01-01")], "other_area", "0"),
    ("参加作战每天0.5分", [{"kind": "combat", "days": 15}], "combat", "7.5"),
]


@pytest.mark.parametrize(("sentence", "facts", "item", "points"), FACTS, ids=[case[0] for case in FACTS])
def test_what_a_fact_earns(sentence: str, facts: list[dict[str, Any]], item: str, points: str) -> None:
    assert points_of(facts) == {"svc_le12": "36", item: points}


UNKNOWN = [
    ("优秀士官人才奖一等奖没有查到", {"kind": "talent_award", "grade": 1}, "talent_award_1"),
    (
        "非战争军事行动的奖励没有查到",
        award("third_class_merit", "non_war_operation"),
        "non_war_operation_award",
    ),
    ("烈士子女的分值版本存疑", {"kind": "child_of_martyr"}, "martyr_child"),
    (
        "处分减分没有查到",
        {"kind": "sanction", "authority": "party", "grade": "warning", "on": "2012-01-01"},
        "deduct_discipline",
    ),
    ("档案弄虚作假没有查到", {"kind": "file_fraud", "on": "2012-01-01"}, "deduct_file_fraud"),
    ("因战四级没有分值", {"kind": "disability", "cause": "combat", "grade": 4}, "disab_war"),
    ("西藏一类区没有分值", area("tibet", "1", "2010-01-01", "2011-01-01"), "tibet"),
]


@pytest.mark.parametrize(("sentence", "fact", "item"), UNKNOWN, ids=[case[0] for case in UNKNOWN])
def test_a_figure_that_is_not_known_refuses_the_record(
    sentence: str, fact: dict[str, Any], item: str
) -> None:
    with pytest.raises(RecordsError) as raised:
        sheet_of([fact])
    assert all(word in str(raised.value) for word in ("soldiers-2018", item, "所在部分"))


@pytest.mark.parametrize("grade", ["honorary_title", "august_first_medal"])
def test_a_medal_or_honorary_title_is_not_scored_and_comes_first(grade: str) -> None:
    sheet = sheet_of([award(grade), {"kind": "child_of_martyr"}])
    assert (sheet.exempt, sheet.total, sheet.standing) == (True, "0", 1)
    assert [(line.item, line.article) for line in sheet.lines] == [("exempt", "一(四)"), ("not_scored", None)]


def test_a_collective_honorary_title_exempts_nobody() -> None:
    assert points_of([award("honorary_title", collective=True)]) == {
        "svc_le12": "36",
        "collective_award": "0",
    }


@pytest.mark.parametrize("one", ["hardship", "tibet", "island", "overseas_base"])
@pytest.mark.parametrize("other", ["hardship", "tibet", "island", "overseas_base"])
def test_a_soldier_is_in_one_kind_of_area_at_a_time(one: str, other: str) -> None:
    facts = [area(one, "2", "2010-01-01", "2012-01-01"), area(other, "2", "2011-01-01", "2013-01-01")]
    if one == other:
        assert sheet_of(facts).total
    else:
        with pytest.raises(RecordsError, match="重叠"):
            sheet_of(facts)


def test_lines_that_rest_on_a_conclusion_are_marked() -> None:
    (_, line) = sheet_of([{"kind": "skill", "level": 3}]).lines
    assert line.status == "inferred"
    assert line.note
