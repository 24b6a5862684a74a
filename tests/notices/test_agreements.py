"""选岗协议只写查得到依据的义务：适用哪部法规由类别和日期决定。"""

from datetime import date

import pytest

from public_notices.agreements import standard_clauses
from public_notices.documents import notice_body_html
from tests.notices import contents


def text_of(category: str, day: date) -> str:
    return "".join(f"{clause['text']}{clause['source'] or ''}" for clause in standard_clauses(category, day))


def test_a_sergeant_of_2021_is_promised_what_the_law_of_2011_says() -> None:
    text = text_of("sergeant", date(2021, 11, 22))
    for duty in (
        "6个月内完成",
        "1个月内安排",
        "不少于3年",
        "80%",
        "最低生活水平",
        "逾期30日以上",
        "第五十条",
    ):
        assert duty in text
    assert "退役军人安置条例" not in text


def test_an_officer_before_september_2024_is_told_that_the_figures_are_unknown() -> None:
    text = text_of("officer", date(2024, 8, 31))
    assert "尚未收录" in text
    assert not any(character.isdigit() for character in text)
    assert all(clause["source"] is None for clause in standard_clauses("officer", date(2024, 8, 31)))


@pytest.mark.parametrize("category", ["officer", "sergeant", "conscript"])
def test_from_september_2024_the_same_law_holds_for_everybody(category: str) -> None:
    text = text_of(category, date(2024, 9, 1))
    for article in ("第三十一条", "第三十二条", "第五十一条", "第七十四条", "第七十五条", "第八十八条"):
        assert f"《退役军人安置条例》{article}" in text
    assert "2011" not in text


def test_the_agreement_prints_every_clause_and_which_law_it_rests_on() -> None:
    content = contents.agreement()
    body = notice_body_html(content)
    assert all(clause["text"] in body for clause in content["clauses"])
    assert "第4至8项依据《退役士兵安置条例》（2011年）第十七条、第三十五条至第四十条。" in body


def test_the_agreement_names_three_parties_with_room_for_seals_signature_and_fingerprint() -> None:
    body = notice_body_html(contents.agreement())
    for words in ("甲方（盖章）", "乙方（盖章）", "丙方（签名、按指印）", "指印", "钟𬭎䶮", "监督人（签名）"):
        assert words in body


def test_the_agreement_asks_for_the_id_number_by_hand_and_holds_none() -> None:
    assert "公民身份号码（当场填写）" in notice_body_html(contents.agreement())
    assert "id_number" not in str(contents.agreement())
