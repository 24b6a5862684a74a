"""The clauses of a selection agreement (选岗协议): what the law that applies promises, and no more.

Only duties and articles that were gathered and checked stand here. For officers placed before 1 September
2024 no figures were gathered; the agreement says that they are unknown and who must supply them.
"""

from datetime import date

_2024_LAW = date(2024, 9, 1)  # 退役军人安置条例 (国令787号) comes into force
_2011 = "《退役士兵安置条例》（2011年）第十七条、第三十五条至第四十条"
_2024 = "《退役军人安置条例》"

Clause = dict[str, str | None]

_COMMON: tuple[tuple[str, str | None], ...] = (
    ("甲方应当及时为丙方开具介绍信，督促乙方接收，并就合同、待遇、保险、户口四项开展回访。", None),
    ("乙方应当按选定的岗位接收丙方，不得另行附加条件，不得更换岗位。", None),
    ("丙方应当持介绍信按时报到。丙方自愿选定上述岗位，不再参加本批次选岗。", None),
)
_SOLDIERS_2011: tuple[tuple[str, str | None], ...] = (
    ("安置工作应当在6个月内完成。", _2011),
    ("乙方应当在介绍信开出后1个月内安排丙方上岗，签订的劳动合同或者聘用合同期限不少于3年。", _2011),
    ("非因丙方本人原因未按时上岗的，由乙方按照不低于本单位平均工资80%的标准发给生活费。", _2011),
    ("待安排工作期间，发给不低于当地最低生活水平的生活补助费。", _2011),
    ("丙方无正当理由逾期30日以上不报到的，视为放弃安排工作待遇。", _2011),
    ("乙方拒绝接收的，依照《退役士兵安置条例》（2011年）第五十条处理。", None),
)
_EVERYBODY_2024: tuple[tuple[str, str | None], ...] = (
    ("安置工作应当自接收丙方之日起6个月内完成。", f"{_2024}第三十一条"),
    ("乙方应当自介绍信开出之日起30日内安排丙方上岗。", f"{_2024}第七十五条"),
    (
        "非因丙方本人原因未按时上岗的，从介绍信开出当月起，由乙方按照不低于本单位平均工资80%的标准逐月发放。",
        f"{_2024}第七十五条",
    ),
    ("待安排工作期间，按照当地月最低工资标准逐月发给生活补助费。", f"{_2024}第七十五条"),
    (
        "劳动合同或者聘用合同期限不少于3年；在企业且服役满10年的，订立无固定期限合同。",
        f"{_2024}第三十二条",
    ),
    ("自用工之日起1个月内订立书面劳动合同。", "《中华人民共和国劳动合同法》第十条、第八十二条"),
    ("合同期限3年以上的，试用期不超过6个月。", "《中华人民共和国劳动合同法》第十九条"),
    ("自用工之日起30日内为丙方办理社会保险登记。", "《中华人民共和国社会保险法》第五十八条"),
    ("服役期间和待安排工作期间计算为工龄。", f"{_2024}第七十四条"),
    (
        "甲方随即开具落户介绍信，公安机关据此办理登记；迁入城市的3日内、迁入农村的10日内申报户口。",
        f"{_2024}第五十三条，《中华人民共和国户口登记条例》第十三条",
    ),
    ("社会保险关系按规定接续，年限合并计算。", f"{_2024}第八十一条至第八十五条"),
    ("丙方无正当理由超过规定时间30日不报到的，视为放弃安排工作待遇。", f"{_2024}第五十一条"),
    ("乙方拒绝或者拖延接收、附加条件、不签合同的，依法追究责任。", f"{_2024}第八十八条"),
)
_UNKNOWN = (
    "安置的期限、合同年限和待遇按照签订时适用的规定执行；其具体数字尚未收录，由甲方查明后书面告知乙方、丙方，作为本协议附件。",
    None,
)


def standard_clauses(category: str, letter_on: date) -> list[Clause]:
    """The numbered clauses for a person of ``category`` placed on ``letter_on``, ready for the content.

    Soldiers before 2024-09-01: 退役士兵安置条例 (2011). Everybody from then on: 退役军人安置条例 (国令787号).
    Officers before it: unknown, and said so.
    """
    if letter_on >= _2024_LAW:
        specific: tuple[tuple[str, str | None], ...] = _EVERYBODY_2024
    elif category == "officer":
        specific = (_UNKNOWN,)
    else:
        specific = _SOLDIERS_2011
    return [{"text": text, "source": source} for text, source in (*_COMMON, *specific)]
