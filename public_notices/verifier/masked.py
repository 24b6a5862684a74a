"""A published score sheet recomputed as far as its published facts go (docs/bundle.md, B5).

A line is open when all its facts are of open kinds or it rests on dates alone; the others are one sum. So the
open lines, and only they, must come out of the open facts, the counted service and the pack.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from .compare import compare_line, number, plain
from .lines import ZERO, Line, Work, exact, last_facts, line_of, value_at
from .numbered import CannotComputeError, Difference, Json, difference
from .packs import OPEN_KINDS, Pack, for_person, kinds_of, owned_facts
from .rates import tenure_line
from .rules import bracket_lines, limited, lines_of, milestone, weighs
from .scores import chapter_caps, has_any, only_highest, silenced_facts
from .weighing import ARCHIVE


@dataclass(frozen=True)
class MaskedSheet:
    """A published sheet taken apart: its rule, open facts by index, and the indexes of withheld ones."""

    sheet: Json
    pack: Pack
    work: Work
    hidden: set[int]

    @property
    def person(self) -> str:
        return str(self.sheet["candidate"])

    @property
    def printed(self) -> list[Json]:
        """The lines of items: of weighted marks those under the archive's line."""
        return [part for line in self.sheet["lines"] for part in line.get("parts") or [line]]


def masked_differences(sheet: Json, pack: Pack) -> list[Difference]:
    """Everything about one published sheet that does not come out again."""
    person = str(sheet["candidate"])
    try:
        if any(type(sheet[key]) is not bool for key in ("exempt", "barred")):
            raise CannotComputeError("免予计分、不予列入应写明是或否")
        if type(sheet["version"]) is not int or sheet["version"] < 1:
            raise CannotComputeError("版次应为 1、2、3……")
        masked = take_apart(sheet, pack)
        pack = masked.pack
        if sheet["exempt"] or sheet["barred"]:
            return unscored_differences(masked, pack)
        return scored_differences(masked, pack) + total_differences(masked, pack)
    except CannotComputeError as fault:
        sentence = f"{person}：评分表不能重新计算（{fault}）。"
        return [Difference("B5", person, None, "可以重算", "不能重算", sentence)]


def take_apart(sheet: Json, pack: Pack) -> MaskedSheet:
    facts: dict[int, Json] = {}
    hidden: set[int] = set()
    for place, fact in enumerate(sheet["facts"]):
        if type(fact["index"]) is not int or fact["index"] != place:
            raise CannotComputeError(f"第 {place + 1} 条事实的编号是 {fact['index']}")
        if "commitment" in fact:
            hidden.add(place)
        elif fact["kind"] in OPEN_KINDS:
            facts[place] = {key: value for key, value in fact.items() if key != "index"}
        else:
            raise CannotComputeError(f"第 {place + 1} 条事实（{fact['kind']}）不应公开")
    years, months, days = counted(sheet["service"])
    pack = for_person(pack, facts)
    work = Work(pack.id, facts, owned_facts(pack.items, facts), (years, months, days))
    return MaskedSheet(sheet, pack, work, hidden)


def counted(service: Json) -> tuple[int, int, int]:
    """Years, months and days as published: whole numbers, none of them a month or a year too many."""
    years, months, days = (service[part] for part in ("years", "months", "days"))
    for part, most in ((years, 99), (months, 11), (days, 30)):
        if type(part) is not int or not 0 <= part <= most:
            raise CannotComputeError(f"服役时间 {years} 年 {months} 个月 {days} 天写法不对")
    return years, months, days


def scored_differences(masked: MaskedSheet, pack: Pack) -> list[Difference]:
    """Open lines of a person who is scored."""
    found: list[Difference] = []
    for rule, name in (("exempt", "免予计分"), ("bar", "不予列入")):
        if has_any(masked.work, pack, rule):
            found.append(difference("B5", masked.person, None, True, False, name))
    work = replace(masked.work, silenced=frozenset(silenced_facts(masked.work, pack)))
    expected = chapter_caps(only_highest(all_expected(masked, work, pack), pack), pack)
    unsure = uncertain_items(pack) if masked.hidden else set()
    printed = masked.sheet["lines"]
    if any(weighs(item) for item in pack.items):
        archive = next((line for line in printed if line["item"] == ARCHIVE), None)
        found += weighted_differences(masked, archive)
        printed = [] if archive is None else archive["parts"]
        if archive is None:
            return found
    expected = [under_cap(masked, pack, line, printed) for line in expected]
    for item in dict.fromkeys([line.item for line in expected] + [line["item"] for line in printed]):
        ours = [line for line in expected if line.item == item]
        theirs = [line for line in printed if line["item"] == item]
        if item in unsure and not theirs:
            continue
        if len(ours) != len(theirs):
            found.append(difference("B5", masked.person, item, len(ours), len(theirs), "公开的行数"))
        for line, other in zip(ours, theirs, strict=False):
            found += compare_line(masked.person, line, other) + law_differences(masked, pack, line, other)
    return found


