"""The invented people of a rehearsal (演练): numbers R01… in order of standing, names as in 张三、李四.

Pure. They stand in the places of the campaign's people and may take the same posts; nothing else of a real
person goes in, their filed wishes least of all.
"""

from __future__ import annotations

from datetime import date

from resettlement.journal.model import digest
from resettlement.records.model import Person, Profile
from resettlement.selection.session.state import Opened, SessionOpened

PREFIX = "rehearsal/"

# 31 surnames of 百家姓 and the ten stems: 310 people before a name comes again.
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NOTHING_KNOWN = Profile("", date.min, "", None, "")
_EACH_WISHES, _EVERY_THIRD = 3, 3


def rehearsal_id(campaign_id: str, number: int) -> str:
    """The id of a campaign's rehearsal, counted from 1; it names its stream in the journal as well."""
    return f"{PREFIX}{campaign_id}/{number}"


def is_rehearsal(session_id: str) -> bool:
    """Whether a session's id is that of a rehearsal."""
    return session_id.startswith(PREFIX)


def rehearsed(opening: SessionOpened, session_id: str) -> SessionOpened:
    """The opening of a rehearsal: that of the session itself, with invented people and without its hours."""
    classes = [class_ for group in opening.groups for class_ in group["classes"]]
    real = [person for class_ in classes for person in class_]
    codes = {person: f"R{number:02d}" for number, person in enumerate(real, 1)}
    eligible = {codes[person]: opening.eligible[person] for person in real}
    filed = {code: wishes_of(code, posts) for code, posts in eligible.items()}
    return SessionOpened(
        session=session_id,
        campaign=opening.campaign,
        rules=opening.rules,
        settings={key: value for key, value in opening.settings.items() if key != "batches"},
        groups=tuple(
            {
                "category": group["category"],
                "classes": tuple(tuple(codes[person] for person in class_) for class_ in group["classes"]),
            }
            for group in opening.groups
        ),
        positions=opening.positions,
        eligible=eligible,
        wish_commitments={code: digest(dict(wish)) for code, wish in filed.items() if wish},
        lot=opening.lot,
        frozen=opening.frozen,
        campaign_head=opening.campaign_head,
    )


def people_of(opening: SessionOpened) -> dict[str, Person]:
    """Everybody of a rehearsal, by number."""
    return {
        code: Person(code, name_of(code), group["category"], _NOTHING_KNOWN)
        for group in opening.groups
        for class_ in group["classes"]
        for code in class_
    }


def name_of(code: str) -> str:
    """The invented name of a number: 赵演甲."""
    place = int(code[1:]) - 1
    return f"{_SURNAMES[place % len(_SURNAMES)]}演{_STEMS[place % len(_STEMS)]}"


def wishes_of(code: str, posts: tuple[str, ...]) -> Opened | None:
    """What they would have filed, from the posts they may take: two of three filed something."""
    place = int(code[1:])
    if place % _EVERY_THIRD == 0 or not posts:
        return None
    start = place % len(posts)
    wished = [*posts[start:], *posts[:start]][:_EACH_WISHES]
    return {"wishes": wished, "accepts_any": place % 2 == 0, "salt": digest([code])}
