"""B5 and B6: everybody's score and standing."""

from decimal import Decimal

from .bundle import COULD_NOT_RUN, DIFFERS, Bundle, Report, sheets_in_force
from .compare import number, plain
from .lines import ZERO
from .masked import masked_differences
from .numbered import CannotComputeError, Difference, Json, difference
from .packs import Pack, packs_by_category, read_pack
from .standing import POINTS, Entrant, standing_of, tie_key_of_row
from .weighing import ARCHIVE


def check_scores(bundle: Bundle, report: Report) -> None:
    """B5."""
    packs = packs_in_use(bundle)
    sheets = bundle["sheets"]["sheets"]
    seen = set()
    for sheet in sheets:
        key = (sheet["candidate"], sheet["version"])
        if key in seen:
            report.say(DIFFERS, "B5", f"{key[0]}：第 {key[1]} 版评分表出现了两次。", key[0])
        seen.add(key)
        if sheet["category"] not in packs:
            report.say(COULD_NOT_RUN, "B5", f"{key[0]}：没有计分规则 {sheet['pack']}，不能重算。", key[0])
        else:
            report.add(DIFFERS, masked_differences(sheet, packs[sheet["category"]]))
    lines = sum(len(sheet["lines"]) for sheet in sheets)
    people = len({sheet["candidate"] for sheet in sheets})
    report.done["B5"] = f"{people} 人的 {len(sheets)} 份评分表、{lines} 行公开的计分"


def packs_in_use(bundle: Bundle) -> dict[str, Pack]:
    """The rule of each category, read."""
    entries = packs_by_category(bundle["campaign"], bundle["rules"])
    return {category: read_pack(one["pack"], one["overlay"]) for category, one in entries.items()}


def check_standing(bundle: Bundle, report: Report) -> None:
    """B6. Versions that were never posted are not published, so their numbers may have gaps."""
    versions, packs = bundle["standing"]["versions"], packs_in_use(bundle)
    last = 0
    for place, version in enumerate(versions):
        if type(version["version"]) is not int or version["version"] <= last:
            sentence = f"名次表的版次 {version['version']} 应大于上一版的 {last}。"
            report.add(DIFFERS, [Difference("B6", None, "名次表", "", str(version["version"]), sentence)])
            break
        last = version["version"]
        for group in version["groups"]:
            chain = packs[group["category"]].tie_chain
            report.add(DIFFERS, group_differences(bundle, version, group, chain))
        report.add(DIFFERS, posted_differences(bundle, version))
        if place:
            report.add(DIFFERS, change_differences(bundle, versions[place - 1], version))
    if bundle.begun and (not versions or versions[-1]["frozen"] is not True):
        report.say(DIFFERS, "B6", "最后一版名次表没有标明用于选岗会。")
    if versions:
        report.add(DIFFERS, completeness_differences(bundle, versions))
        report.done["B6"] = f"{sum(1 for _ in all_rows(versions[-1]))} 人的名次，{len(versions)} 版"


def all_rows(version: Json) -> list[Json]:
    return [row for group in version["groups"] for row in group["rows"]]


def completeness_differences(bundle: Bundle, versions: list[Json]) -> list[Difference]:
    """Everybody with a sheet stands in the last version once, with the sheet in force.

    Who stood in an earlier one and left is named by a correction (`change_differences`).
    """
    found = []
    rows = all_rows(versions[-1])
    listed = [row["candidate"] for row in rows]
    sheets = sheets_in_force(bundle)
    left = {row["candidate"] for one in versions[:-1] for row in all_rows(one)} - set(listed)
    for person in sorted((set(sheets) | set(listed)) - left):
        if listed.count(person) != 1 or person not in sheets:
            times = listed.count(person)
            sentence = f"{person}：名次表中出现 {times} 次，应恰好 1 次，并有评分表。"
            found.append(Difference("B6", person, None, "1", str(times), sentence))
    for row in rows:
        latest = sheets.get(row["candidate"])
        if latest is not None and latest["version"] != row["sheet_version"]:
            what = "所据评分表的版次"
            found.append(
                difference("B6", row["candidate"], None, latest["version"], row["sheet_version"], what)
            )
    return found


