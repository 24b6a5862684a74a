"""A `tie_settled` event judged again (docs/session-log.md, "Ties")."""

from .chain import digest
from .hall import Hall
from .lot import lot_order
from .numbered import Difference, Json, difference
from .ties import settle


def tie_differences(hall: Hall, payload: Json, line: str) -> list[Difference]:
    """Class, method, order, assignment and `mattered` against what the hall and the drawn lot give."""
    members: list[str] = payload["class"]
    block = hall.next_block()
    if block is None or len(block) < 2 or sorted(block) != members:
        expected = "、".join(block) if block and len(block) > 1 else "没有待定先后的人"
        return [difference("S7", None, line, expected, members, "应定先后的人")]
    method = method_for(hall, members)
    if payload["method"] != method:
        return [difference("S7", members[0], line, method, payload["method"], "定先后的办法")]
    if method == "indifferent":
        return judged(payload, line, {"order": members, "assignment": None, "mattered": False})
    if method == "lot":
        if hall.lot_key is None:
            return [lot_missing(members, line)]
        order = lot_order(members, hall.lot_key, hall.opened["lot"]["algorithm"])
        return judged(payload, line, {"order": order, "assignment": None, "mattered": True})
    return by_wishes(hall, payload, line)


def lot_missing(members: list[str], line: str) -> Difference:
    sentence = f"{members[0]}，记录{line}：{'、'.join(members)} 的先后要靠抽签，却还没有抽签。"
    return Difference("S7", members[0], line, "先抽签", "没有抽签", sentence)


def judged(payload: Json, line: str, expected: Json) -> list[Difference]:
    """Differences of the printed fields from the expected ones, the first person concerned named."""
    names = {"order": "先后次序", "assignment": "分配的岗位", "mattered": "抽签是否影响结果"}
    found = []
    for key, value in expected.items():
        printed = payload.get(key)
        if key == "assignment" and isinstance(value, dict) and isinstance(printed, dict):
            for person in sorted(set(value) | set(printed)):
                one, other = value.get(person, "不在其中"), printed.get(person, "没有列入")
                if one != other:
                    found.append(difference("S7", person, line, one, other, "按志愿和抽签应得的岗位"))
        elif printed != value or isinstance(printed, bool) is not isinstance(value, bool):
            found.append(difference("S7", payload["class"][0], line, value, printed, names[key]))
    if payload["method"] != "wishes" and payload.get("opened"):
        found.append(difference("S7", payload["class"][0], line, None, "已公开", "公开的志愿"))
    return found


def method_for(hall: Hall, members: list[str]) -> str:
    """The method the rules of the session give for this class, now."""
    filed = hall.opened["wish_commitments"]
    if hall.settings["tie_method"] == "wishes" and all(one in filed for one in members):
        return "wishes"
    return "indifferent" if indifferent(hall, members) else "lot"


def indifferent(hall: Hall, members: list[str]) -> bool:
    """Whether nobody can take another's post away: each shared post has seats for all who may."""
    for post, left in hall.left.items():
        wanting = sum(1 for one in members if post in hall.eligible[one])
        if wanting >= 2 and 0 < left < wanting:
            return False
    return True


def by_wishes(hall: Hall, payload: Json, line: str) -> list[Difference]:
    """The class served on the seats left, by the wishes opened, which must be those committed to."""
    members, opened = payload["class"], payload.get("opened") or {}
    found = [commitment_broken(one, line) for one in members if not fits_commitment(hall, one, opened)]
    found += [commitment_broken(one, line) for one in sorted(set(opened) - set(members))]
    if found:
        return found
    drawn = hall.lot_key is not None
    order = lot_order(members, hall.lot_key or "", hall.opened["lot"]["algorithm"]) if drawn else members
    posted = [post["id"] for post in hall.opened["positions"]]
    choices = tuple(choices_of(opened[one], hall.eligible[one], posted) for one in order)
    answer = settle(tuple(order), choices, tuple((post, hall.left[post]) for post in posted))
    if answer.mattered and not drawn:
        return [lot_missing(members, line)]
    expected = {"order": list(order), "assignment": answer.assignment, "mattered": answer.mattered}
    return judged(payload, line, expected)


def choices_of(opened: Json, eligible: list[str], posted: list[str]) -> tuple[str, ...]:
    """A member's posts in the order of their wishes; those not wished for follow where they accept any."""
    wishes = [one for one in dict.fromkeys(opened["wishes"]) if one in eligible]
    rest = [one for one in posted if one in eligible and one not in wishes]
    return tuple(wishes + rest if opened["accepts_any"] else wishes)


def fits_commitment(hall: Hall, member: str, opened: Json) -> bool:
    return member in opened and digest(opened[member]) == hall.opened["wish_commitments"].get(member)


def commitment_broken(member: str, line: str) -> Difference:
    sentence = f"{member}，记录{line}：公开的志愿与事先封存的不一致。"
    return Difference("S7", member, line, "与封存一致", "不一致", sentence)