def all_expected(masked: MaskedSheet, work: Work, pack: Pack) -> list[Line]:
    archive = [item for item in pack.items if not weighs(item)]
    return [line for item in archive for line in limited(item, expected_lines(masked, work, item))]


def weighted_differences(masked: MaskedSheet, archive: Json | None) -> list[Difference]:
    """Where exam and archive are weighted: the archive's line is open if it rests on open facts alone.

    What the archive gives depends on the best of the batch; its own sum and facts come out of its parts.
    """
    found = [
        difference("B5", masked.person, line["item"], "没有这一行", "有这一行", "公开的行")
        for line in masked.sheet["lines"]
        if line["item"] != ARCHIVE
    ]
    if archive is None:
        return found
    total = sum((number(part["points"]) for part in archive["parts"]), ZERO)
    facts = sorted({index for part in archive["parts"] for index in part["facts"]})
    if total != number(archive["quantity"]):
        found.append(difference("B5", masked.person, ARCHIVE, plain(total), archive["quantity"], "考核成绩"))
    if facts != archive["facts"]:
        found.append(difference("B5", masked.person, ARCHIVE, facts, archive["facts"], "依据的事实"))
    return found


def under_cap(masked: MaskedSheet, pack: Pack, line: Line, printed: list[Json]) -> Line:
    """A chapter's cap may be used up by withheld lines: fewer points than expected are taken for given."""
    items = [item for item in pack.items if item.get("chapter") == line.chapter]
    capped = any(cap["chapter"] == line.chapter for cap in pack.data.get("chapter_caps", []))
    mixed = any(kinds_of(item) - set(OPEN_KINDS) for item in items)
    if not (capped and mixed and masked.hidden):
        return line
    same = [one for one in printed if (one["item"], one.get("value")) == (line.item, line.value)]
    points = number(same[0]["points"]) if same else line.points
    return replace(line, points=points) if abs(points) <= abs(line.points) else line


def expected_lines(masked: MaskedSheet, work: Work, item: Json) -> list[Line]:
    """Lines of one item from the open facts; where dates decide, the printed quantity is taken for given."""
    if item["rule"] == "service_years":
        if "counted_from" in item or "counted_to" in item:
            return dated_service(masked, item)
        return [without_secret_days(masked, line) for line in lines_of(work, item)]
    indexes = work.owned[item["id"]]
    if item["rule"] in ("milestone_years", "per_day", "per_month", "per_year", "tenure") and indexes:
        printed = [line for line in masked.printed if line["item"] == item["id"]]
        return [dated_line(work, item, line) for line in printed]
    return lines_of(work, item)


def dated_service(masked: MaskedSheet, item: Json) -> list[Line]:
    """Years counted from or to a day that is not published: taken from the quantities printed."""
    ids = [bracket["id"] for bracket in item["brackets"]]
    printed = [line for line in masked.printed if line["item"] in ids]
    years = sum((number(line["quantity"]) for line in printed), ZERO)
    return [without_secret_days(masked, line) for line in bracket_lines(item, [], years)]


def without_secret_days(masked: MaskedSheet, line: Line) -> Line:
    """Time that does not count stands in the first service line as withheld facts; which, nobody can know."""
    printed: list[int] = next((one["facts"] for one in masked.printed if one["item"] == line.item), [])
    return replace(line, facts=tuple(printed)) if set(printed) <= masked.hidden else line


def dated_line(work: Work, item: Json, printed: Json) -> Line:
    """A line whose months or years rest on withheld days: its points from the quantity it prints."""
    quantity, value = number(printed["quantity"]), printed.get("value")
    mine = work.owned[item["id"]]
    if item["rule"] == "milestone_years":
        return line_of(item, quantity, milestone(work, item, quantity), mine)
    if item["rule"] == "tenure":
        last = last_facts(work, item, mine)[0]
        value = value_at(work, item, last) if isinstance(item["points"], dict) else None
        return tenure_line(work, item, mine, int(quantity), value)
    rate = item["points"]
    if isinstance(rate, dict):
        mine = [index for index in mine if str(work.facts[index].get(item["attribute"])) == value]
        rate = rate[value]
    return line_of(item, quantity, quantity * exact(rate), mine, value)


def uncertain_items(pack: Pack) -> set[str]:
    """Items whose line a withheld fact may share, or silence: they may be missing among the open lines."""
    mixed = {item["id"] for item in pack.items if kinds_of(item) - set(OPEN_KINDS)}
    for group in (*pack.data.get("only_highest", []), *pack.data.get("one_per_cause", [])):
        if mixed & set(group["items"]):
            mixed |= set(group["items"])
    return mixed


def law_differences(masked: MaskedSheet, pack: Pack, line: Line, printed: Json) -> list[Difference]:
    """Chapter, article and words as the pack has them."""
    item = next((one for one in pack.items if one["id"] == line.item), None)
    found = [
        difference("B5", masked.person, line.item, ours, printed.get(key), what)
        for key, what, ours in words_of_line(pack, line)
        if printed.get(key) != ours
    ]
    if printed.get("chapter") != line.chapter:
        found.append(
            difference("B5", masked.person, line.item, line.chapter, printed.get("chapter"), "所属部分")
        )
    if item is not None and printed.get("article") != item.get("article"):
        article = item.get("article")
        found.append(difference("B5", masked.person, line.item, article, printed.get("article"), "条款"))
    return found