def group_differences(bundle: Bundle, version: Json, group: Json, chain: list[str]) -> list[Difference]:
    """One category in one version: rows say what the sheets say, standing follows, rows stand in order."""
    found: list[Difference] = []
    sheets = {(one["candidate"], one["version"]): one for one in bundle["sheets"]["sheets"]}
    people = []
    for row in group["rows"]:
        sheet = sheets.get((row["candidate"], row["sheet_version"]))
        if sheet is None:
            sentence = f"{row['candidate']}：名次表所据的第 {row['sheet_version']} 版评分表没有公布。"
            found.append(Difference("B6", row["candidate"], None, "", "", sentence))
            continue
        found += row_differences(row, sheet, group["category"])
        ask = tie_key_of_row(row["candidate"], row["tie"])
        people.append(
            Entrant(row["candidate"], number(sheet["total"]), sheet["exempt"], sheet["barred"], ask)
        )
    try:
        expected = standing_of(people, chain)
    except CannotComputeError as fault:
        return [*found, Difference("B6", None, None, "", "", f"名次不能重新排定：{fault}。")]
    for row in group["rows"]:
        person, place = row["candidate"], row["standing"]
        if person in expected and (expected[person] != place or isinstance(place, bool)):
            found.append(difference("B6", person, None, expected[person], place, "名次"))
    order = [(row["standing"] is None, row["standing"] or 0, row["candidate"]) for row in group["rows"]]
    if order != sorted(order):
        found.append(
            Difference("B6", None, None, "", "", f"第 {version['version']} 版名次表没有按名次排列。")
        )
    return found


def row_differences(row: Json, sheet: Json, category: str) -> list[Difference]:
    """A row against the sheet it rests on: name, total, exempt, subtotals, service as tie value."""
    person = row["candidate"]
    pairs = [
        (sheet["category"], category, "类别"),
        (sheet["name"], row["name"], "姓名（遮盖后）"),
        (plain(number(sheet["total"])), plain(number(row["total"])), "总分"),
        (sheet["exempt"], row["exempt"], "免予计分"),
    ]
    columns = {key: number(value) for key, value in row["columns"].items()}
    expected = subtotals(sheet)
    pairs += [
        (plain(expected.get(key, ZERO)), plain(columns.get(key, ZERO)), f"小计 {key}")
        for key in sorted(set(columns) | set(expected))
    ]
    service = (row["tie"] or {}).get("longer_service")
    if service is not None:
        parts = [sheet["service"][part] for part in ("years", "months", "days")]
        pairs.append(("-".join(f"{part:02d}" for part in parts), service, "服役时间"))
    pairs += tie_pairs(row["tie"] or {}, sheet, expected)
    return [
        difference("B6", person, None, ours, theirs, what) for ours, theirs, what in pairs if ours != theirs
    ]


def tie_pairs(tie: Json, sheet: Json, chapters: dict[str, Decimal]) -> list[tuple[object, object, str]]:
    """Tie values that the published sheet tells as well: the last post, chapters nothing is withheld of."""
    pairs: list[tuple[object, object, str]] = []
    posts = [fact["from"] for fact in sheet["facts"] if fact.get("kind") == "post"]
    if "earlier_appointed" in tie:
        pairs.append((max(posts, default=None), tie["earlier_appointed"], "任现职时间"))
    weighted = any(line["item"] == ARCHIVE for line in sheet["lines"])
    if sheet["withheld"] is None and not weighted:
        for key in (key for key in tie if key.startswith(POINTS)):
            points = chapters.get(key.removeprefix(POINTS), ZERO)
            pairs.append((plain(points), plain(number(tie[key])), f"同分比较 {key}"))
    return pairs


def subtotals(sheet: Json) -> dict[str, Decimal]:
    """Chapter → sum of its open lines; `other` → what is withheld."""
    sums: dict[str, Decimal] = {}
    for line in sheet["lines"]:
        sums[line["chapter"]] = sums.get(line["chapter"], ZERO) + number(line["points"])
    if sheet["withheld"] is not None:
        sums["other"] = sums.get("other", ZERO) + number(sheet["withheld"]["points"])
    return sums


