"""One frozen content of every kind, with fictional people whose names hold rare characters."""

from typing import Any

HEAD = "5f" * 12 + "0a1b2c3d" * 5
DIGEST = "a3" * 32
NAMES = ("龚䶮", "钟𬭎", "昇喆", "堃镕", "珺玥", "赟祎")  # 人物均为虚构
LAW = "《退役士兵安置条例》（2011年）第十七条、第三十五条至第四十条"
CONTACT = {
    "office": "运河区退役军人事务局移交安置股（样例）",
    "phone": "0513-55550101",
    "address": "运河区样例路1号选岗服务中心二楼",
    "objection": "公示期内对评分和名次有异议的，请书面并署实名向受理单位提出，写明理由并附证明材料。",
}


def common(kind: str, title: str, number: str = "运退公〔2021〕1号") -> dict[str, Any]:
    return {
        "kind": kind,
        "number": number,
        "title": title,
        "issuer": "运河区退役军人事务局",
        "issued_on": "2021-11-08",
        "fictional": True,
        "paragraphs": [
            "根据年度安置工作安排，现将2021年度符合政府安排工作条件的退役军人量化评分和名次予以公示，接受社会监督。"
        ],
        "period": {"from": "2021-11-08", "to": "2021-11-12", "workdays": 5},
        "contact": CONTACT,
    }


def scores(people: int = 20) -> dict[str, Any]:
    columns = [
        {"id": "service", "label": "服役年限"},
        {"id": "rank", "label": "军衔职务"},
        {"id": "awards", "label": "奖励表彰"},
        {"id": "other", "label": "其他各项"},
    ]

    def rows(prefix: str, count: int) -> list[dict[str, Any]]:
        return [
            {
                "standing": number,
                "candidate": f"{prefix}{number:02d}",
                "name": NAMES[number % 6][0] + "*",
                "subtotals": {"service": "63.5", "rank": "12", "awards": "7.25", "other": "4"},
                "total": f"{120 - number}.75",
                "note": "免予计分" if number == 1 else None,
            }
            for number in range(1, count + 1)
        ]

    def group(category: str, label: str, prefix: str, count: int) -> dict[str, Any]:
        return {
            "category": category,
            "label": label,
            "pack": {"id": "soldiers-2018", "title": "退役士兵服役表现量化评分办法", "digest": DIGEST},
            "columns": columns,
            "rows": rows(prefix, count),
        }

    officers = people * 2 // 5
    return common("scores", "关于2021年度退役军人量化评分和名次的公示") | {
        "groups": [
            group("officer", "军官", "J", officers),
            group("sergeant", "士官", "S", people - officers),
        ]
    }


def positions() -> dict[str, Any]:
    units = ("运河区样例镇人民政府", "运河区样例水务管理中心", "运河样例港务集团有限公司")
    rows = [
        {
            "id": f"P{number:02d}",
            "unit": units[number % 3],
            "unit_kind": ("行政", "事业", "国企")[number % 3],
            "title": ("综合管理岗", "安全监管员", "设备管理员")[number % 3],
            "kind": ("行政", "事业", "国企")[number % 3],
            "seats": 1 + number % 2,
            "coordinated": number % 4 == 0,
            "for_": "officer" if number < 10 else ["sergeant"],
            "requirements": "中共党员；大学专科及以上学历；年龄不超过40周岁" if number % 5 == 0 else "",
            **({"note": "需值夜班，单位提供住宿"} if number % 6 == 1 else {}),
        }
        for number in range(1, 26)
    ]
    return common("positions", "关于2021年度退役军人安置岗位的公示", "运退公〔2021〕2号") | {"rows": rows}


def announcement() -> dict[str, Any]:
    return common("announcement", "关于举行2021年度退役军人选岗会的公告", "运退公〔2021〕3号") | {
        "period": None,
        "session": {
            "date": "2021-11-22",
            "place": "运河区退役军人服务中心一楼大厅",
            "roll_call": "8时30分",
            "order": [
                {"category": "officer", "label": "军官", "count": 8},
                {"category": "sergeant", "label": "士官", "count": 11},
            ],
        },
        "lot": {"algorithm": "sha256", "source": "2021年11月21日公布的三种公开开奖号码，按公告所列次序连写"},
        "rules": {
            "id": "default",
            "title": "选岗会规则（样例）",
            "digest": DIGEST,
            "lines": ["选岗时限：5分钟", "未到场：第一次：排到本组最后；再次：以其事先密封的志愿代选"],
            "further": ["选定后当场签字。"],
            "tie": "名次并列的，各人能选的岗位名额都够用时不抽签，不够用的以抽签定先后。",
        },
        "heads": [{"stream": "campaign", "count": 42, "short": "L5PV-6X27", "head": HEAD}],
    }