def words_of_line(pack: Pack, line: Line) -> list[tuple[str, str, object]]:
    """What the pack says of a line beside its figures: value, status, source (docs/rule-packs.md)."""
    own = [one for one in pack.items if one["id"] == line.item]
    own += [one for one in pack.items if any(line.item == each["id"] for each in one.get("brackets", []))]
    if not own:
        return []
    words: list[tuple[str, str, object]] = [("value", "所据的值", line.value)]
    words.append(("status", "分值的来历", own[0].get("status")))
    return [*words, ("source", "出处", own[0].get("source", pack.data.get("source")))]


def total_differences(masked: MaskedSheet, pack: Pack) -> list[Difference]:
    """The total is the sum; what is withheld is named as such, and only when something is."""
    sheet, found = masked.sheet, []
    withheld = sheet["withheld"]
    total = sum((number(line["points"]) for line in sheet["lines"]), ZERO)
    if withheld is not None:
        total += number(withheld["points"])
    if total != number(sheet["total"]):
        found.append(difference("B5", masked.person, None, plain(total), sheet["total"], "总分（各行之和）"))
    shown = {index for line in sheet["lines"] for index in line["facts"]}
    if (withheld is None) is bool(masked.hidden - shown):
        what = "有未公开的事实没有计入任何一行" if withheld is None else "没有未公开的事实，却有其他各项"
        found.append(Difference("B5", masked.person, None, "", "", f"{masked.person}:{what}。"))
    if withheld is not None and withheld["label"] != "其他各项":
        found.append(difference("B5", masked.person, None, "其他各项", withheld["label"], "栏名"))
    count = withheld["count"] if withheld is not None else 1
    if type(count) is not int or not count >= 1:
        found.append(difference("B5", masked.person, "其他各项", "至少 1", count, "行数"))
    return found


def unscored_differences(masked: MaskedSheet, pack: Pack) -> list[Difference]:
    """An exempt or barred person has a reason for it, total 0 and no points anywhere."""
    sheet, found = masked.sheet, []
    rule, name = ("exempt", "免予计分") if sheet["exempt"] else ("bar", "不予列入")
    reasons = {item["id"] for item in pack.items if item["rule"] == rule}
    kinds = {kind for item in pack.items if item["rule"] == rule for kind in kinds_of(item)}
    could_hide = bool(masked.hidden) and bool(kinds - set(OPEN_KINDS))
    reason = has_any(masked.work, pack, rule) or could_hide
    if not reason or (sheet["exempt"] and sheet["barred"]):
        found.append(difference("B5", masked.person, None, False, True, name))
    found += [
        difference("B5", masked.person, line["item"], "没有这一行", "有这一行", name)
        for line in sheet["lines"]
        if line["item"] not in reasons | {"not_scored"}
    ]
    withheld = [] if sheet["withheld"] is None else [sheet["withheld"]]
    zeros = [("总分", sheet["total"])] + [("分值", one["points"]) for one in (*sheet["lines"], *withheld)]
    for what, points in zeros:
        if number(points) != Decimal(0):
            found.append(difference("B5", masked.person, None, "0", points, f"{name}人员的{what}"))
    return found + unscored_facts(masked, pack, rule)


def unscored_facts(masked: MaskedSheet, pack: Pack, rule: str) -> list[Difference]:
    """The lines that rest on open facts alone are there: each reason, and what is not scored."""
    printed = {line["item"]: line for line in masked.sheet["lines"]}
    rest = set(masked.work.facts)
    found = []
    for item in (one for one in pack.items if one["rule"] == rule):
        mine = masked.work.owned[item["id"]]
        rest -= set(mine)
        secret = bool(masked.hidden) and bool(kinds_of(item) - set(OPEN_KINDS))
        found += unscored_line(masked, item["id"], mine, printed.get(item["id"]), secret)
    others = printed.get("not_scored")
    found += unscored_line(masked, "not_scored", sorted(rest), others, bool(masked.hidden))
    if (masked.sheet["withheld"] is None) is bool(masked.hidden):
        what = "其他各项与未公开的事实不相符"
        found.append(Difference("B5", masked.person, None, "", "", f"{masked.person}：{what}。"))
    return found


def unscored_line(
    masked: MaskedSheet, item: str, facts: list[int], printed: Json | None, secret: bool
) -> list[Difference]:
    """One line without points; `secret`: it may rest on withheld facts too, and then is not shown."""
    if printed is None:
        missing = bool(facts) and not secret
        return [difference("B5", masked.person, item, "有这一行", "没有", "评分表")] if missing else []
    if printed["facts"] != facts:
        return [difference("B5", masked.person, item, facts, printed["facts"], "依据的事实")]
    if number(printed["quantity"]) != len(facts):
        return [difference("B5", masked.person, item, len(facts), printed["quantity"], "数量")]
    return []