def posted_differences(bundle: Bundle, version: Json) -> list[Difference]:
    """The notice a version was posted with exists; a notice of scores has the same rows."""
    notices = {notice["number"]: notice for notice in bundle["notices"]["notices"]}
    notice = notices.get(version["notice"])
    if notice is None:
        sentence = f"第 {version['version']} 版名次表所属的公示 {version['notice']} 没有公布。"
        return [Difference("B6", None, None, "", "", sentence)]
    found = []
    shown = notice["content"].get("standing_version", version["version"])
    if shown != version["version"]:
        found.append(difference("B6", None, notice["number"], version["version"], shown, "名次表的版次"))
    if notice["kind"] != "scores":
        return found
    printed = {row["candidate"]: row for group in notice["content"]["groups"] for row in group["rows"]}
    rows = {row["candidate"]: row for row in all_rows(version)}
    for person in sorted(set(printed) | set(rows)):
        one, other = rows.get(person), printed.get(person)
        if one is None or other is None:
            sentence = f"{person}：在名次表和公示 {notice['number']} 中只出现于一处。"
            found.append(Difference("B6", person, notice["number"], "", "", sentence))
            continue
        for key in ("standing", "name", "total"):
            if one[key] != other[key]:
                what = {"standing": "名次", "name": "姓名（遮盖后）", "total": "总分"}[key]
                found.append(difference("B6", person, notice["number"], one[key], other[key], what))
        for key in sorted(set(one["columns"]) | set(other["subtotals"])):
            pair = [plain(number(table.get(key, "0"))) for table in (one["columns"], other["subtotals"])]
            if pair[0] != pair[1]:
                found.append(difference("B6", person, notice["number"], pair[0], pair[1], f"小计 {key}"))
    return found


def change_differences(bundle: Bundle, before: Json, after: Json) -> list[Difference]:
    """From one version to the next only what its numbered correction says."""
    notices = {notice["number"]: notice for notice in bundle["notices"]["notices"]}
    content = notices.get(after["notice"], {}).get("content", {})
    if content.get("kind") != "correction":
        sentence = f"第 {after['version']} 版名次表没有编号的更正公告。"
        return [Difference("B6", None, None, "更正公告", str(after["notice"]), sentence)]
    old = {row["candidate"]: row for row in all_rows(before)}
    new = {row["candidate"]: row for row in all_rows(after)}
    found = []
    for named, people in (("joined", set(new) - set(old)), ("left", set(old) - set(new))):
        for person in sorted(people ^ set(content.get(named, []))):
            versions = f"第 {before['version']}、{after['version']} 版名次表"
            sentence = f"{person}：{versions}的人数差别与更正公告写明的增减不符。"
            found.append(Difference("B6", person, content["number"], "", "", sentence))
    both = sorted(set(old) & set(new))
    moved = {row["candidate"]: (row["old"], row["new"]) for row in content["moved"]}
    places = {one: (old[one]["standing"], new[one]["standing"]) for one in both}
    changed: dict[str, tuple[object, object]] = {}
    for row in content["changed"]:
        changed[row["candidate"]] = (row["total_old"], row["total_new"])
    for person in both:
        totals = (old[person]["total"], new[person]["total"])
        pairs = [
            (
                places[person] if places[person][0] != places[person][1] else None,
                moved.get(person),
                "名次变动",
            )
        ]
        if person in changed or totals[0] != totals[1]:
            pairs.append((totals, changed.get(person), "总分更正"))
        for ours, theirs, what in pairs:
            if ours != theirs:
                found.append(difference("B6", person, content["number"], ours, theirs, what))
    unchanged = len(both) - len(moved)
    if content["unchanged_count"] != unchanged:
        what = "名次不变的人数"
        found.append(difference("B6", None, content["number"], unchanged, content["unchanged_count"], what))
    return found
