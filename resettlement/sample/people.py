"""The 19 people of the sample campaign and what stands in their archives. Nobody here exists.

ID numbers carry a region code that was never assigned (990000), telephone numbers begin with 0000.
Who is what: campaign.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resettlement.records.identity import check_digit

REPORT = "个人奖励登记（报告）表"
AREA_PROOF = "艰苦边远地区服役证明"
POST_ORDER = "任职命令"


@dataclass(frozen=True)
class Someone:
    """One row of the sheet 人员 and their rows of the sheet 事项."""

    row: Mapping[str, Any]
    facts: tuple[Mapping[str, Any], ...]


def someone(
    code: str, name: str, sex: str, born_on: str, category: str, service: tuple[str, str], education: str,
    *facts: Mapping[str, Any], major: str | None = None, status: str = "中共党员",
    certificates: str | None = None, avoid_units: str | None = None,
) -> Someone:  # fmt: skip
    """A person, with the ID and telephone numbers that go with their place in the list."""
    number = int(code[1:]) + (0 if code.startswith("O") else 20)
    first_17 = f"990000{born_on.replace('-', '')}{number * 2 + (sex == '男'):03}"
    row = {
        "code": code, "name": name, "sex": sex, "id_number": first_17 + check_digit(first_17),
        "born_on": born_on, "category": category, "enlisted_on": service[0], "discharged_on": service[1],
        "education": education, "major": major, "political_status": status, "certificates": certificates,
        "avoid_units": avoid_units, "phone": f"0000{2021000 + number}",
    }  # fmt: skip
    return Someone(row, tuple({"code": code, **fact} for fact in facts))


def merit(
    grade: str, on: str, number: str, page: int, cause: str | None = None, **more: str
) -> dict[str, Any]:
    """An award: 嘉奖, 三等功, …"""
    return {
        "kind": "奖励", "等级": grade, "日期": on, "evidence": REPORT,
        "document_number": f"样通〔{on[:4]}〕{number}号", "page": str(page), "事由": cause, **more,
    }  # fmt: skip


def commended(*days: str) -> tuple[dict[str, Any], ...]:
    """A 嘉奖 for each day."""
    return tuple(merit("嘉奖", day, str(90 + place), 40 + place) for place, day in enumerate(days))


def area(name: str, grade: str, start: str, end: str, page: int) -> dict[str, Any]:
    """A period in an area; `end` is the day after the last."""
    return {
        "kind": "服役地区", "类别": name, "等级": grade, "起": start, "止": end, "evidence": AREA_PROOF,
        "document_number": f"样证〔2021〕{page}号", "page": str(page),
    }  # fmt: skip


def duty(name: str, start: str, end: str, page: int) -> dict[str, Any]:
    """A period on a special duty."""
    return {
        "kind": "特殊岗位", "类别": name, "起": start, "止": end, "evidence": POST_ORDER,
        "document_number": f"样任〔{start[:4]}〕{page}号", "page": str(page),
    }  # fmt: skip


def posts(*steps: tuple[str, str]) -> tuple[dict[str, Any], ...]:
    """Posts held one after another, each with the day from which."""
    ends = [start for _, start in steps[1:]] + [None]
    return tuple(
        {
            "kind": "职务", "等级": level, "起": start, "止": end, "evidence": POST_ORDER,
            "document_number": f"样任〔{start[:4]}〕{11 + place}号", "page": str(11 + place),
        }
        for place, ((level, start), end) in enumerate(zip(steps, ends, strict=True))
    )  # fmt: skip


def military_rank(name: str, start: str) -> dict[str, Any]:
    """The last 军衔."""
    return {
        "kind": "军衔", "内容": name, "起": start, "evidence": "晋升军衔命令",
        "document_number": f"样衔〔{start[:4]}〕8号", "page": "9",
    }  # fmt: skip


def skill(level: str) -> dict[str, Any]:
    """A trade certificate."""
    return {
        "kind": "职业技能",
        "等级": level,
        "evidence": "职业资格证书",
        "document_number": "样技2016-07",
        "page": "61",
    }


OFFICER_2003 = ("2003-09-01", "2021-07-01")
OFFICER_2004 = ("2004-09-01", "2021-07-01")
OFFICER_2005 = ("2005-09-01", "2021-07-01")
OFFICER_2006 = ("2006-09-01", "2021-07-01")

OFFICERS = (
    someone(
        "O01", "陆承岳", "男", "1984-10-06", "军官", OFFICER_2003, "本科",
        *posts(("副连职", "2009-07-01"), ("正连职", "2011-07-01"),
               ("副营职", "2014-07-01"), ("正营职", "2017-07-01")),
        merit("二等功", "2016-08-01", "12", 21, "2016-抗洪抢险"),
        merit("三等功", "2011-12-20", "31", 22),
        merit("三等功", "2016-07-20", "18", 23, "2016-抗洪抢险"),
        merit("三等功", "2013-12-20", "40", 24, 集体="是"),
        major="通信工程",
    ),
    someone(
        "O02", "纪云帆", "男", "1986-03-15", "军官", OFFICER_2004, "本科",
        *posts(("正连职", "2012-03-01"), ("副营职", "2015-03-01")),
        merit("三等功", "2010-12-25", "33", 25),
        merit("三等功", "2013-12-25", "35", 26),
        merit("三等功", "2017-12-25", "37", 27),
        duty("舰艇", "2008-07-01", "2014-09-01", 51),
        major="航海技术",
    ),
    someone(
        "O03", "韩䶮", "男", "1985-01-28", "军官", OFFICER_2003, "本科",
        *posts(("正连职", "2011-07-01"), ("副营职", "2014-07-01"), ("正营职", "2018-01-01")),
        merit("三等功", "2015-12-18", "29", 28),
        duty("飞行", "2007-07-01", "2015-07-01", 52),
        area("艰苦边远", "三类", "2015-07-01", "2019-07-01", 53),
        major="飞行器动力工程", certificates="机动车驾驶证A2",
    ),
    someone(
        "O04", "方致远", "男", "1985-05-19", "军官", OFFICER_2003, "本科",
        *posts(("副营职", "2014-03-01"), ("正营职", "2018-03-01")),
        merit("三等功", "2014-12-22", "26", 29),
        {"kind": "考试", "内容": "军转干部笔试", "分数": "81.5", "evidence": "笔试成绩单",
         "document_number": "样考2021-04", "page": "71"},
        major="汉语言文学",
    ),
    someone(
        "O05", "沈怀瑾", "女", "1987-09-30", "军官", OFFICER_2005, "硕士",
        *posts(("技12级", "2012-12-01"), ("技11级", "2016-12-01")),
        merit("三等功", "2014-07-25", "22", 30),
        merit("三等功", "2019-07-25", "24", 31),
        area("艰苦边远", "二类", "2016-01-01", "2018-01-01", 54),
        {"kind": "科研成果奖", "名次": "二", "等级": "三等奖", "evidence": "科技进步奖证书",
         "document_number": "样科2018-15", "page": "72"},
        major="临床医学", certificates="执业医师资格证",
    ),
    someone(
        "O06", "顾明川", "男", "1986-11-08", "军官", OFFICER_2005, "本科",
        *posts(("副营职", "2015-06-01"), ("正营职", "2019-06-01")),
        major="行政管理",
    ),
    someone(
        "O07", "唐书珩", "男", "1986-11-08", "军官", OFFICER_2005, "本科",
        *posts(("正连职", "2012-06-01"), ("副营职", "2016-06-01")),
        merit("三等功", "2018-12-10", "27", 32),
        {"kind": "表彰", "等级": "军委机关部门", "日期": "2019-07-01", "evidence": "表彰通报",
         "document_number": "样表〔2019〕6号", "page": "33"},
        major="法学", certificates="法律职业资格证",
    ),
    someone(
        "O08", "郝立群", "男", "1988-02-17", "军官", OFFICER_2006, "本科",
        *posts(("副连职", "2011-12-01"), ("正连职", "2014-12-01")),
        merit("三等功", "2015-12-15", "30", 34),
        area("艰苦边远", "四类", "2013-01-01", "2018-01-01", 55),
        {"kind": "处分", "类别": "军纪", "等级": "严重警告", "日期": "2018-05-04",
         "事由": "2018-装备保管失职", "evidence": "处分登记表",
         "document_number": "样处〔2018〕3号", "page": "81"},
        {"kind": "处分", "类别": "党纪", "等级": "警告", "日期": "2018-05-10", "事由": "2018-装备保管失职",
         "evidence": "党纪处分决定", "document_number": "样党处〔2018〕1号", "page": "82"},
        major="武器系统工程",
    ),
)  # fmt: skip

AUTUMN_2004 = ("2004-12-01", "2021-09-01")
AUTUMN_2005 = ("2005-12-01", "2021-09-01")
AUTUMN_2006 = ("2006-12-01", "2021-09-01")
AUTUMN_2008 = ("2008-12-01", "2021-09-01")
EXACTLY_SIX_MONTHS = ("2008-12-01", "2021-06-01")
DIRECTLY_RECRUITED = ("2009-07-01", "2021-09-01")

SERGEANTS = (
    someone(
        "S01", "江卫疆", "男", "1988-01-20", "士官", AUTUMN_2006, "大专",
        merit("荣誉称号", "2019-07-31", "2", 21, 授予机关="中央军委"),
        merit("三等功", "2012-12-20", "32", 22),
        merit("二等功", "2017-08-15", "14", 23),
        area("西藏", "三类", "2007-03-01", "2015-03-01", 51),
        military_rank("二级军士长", "2018-12-01"),
        major="机电一体化", certificates="机动车驾驶证A2",
    ),
    someone(
        "S02", "石铁成", "男", "1985-12-11", "士官", AUTUMN_2004, "大专",
        merit("二等功", "2016-07-26", "13", 24, "2016-抗洪抢险"),
        merit("三等功", "2010-12-21", "36", 25),
        merit("三等功", "2018-12-21", "38", 26),
        *commended("2007-12-20", "2012-12-20", "2014-12-20"),
        area("艰苦边远", "三类", "2009-01-01", "2017-01-01", 52),
        {"kind": "执行任务", "内容": "2016年抗洪抢险", "起": "2016-07-05", "止": "2016-08-20",
         "evidence": "执行任务证明", "document_number": "样任务〔2016〕9号", "page": "53"},
        military_rank("二级军士长", "2018-12-01"), skill("二级"),
        major="水利工程", certificates="机动车驾驶证A2",
    ),
    someone(
        "S03", "罗守义", "男", "1987-04-02", "士官", AUTUMN_2005, "大专",
        {"kind": "残疾", "类别": "因公", "等级": "七级", "evidence": "残疾军人证",
         "document_number": "样残2014-07", "page": "62"},
        merit("三等功", "2013-11-30", "41", 27, "2013-排爆"),
        *commended("2009-12-20", "2011-12-20", "2015-12-20", "2016-12-20"),
        duty("班长", "2010-12-01", "2014-01-01", 54),
        military_rank("三级军士长", "2017-12-01"),
        major="档案管理",
    ),
    someone(
        "S04", "白振邦", "男", "1988-06-25", "士官", AUTUMN_2006, "大专",
        merit("三等功", "2013-12-19", "42", 28),
        merit("三等功", "2016-12-19", "44", 29),
        *commended("2010-12-20", "2012-12-20"),
        area("西藏", "三类", "2008-03-01", "2012-03-01", 55),
        military_rank("三级军士长", "2018-12-01"), skill("三级"),
        major="汽车运用与维修", certificates="机动车驾驶证A2、汽车维修工证",
    ),
    someone(
        "S05", "童大江", "男", "1990-02-14", "士官", EXACTLY_SIX_MONTHS, "大专",
        merit("三等功", "2017-12-18", "45", 30),
        *commended("2012-12-20", "2014-12-20", "2019-12-20"),
        area("艰苦边远", "二类", "2011-03-01", "2011-12-01", 56),
        area("艰苦边远", "二类", "2013-01-01", "2016-01-01", 57),
        military_rank("上士", "2016-12-01"),
        major="计算机应用技术",
    ),
    someone(
        "S06", "丁𬭎", "男", "1990-05-12", "士官", AUTUMN_2008, "大专",
        merit("三等功", "2015-12-17", "46", 31),
        *commended("2013-12-20", "2017-12-20"),
        military_rank("上士", "2016-12-01"), skill("三级"),
        major="物流管理",
    ),
    someone(
        "S07", "邵长风", "男", "1990-05-12", "士官", AUTUMN_2008, "大专",
        {"kind": "表彰", "等级": "军委机关部门", "日期": "2018-06-20", "evidence": "表彰通报",
         "document_number": "样表〔2018〕4号", "page": "32"},
        *commended("2014-12-20", "2016-12-20"),
        {"kind": "优秀士官人才奖", "等级": "三等奖", "evidence": "获奖证书",
         "document_number": "样人才2017-21", "page": "33"},
        military_rank("上士", "2016-12-01"),
        major="应急管理",
    ),
    someone(
        "S08", "倪小满", "男", "1990-05-21", "士官", AUTUMN_2008, "中专",
        *commended("2012-12-20", "2015-12-20", "2018-12-20"),
        area("艰苦边远", "一类", "2014-01-01", "2016-01-01", 58),
        military_rank("上士", "2016-12-01"),
        major="电气运行与控制", status="群众", certificates="电工证",
    ),
    # 2016年三等功的登记表夹在他人档案中，导入时漏录；公示期间本人提出异议,见 campaign.toml [objection]
    someone(
        "S09", "章有为", "男", "1990-08-09", "士官", AUTUMN_2008, "大专",
        *commended("2015-12-20"),
        duty("副班长", "2012-12-01", "2014-12-01", 59),
        military_rank("上士", "2016-12-01"),
        major="建筑工程技术", status="中共预备党员",
    ),
    someone(
        "S10", "苗青", "女", "1991-03-08", "士官", DIRECTLY_RECRUITED, "大专",
        *commended("2011-12-20", "2013-12-20", "2015-12-20", "2017-12-20", "2019-12-20"),
        area("海岛", "特类", "2015-03-01", "2017-03-01", 60),
        military_rank("上士", "2017-07-01"),
        major="图书信息管理",
    ),
    someone(
        "S11", "蓝秋雁", "女", "1990-10-15", "士官", AUTUMN_2008, "高中",
        skill("四级"),
        duty("副班长", "2013-12-01", "2015-12-01", 63),
        military_rank("上士", "2016-12-01"),
        status="群众", avoid_units="运河区图书馆",
    ),
)  # fmt: skip
