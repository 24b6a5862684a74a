"""选岗协议：三方、岗位、条款和依据、盖章签名按指印的位置。"""

from public_notices.documents import notice_body_html
from tests.notices import contents


def test_the_agreement_prints_every_clause_and_which_law_it_rests_on() -> None:
    content = contents.agreement()
    body = notice_body_html(content)
    assert all(clause["text"] in body for clause in content["clauses"])
    assert "第4至6项依据《退役士兵安置条例》（2011年）第十七条、第三十五条至第四十条。" in body
    assert "第8项依据《退役士兵安置条例》（2011年）第五十条。" in body


def test_the_agreement_names_three_parties_with_room_for_seals_signature_and_fingerprint() -> None:
    body = notice_body_html(contents.agreement())
    for words in ("甲方（盖章）", "乙方（盖章）", "丙方（签名、按指印）", "指印", "钟𬭎䶮", "监督人（签名）"):
        assert words in body


def test_the_agreement_asks_for_the_id_number_by_hand_and_holds_none() -> None:
    assert "公民身份号码（当场填写）" in notice_body_html(contents.agreement())
    assert "id_number" not in str(contents.agreement())
