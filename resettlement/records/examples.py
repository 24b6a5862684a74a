"""The example row of each template. Its number says 示例, so an import leaves it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resettlement.records.sheet import EXAMPLE

PERSON: Mapping[str, Any] = {
    "code": EXAMPLE, "name": "张某某", "sex": "男", "id_number": "990000198703020012",
    "born_on": "1987-03-02", "category": "士官", "enlisted_on": "2005-12-01",
    "discharged_on": "2021-12-01", "education": "大专",
    "major": "机电一体化", "political_status": "中共党员", "certificates": "机动车驾驶证A2、电工证",
    "avoid_units": "某某中心", "phone": "00000000000",
}  # fmt: skip

FACT: Mapping[str, Any] = {
    "code": EXAMPLE, "kind": "奖励", "类别": "平时", "等级": "三等功", "日期": "2012-07-01",
    "evidence": "个人奖励登记（报告）表", "document_number": "某通〔2012〕31号", "page": "23",
    "事由": "2012年抗洪",
}  # fmt: skip

POSITION: Mapping[str, Any] = {
    "id": EXAMPLE, "unit": "某某中心", "unit_kind": "事业单位", "title": "综合管理", "kind": "事业",
    "seats": 2, "coordinated": "是", "open_to": "军官、士官", "sex": "不限", "age_at_most": 40,
    "age_on": "2021-10-31", "education_at_least": "大专", "majors": "档案学、汉语言文学",
    "political": "中共党员", "certificates": "不限", "establishment": 20, "staff": 17, "note": "需值夜班",
}  # fmt: skip

WISH: Mapping[str, Any] = {
    "code": EXAMPLE, "wish1": "P03", "wish2": "P01", "accepts_any": "是", "filed_at": "2021-12-10 15:30",
}  # fmt: skip