def result() -> dict[str, Any]:
    rows = [
        {
            "order": number,
            "candidate": f"S{number:02d}",
            "name": NAMES[number % 6][0] + "*",
            "position": f"P{number:02d}",
            "unit": "运河区样例水务管理中心",
            "title": "安全监管员",
            "basis": "live",
        }
        for number in range(1, 20)
    ]
    return common("result", "关于2021年度退役军人选岗结果的公示", "运退公〔2021〕5号") | {
        "rows": rows,
        "log": {"stream": "session", "head": HEAD, "short": "L5PV-6X27", "count": 87},
        "fingerprint": {"full": DIGEST, "short": "UORK-HI5D"},
        "verify_url_hint": "公开包内的verify.py，运行 python3 verify.py 即可。",
    }


def correction() -> dict[str, Any]:
    return common("correction", "关于更正2021年度退役军人评分和名次的公告", "运退公〔2021〕4号") | {
        "paragraphs": [],
        "corrects": "运退公〔2021〕1号",
        "reason": "公示期内收到书面异议1件，经复核，一项个人奖励漏录，予以补计。",
        "changed": [
            {
                "candidate": "S07",
                "name": "钟*",
                "line": "嘉奖",
                "old": "2",
                "new": "3",
                "total_old": "71.5",
                "total_new": "72.5",
            }
        ],
        "moved": [
            {"candidate": "S07", "name": "钟*", "category": "sergeant", "old": 5, "new": 4},
            {"candidate": "S03", "name": "龚*", "category": "sergeant", "old": 4, "new": 5},
        ],
        "unchanged_count": 17,
    }


def withdrawal() -> dict[str, Any]:
    return common("withdrawal", "关于撤回运退公〔2021〕2号的公告", "运退公〔2021〕3号") | {
        "paragraphs": [],
        "period": None,
        "withdraws": "运退公〔2021〕2号",
        "withdrawn_title": "运河区2021年度退役军人安置岗位公示",
        "reason": "公示期的截止日期写错，须重新公示。",
    }


def agreement() -> dict[str, Any]:
    return {
        "kind": "agreement",
        "number": "2021-S07",
        "title": "退役军人选岗协议",
        "issuer": "运河区退役军人事务局",
        "issued_on": "2021-11-22",
        "fictional": True,
        "unit": "运河区样例水务管理中心",
        "candidate": {"id": "S07", "name": "钟𬭎䶮", "category": "sergeant"},
        "position": {
            "id": "P05",
            "title": "安全监管员",
            "kind": "事业",
            "unit_kind": "事业",
            "requirements": "中共党员；大学专科及以上学历",
        },
        "session": {"date": "2021-11-22", "place": "运河区退役军人服务中心一楼大厅", "order": 12},
        "taken": {"how": "按第12顺位选岗，并当场确认", "proxy": False},
        "log": {"short": "L5PV-6X27", "count": 61},
        "clauses": [
            {"text": "甲方应当及时为丙方开具介绍信，督促乙方接收。", "source": None},
            {"text": "乙方应当按选定的岗位接收丙方，不得附加条件。", "source": None},
            {"text": "丙方应当持介绍信按时报到。", "source": None},
            {"text": "乙方应当在介绍信开出后1个月内安排丙方上岗。", "source": LAW},
            {"text": "劳动合同或者聘用合同期限不少于3年。", "source": LAW},
            {"text": "非因丙方本人原因未按时上岗的，发给不低于本单位平均工资80%的生活费。", "source": LAW},
            {"text": "合同、待遇、保险、户口四项由甲方回访。", "source": None},
            {"text": "乙方拒绝接收的，依法处理。", "source": "《退役士兵安置条例》（2011年）第五十条"},
        ],
    }


