"""The positions and the filed wishes of the sample campaign. Units and places are invented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AGE_ON = "2021-10-31"

# unit: kind, establishment, staff (none for enterprises)
UNITS: Mapping[str, tuple[str, int | None, int | None]] = {
    "运河区人民政府办公室": ("机关", 42, 39),
    "运河区应急管理局": ("机关", 30, 26),
    "运河区市场监督管理局": ("机关", 85, 81),
    "运河区综合行政执法大队": ("参公单位", 60, 57),
    "运河区档案馆": ("参公单位", 18, 16),
    "柳湾街道办事处": ("机关", 36, 34),
    "青石镇人民政府": ("机关", 40, 38),
    "运河区退役军人服务中心": ("事业单位", 24, 21),
    "运河区城市管理指挥中心": ("事业单位", 28, 24),
    "柳湾街道便民服务中心": ("事业单位", 22, 20),
    "青石镇综合服务中心": ("事业单位", 25, 22),
    "运河区图书馆": ("事业单位", 26, 24),
    "运河区水利工程管理站": ("事业单位", 34, 31),
    "运河区疾病预防控制中心": ("事业单位", 70, 66),
    "运河区人民医院": ("事业单位", 320, 314),
    "运河区公路养护中心": ("事业单位", 48, 44),
    "运河区大数据中心": ("事业单位", 15, 13),
    "江州运河水务有限公司": ("国有企业", None, None),
    "江州运河城市建设投资有限公司": ("国有企业", None, None),
    "江州运河公交有限公司": ("国有企业", None, None),
    "江州运河粮食储备有限公司": ("国有企业", None, None),
}


def post(
    number: int,
    unit: str,
    title: str,
    kind: str,
    seats: int,
    coordinated: str,
    open_to: str,
    **requirements: Any,
) -> dict[str, Any]:
    """One row of the sheet 岗位."""
    unit_kind, establishment, staff = UNITS[unit]
    return {
        "id": f"P{number:02}", "unit": unit, "unit_kind": unit_kind, "title": title, "kind": kind,
        "seats": seats, "coordinated": coordinated, "open_to": open_to,
        "establishment": establishment, "staff": staff,
        **({"age_on": AGE_ON} if "age_at_most" in requirements else {}), **requirements,
    }  # fmt: skip


POSITIONS = (
    post(1, "运河区人民政府办公室", "综合文秘", "行政", 1, "否", "军官",
         education_at_least="本科", political="中共党员"),
    post(2, "运河区应急管理局", "应急指挥", "行政", 2, "是", "军官",
         education_at_least="本科", note="需参加夜间值班"),
    post(3, "运河区市场监督管理局", "基层所监管", "行政", 2, "是", "军官", education_at_least="大专"),
    post(4, "运河区综合行政执法大队", "执法监督", "参公", 1, "是", "军官",
         sex="男", education_at_least="本科"),
    post(5, "运河区档案馆", "档案编研", "参公", 1, "否", "军官",
         education_at_least="本科", majors="档案学、汉语言文学、历史学"),
    post(6, "柳湾街道办事处", "武装干事", "行政", 1, "是", "军官",
         age_at_most=35, education_at_least="本科", political="中共党员"),
    post(7, "青石镇人民政府", "综合管理", "行政", 1, "是", "军官", education_at_least="本科"),
    post(8, "运河区退役军人服务中心", "权益维护", "事业", 2, "是", "军官、士官", education_at_least="大专"),
    post(9, "运河区城市管理指挥中心", "指挥调度", "事业", 2, "是", "军官、士官", education_at_least="大专"),
    post(10, "柳湾街道便民服务中心", "窗口服务", "事业", 1, "是", "士官", education_at_least="大专"),
    post(11, "青石镇综合服务中心", "农田水利", "事业", 1, "是", "士官",
         education_at_least="大专", majors="水利工程、建筑工程技术"),
    post(12, "运河区图书馆", "流通阅览", "事业", 1, "否", "士官", education_at_least="高中"),
    post(13, "运河区水利工程管理站", "闸站运行", "事业", 2, "是", "士官", sex="男", education_at_least="大专",
         note="驻站轮班"),
    post(14, "运河区疾病预防控制中心", "应急物资管理", "事业", 1, "是", "士官", education_at_least="大专"),
    post(15, "运河区人民医院", "安全保卫", "事业", 1, "否", "士官", sex="男", age_at_most=33),
    post(16, "运河区公路养护中心", "养护机械驾驶", "事业", 2, "是", "士官", certificates="机动车驾驶证A2"),
    post(17, "江州运河水务有限公司", "管网运行", "国企", 2, "否", "士官",
         sex="男", education_at_least="高中"),
    post(18, "江州运河城市建设投资有限公司", "工程管理", "国企", 1, "否", "不限",
         education_at_least="大专", majors="建筑工程技术、土木工程、武器系统工程"),
    post(19, "江州运河公交有限公司", "营运安全", "国企", 1, "否", "士官", education_at_least="大专",
         political="中共党员（含预备党员）"),
    post(20, "青石镇综合服务中心", "文书收发", "事业", 1, "是", "士官", education_at_least="高中"),
    post(21, "江州运河粮食储备有限公司", "仓储保管", "国企", 3, "否", "士官", sex="男"),
    post(22, "江州运河公交有限公司", "车辆修理", "国企", 1, "否", "士官", certificates="汽车维修工证"),
    post(23, "江州运河水务有限公司", "电气值班", "国企", 1, "否", "士官", certificates="电工证"),
    post(24, "江州运河城市建设投资有限公司", "党群工作", "国企", 1, "否", "军官、士官",
         education_at_least="大专", political="中共党员"),
    post(25, "运河区大数据中心", "网络运维", "事业", 1, "是", "士官",
         education_at_least="大专", majors="计算机应用技术、通信工程、机电一体化"),
    post(26, "运河区疾病预防控制中心", "卫生检验", "事业", 1, "是", "不限",
         education_at_least="本科", majors="医学检验技术", certificates="卫生检验资格证"),
    post(27, "运河区公路养护中心", "路政巡查", "事业", 1, "是", "士官",
         age_at_most=35, education_at_least="大专", political="中共党员"),
)  # fmt: skip


def wish(code: str, filed_at: str, accepts_any: str, *positions: str) -> dict[str, Any]:
    """One row of the sheet 志愿."""
    listed = {f"wish{number}": position for number, position in enumerate(positions, 1)}
    return {"code": code, **listed, "accepts_any": accepts_any, "filed_at": filed_at}


WISHES = (
    wish("O02", "2021-11-15 09:20", "是", "P04", "P02", "P08"),
    wish("O06", "2021-11-15 10:05", "是", "P06", "P03", "P08"),
    wish("O07", "2021-11-15 10:40", "是", "P07", "P03", "P09"),
    wish("S03", "2021-11-15 14:30", "否", "P08", "P09", "P14"),
    wish("S05", "2021-11-15 15:10", "否", "P25", "P13", "P10"),
    wish("S06", "2021-11-16 09:00", "是", "P14", "P13", "P10"),
    wish("S07", "2021-11-16 09:35", "是", "P14", "P09", "P13"),
    wish("S08", "2021-11-16 11:15", "是", "P12", "P23", "P17"),
    wish("S10", "2021-11-16 16:50", "否", "P12", "P10"),
)
