"""选岗协议：三方、岗位、条款和依据、盖章签名按指印的位置。"""

from public_notices.documents import notice_body_html
from resettlement.papers.taking import sentence, taking
from tests.hall import Hall, filed, opening
from tests.notices import contents

SEATS = {"P1": 1, "P2": 1, "P3": 3}
PAPERS = "盖章委托书、本人身份证、受托人身份证"
TWO = {"sergeant": [["S1"], ["S2"]]}
TIED = {"sergeant": [["S1", "S2"]]}
TWO_ABSENCES = """
    09:00 host call S1
    09:01 host miss S1 absent
    09:02 host call S2
    09:03 host choose S2 P1
    09:04 host call S1
    09:05 host miss S1 over_time
    09:06 host arrive S1
    09:07 host filed-wish S1
"""


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


def said(hall: Hall, who: str = "S1") -> str:
    """What the agreement of this person's last pick says of how they came by the post."""
    mine = [entry.version for entry in hall.entries if entry.payload.get("candidate") == who]
    pick = [version for version in mine if hall.entries[version - 1].type == "chosen"][-1]
    return sentence(taking(hall.entries, pick), 7)


def test_who_chose_in_the_hall_confirmed_on_the_spot() -> None:
    hall = Hall(opening(TWO, SEATS)).say("09:00 host call S1\n 09:01 host choose S1 P1")
    assert said(hall) == "按第7顺位选岗，并当场确认"


def test_a_proxy_chose_with_the_papers_they_showed() -> None:
    hall = Hall(opening(TWO, SEATS)).say("""
        09:00 host call S1
        09:01 host proxy S1
        09:02 host choose S1 P1
    """)
    assert said(hall) == f"按第7顺位，由受托人持{PAPERS}代为选岗，受托人当场确认"


def test_a_proxy_of_a_turn_that_was_taken_back_is_nobodys_proxy_now() -> None:
    hall = Hall(opening(TWO, SEATS)).say("""
        09:00 host call S1
        09:01 host proxy S1
        09:02 host choose S1 P1
        09:03 host undo S1 second supervisor 本人到了
        09:04 host call S1
        09:05 host choose S1 P1
    """)
    assert said(hall) == "按第7顺位选岗，并当场确认"


def test_a_filed_wish_says_why_and_which_and_nobody_confirmed_it_on_the_spot() -> None:
    wishes = {"S1": filed("P1", "P2")}
    hall = Hall(opening(TWO, SEATS, wishes=wishes), wishes).say(TWO_ABSENCES)
    assert said(hall) == (
        "按第7顺位，因丙方超过规定时间，依选岗规则取岗：按丙方事先密封、会上启封的志愿，取第2志愿"
    )


def test_a_post_that_was_accepted_for_want_of_any_wish_is_no_wish() -> None:
    wishes = {"S1": filed("P1", accepts_any=True)}
    hall = Hall(opening(TWO, SEATS, wishes=wishes), wishes).say(TWO_ABSENCES)
    assert said(hall).endswith("所填各岗位已无名额，依其服从调剂取岗")


def test_a_tie_settled_by_opened_wishes_says_so() -> None:
    wishes = {"S1": filed("P1"), "S2": filed("P2")}
    hall = Hall(opening(TIED, SEATS, wishes=wishes), wishes).say("""
        09:00 host settle-tie
        09:01 host call S1
        09:02 host choose S1 P1
        09:03 host call S2
        09:04 host proxy S2
        09:05 host choose S2 P2
    """)
    held = "按第7顺位，因同分，已按各人事先密封、会上启封的志愿统一分配到岗"
    assert said(hall) == f"{held}，本人到席确认"
    assert said(hall, "S2") == f"{held}，由受托人持{PAPERS}到席确认"


def test_a_held_seat_of_somebody_absent_was_confirmed_by_nobody() -> None:
    wishes = {"S1": filed("P1"), "S2": filed("P2")}
    hall = Hall(opening(TIED, SEATS, wishes=wishes), wishes).say("""
        09:00 host settle-tie
        09:01 host call S1
        09:02 host miss S1 absent
        09:03 host call S2
        09:04 host choose S2 P2
        09:05 host call S1
        09:06 host miss S1 absent
        09:07 host filed-wish S1
    """)
    assert said(hall).startswith("按第7顺位，因丙方未到场，依选岗规则取岗：因同分，已按各人")
    assert "确认" not in said(hall)


def test_the_agreement_prints_how_and_leaves_room_for_the_proxys_name_and_hand() -> None:
    by_proxy = {"how": f"按第12顺位，由受托人持{PAPERS}代为选岗，受托人当场确认", "proxy": True}
    body = notice_body_html(contents.agreement() | {"taken": by_proxy})
    assert f"选岗会上，{by_proxy['how']}。三方协议如下" in body
    assert "丙方的受托人（姓名当场填写）" in body
    assert "丙方（受托人签名、按指印）" in body
    assert "受托人" not in notice_body_html(contents.agreement())