def slip() -> dict[str, Any]:
    return {
        "kind": "slip",
        "number": "012",
        "title": "选岗回执",
        "issuer": "运河区退役军人事务局",
        "issued_on": "2021-11-22",
        "fictional": True,
        "candidate": "S07",
        "name": "钟𬭎䶮",
        "position": {"id": "P05", "unit": "运河区样例水务管理中心", "title": "安全监管员"},
        "at": "10:21:07",
        "log": {"stream": "session/2021", "head": HEAD, "short": "L5PV-6X27", "count": 61},
    }


def letter() -> dict[str, Any]:
    return {
        "kind": "letter",
        "number": "运退介〔2021〕7号",
        "title": "退役军人安置介绍信",
        "issuer": "江州市运河区退役军人事务局",
        "issued_on": "2021-12-06",
        "fictional": True,
        "year": 2021,
        "unit": "运河区样例水务管理中心",
        "candidate": {"id": "S07", "name": "钟𬭎䶮", "category": "sergeant"},
        "position": {"id": "P05", "title": "安全监管员"},
        "report_by": "2021-12-20",
        "result": {"number": "运退公〔2021〕5号", "closes_on": "2021-12-03"},
        "replaces": "运退介〔2021〕3号",
        "contact": {key: CONTACT[key] for key in ("office", "phone", "address")},
    }


def certificate() -> dict[str, Any]:
    titles = (
        "选岗会记录的开头完整",
        "每一条记录在当时都是允许的",
        "按顺序叫号",
        "所选岗位符合条件、尚有名额",
        "在规定时间内选定",
        "预留名额与所填志愿照办",
        "同名次的先后按规则确定",
        "过号、暂缓的处理符合规则",
        "撤销有理由、有第二人",
        "该提醒的提醒了",
        "收尾名单与各人所选一致",
    )
    return {
        "kind": "certificate",
        "number": "2021-L5PV-6X27",
        "title": "选岗会核对书",
        "issuer": "运河区退役军人事务局",
        "issued_on": "2021-11-22",
        "fictional": True,
        "log": {"head": HEAD, "short": "L5PV-6X27", "count": 61},
        "fingerprint": {"full": DIGEST, "short": "UOR2-HI5D"},
        "began_at": "2021-11-22T09:00:00+08:00",
        "ended_at": "2021-11-22T10:50:00+08:00",
        "day_changed": None,
        "tally": {"picks": 19, "undos": 1, "pauses": 1, "lots": 1, "warnings": 0},
        "chain": [],
        "properties": [
            {"number": f"S{number}", "title": title, "wrong": [], "holds": True, "checked": True}
            for number, title in enumerate(titles, 1)
        ],
        "signed": {"filed": 17, "missing": [{"order": 3, "candidate": "S07"}]},
        "objections": [{"number": 1, "filed_on": "2021-11-22", "answered": True}],
        "ruling": {"certified": True, "by": "supervisor", "at": "2021-11-22T17:00:00+08:00", "reason": ""},
    }


def minutes() -> dict[str, Any]:
    people = {
        "columns": ["编号", "姓名", "到会", "选定时间", "岗位", "选定方式"],
        "rows": [
            [f"S{n:02d}", NAMES[n % 6], "本人到场", "09:05", "P05 运河区样例水务管理中心·安全监管员",
             f"第{n}顺位，现场选岗"]
            for n in range(1, 20)
        ],
    }  # fmt: skip
    return {
        "kind": "minutes",
        "number": "2021-L5PV-6X27",
        "title": "选岗会会议纪要",
        "issuer": "运河区退役军人事务局",
        "issued_on": "2021-11-22",
        "fictional": True,
        "internal": "内部资料：写有真实姓名，只供签字和存档，不张贴、不公开",
        "sections": [
            {"title": "到会和选岗", "lines": ["应到19人：士官19人。"], "table": people},
            {"title": "委托他人选岗", "lines": ["无。"], "table": None},
        ],
        "signers": ["主持人", "监督人", "公证员或见证人", "记录人"],
    }


ALL = (
    scores,
    positions,
    announcement,
    result,
    correction,
    withdrawal,
    agreement,
    letter,
    slip,
    certificate,
    minutes,
)
