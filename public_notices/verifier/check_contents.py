"""B3, B6 to B8: what the notices say against the data they were made from, row by row (docs/bundle.md)."""

from .afterwards import seats_at, standing_result, withdrawn_notices
from .bundle import DIFFERS, Bundle, Report
from .compare import number, plain
from .numbered import Difference, Json, difference
from .packs import only_adds, packs_by_category, read_pack
from .paper import plain_text

WITHHELD_COLUMN = {"other": "其他各项"}
BASIS_WORDS = {
    "live": "现场选岗", "tie": "同分统一分配", "filed_wish": "按填报志愿", "assigned": "组织指定",
}  # fmt: skip
POSITION_KEYS = ("id", "unit", "unit_kind", "title", "kind", "seats", "coordinated")


def check_contents(bundle: Bundle, report: Report) -> None:
    """Of notices of positions and announcements the last one counts, as in the session."""
    latest: dict[str, Json] = {}
    gone = withdrawn_notices(bundle)
    report.add(DIFFERS, withdrawal_differences(bundle))
    for notice in bundle["notices"]["notices"]:
        content = notice["content"]
        if content["number"] in gone:
            continue
        latest[content["kind"]] = content
        if content["kind"] == "scores":
            report.add(DIFFERS, score_table_differences(bundle, content))
        elif content["kind"] == "correction":
            report.add(DIFFERS, correction_differences(bundle, content))
        elif content["kind"] == "result":
            report.add(DIFFERS, result_row_differences(bundle, content))
    for kind, check in LATEST.items():
        if kind in latest:
            report.add(DIFFERS, check(bundle, latest[kind]))


def withdrawal_differences(bundle: Bundle) -> list[Difference]:
    """Each withdrawal names a notice posted before it, not withdrawn yet, and says why.

    Nothing that a session was opened on is withdrawn afterwards; a result may be.
    """
    found, kinds, gone, number = [], dict[str, str](), set[str](), None
    opened = bundle["log"]["session"][0]["payload"]["campaign_head"] if bundle.begun else None
    contents = {one["number"]: one["content"] for one in bundle["notices"]["notices"]}
    is_open = False
    for entry in bundle["log"]["campaign"]:
        number = entry["payload"].get("number") if entry["type"] == "notice_posted" else None
        content = contents.get(number, {}) if number else {}
        if content.get("kind") == "withdrawal":
            named, why = content["withdraws"], []
            if named not in kinds or kinds[named] == "withdrawal" or named in gone:
                why.append("此前没有这份公示公告，或已经撤回")
            if is_open and kinds.get(named) != "result":
                why.append("选岗会已经按它开场，不能撤回")
            if not str(content["reason"]).strip():
                why.append("没有写明理由")
            found += [
                Difference("B4", None, number, "", "", f"{number} 撤回 {named}：{one}。") for one in why
            ]
            gone.add(named)
        if number:
            kinds[number] = str(content.get("kind"))
        is_open = is_open or entry["hash"] == opened
    return found


def uneven(
    property_: str, where: str, wanted: list[list[object]], printed: list[list[object]]
) -> list[Difference]:
    """The first row that is not the wanted one, or a row too many or too few."""
    for ours, theirs in zip(wanted, printed, strict=False):
        if ours != theirs or [type(one) for one in ours] != [type(one) for one in theirs]:
            return [difference(property_, str(ours[0]), where, ours, theirs, "这一行")]
    if len(wanted) != len(printed):
        return [difference(property_, None, where, len(wanted), len(printed), "行数")]
    return []


def score_table_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """Each category's table: the pack it names, its columns, and its rows in the order of the standing."""
    where = content["number"]
    versions = [one for one in bundle["standing"]["versions"] if one["notice"] == where]
    if not versions:
        return [Difference("B6", None, where, "", "", f"{where} 不是任何一版名次表的公示。")]
    labels = {one["id"]: one["label"] for one in bundle["campaign"]["categories"]}
    packs = packs_by_category(bundle["campaign"], bundle["rules"])
    named_as = {one["category"]: one["pack"]["digest"] for one in content["groups"]}
    wanted: list[list[object]] = []
    printed: list[list[object]] = []
    found = []
    for group in versions[0]["groups"]:
        category = group["category"]
        own = as_posted(bundle["rules"], packs[category], named_as.get(category))
        wanted.append([category, labels[category], *(own[key] for key in ("id", "title", "digest"))])
        wanted += [[row[key] for key in ("candidate", "name", "standing", "total")] for row in group["rows"]]
    for group in content["groups"]:
        named = [group["pack"][key] for key in ("id", "title", "digest")]
        printed.append([group["category"], group["label"], *named])
        printed += [[row[key] for key in ("candidate", "name", "standing", "total")] for row in group["rows"]]
        if group["category"] in packs:
            found += column_differences(where, group, packs[group["category"]])
    return uneven("B6", where, wanted, printed) + found


def as_posted(rules: Json, own: Json, digest: str | None) -> Json:
    """The text of its rules that a list names: its own one, or the one to which figures were added since."""
    for pack in rules["packs"]:
        if pack["digest"] == digest and pack["pack"] == own["pack"] and only_adds(pack, own):
            return dict(pack)
    return own


def column_differences(where: str, group: Json, pack: Json) -> list[Difference]:
    """Columns bear the pack's names of its chapters, each once, and none with points is left out."""
    data = read_pack(pack["pack"], pack["overlay"]).data
    labels = {**data.get("chapters", {}), **WITHHELD_COLUMN}
    shown = [column["id"] for column in group["columns"]]
    found = [
        difference("B6", None, where, labels.get(column["id"], "没有这一栏"), column["label"], "栏名")
        for column in group["columns"]
        if labels.get(column["id"]) != column["label"]
    ]
    if len(set(shown)) != len(shown):
        found.append(difference("B6", None, where, sorted(set(shown)), shown, "各栏"))
    for row in group["rows"]:
        lost = [key for key, points in row["subtotals"].items() if number(points) != 0 and key not in shown]
        found += [
            difference("B6", row["candidate"], where, row["subtotals"][key], "没有这一栏", f"小计 {key}")
            for key in lost
        ]
    return found


def correction_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """Lines corrected are those that differ from the version posted before; names are the sheets'."""
    where, versions = content["number"], bundle["standing"]["versions"]
    if content.get("standing_version", 0) is None:
        return lifted_differences(bundle, content)
    place = next((at for at, one in enumerate(versions) if one["notice"] == where), 0)
    if place == 0:
        return [Difference("B6", None, where, "", "", f"{where} 更正的不是任何一版名次表。")]
    sheets = {(one["candidate"], one["version"]): one for one in bundle["sheets"]["sheets"]}
    before, after = (
        {row["candidate"]: row for group in one["groups"] for row in group["rows"]}
        for one in versions[place - 1 : place + 1]
    )
    wanted: list[list[object]] = []
    for person in sorted(set(before) & set(after)):
        old, new = (points_by_label(sheets[person, row[person]["sheet_version"]]) for row in (before, after))
        pairs = {label: (old.get(label, "0"), new.get(label, "0")) for label in (*old, *new)}
        name = after[person]["name"]
        wanted += [[person, name, label, *pair] for label, pair in pairs.items() if pair[0] != pair[1]]
    printed = [
        [row["candidate"], row["name"], row["line"], plain(number(row["old"])), plain(number(row["new"]))]
        for row in content["changed"]
    ]
    groups = versions[place]["groups"]
    category = {row["candidate"]: group["category"] for group in groups for row in group["rows"]}
    moved = [[row["candidate"], row["name"], row["category"]] for row in content["moved"]]
    movers = [[one, after[one]["name"] if one in after else "", category.get(one)] for one, *_ in moved]
    return uneven("B6", where, sorted_rows(wanted), sorted_rows(printed)) + uneven("B6", where, movers, moved)


def lifted_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """A correction that shows no version tells of a lifted freeze and changes no row (docs/bundle.md).

    The freeze was lifted since the last notice of its kind, the notice says why, and everybody is as posted.
    """
    where, why, posted = content["number"], None, None
    of_notice = {one["notice"]: one for one in bundle["standing"]["versions"]}
    for entry in bundle["log"]["campaign"]:
        payload = entry["payload"]
        if entry["type"] == "standing_unfrozen":
            why = payload["reason"]
        elif entry["type"] == "standing_frozen":
            why = None
        elif entry["type"] == "notice_posted":
            if payload["number"] == where:
                break
            posted = of_notice.get(payload["number"], posted)
            lifted = payload["kind"] == "correction" and payload["number"] not in withdrawn_notices(bundle)
            why = None if lifted else why
    if why is None or posted is None:
        return [Difference("B6", None, where, "", "", f"{where} 更正的不是名次表，此前也没有解除冻结。")]
    rows = [row["candidate"] for key in ("changed", "moved") for row in content[key]]
    rows += [one for key in ("joined", "left") for one in content.get(key, ())]
    found = [difference("B6", one, where, "没有改动", "有改动", "没有新名次表的更正") for one in rows]
    if str(why) not in content["reason"]:
        found.append(difference("B6", None, where, why, content["reason"], "解除冻结的理由"))
    people = sum(len(group["rows"]) for group in posted["groups"])
    if content["unchanged_count"] != people:
        found.append(difference("B6", None, where, people, content["unchanged_count"], "不变的人数"))
    return found


def sorted_rows(rows: list[list[object]]) -> list[list[object]]:
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def points_by_label(sheet: Json) -> dict[str, str]:
    """Label → points of the open lines and of the one sum."""
    points = {line["label"]: plain(number(line["points"])) for line in sheet["lines"]}
    withheld = sheet["withheld"]
    return points | ({} if withheld is None else {withheld["label"]: plain(number(withheld["points"]))})


def posted_position_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """The notice of positions has the published positions, in their order.

    A notice that has no remark at all may be of a time when none were posted: then they are not compared.
    """
    noted = any("note" in row for row in content["rows"])
    seats = dict(seats_at(bundle, content))
    wanted = [
        [
            *({**post, "seats": seats[post["id"]]}[key] for key in POSITION_KEYS),
            post["open_to"],
            plain_text("；".join(post["requirements"])),
            plain_text(post["note"] or "") if noted else "",
        ]
        for post in bundle["positions"]["positions"]
    ]
    printed = [
        [
            *(row[key] for key in POSITION_KEYS), row["for_"], plain_text(row["requirements"]),
            plain_text(row.get("note", "")),
        ]
        for row in content["rows"]
    ]  # fmt: skip
    return uneven("B7", content["number"], wanted, printed)


def announced_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """The lot was drawn as announced before; the numbers announced are those of the frozen standing.

    Before a session nothing rests on an announcement: another one may still be posted.
    """
    if not bundle.begun:
        return []
    lot = bundle["log"]["session"][0]["payload"]["lot"]
    found = [
        difference("B3", None, content["number"], lot.get(key), content["lot"].get(key), f"抽签的 {key}")
        for key in ("algorithm", "source", "form")
        if lot.get(key) != content["lot"].get(key)
    ]
    standing = {
        group["category"]: sum(1 for row in group["rows"] if row["standing"] is not None)
        for group in bundle["standing"]["versions"][-1]["groups"]
    }
    wanted = [
        [one["id"], one["label"], standing.get(one["id"], 0)] for one in bundle["campaign"]["categories"]
    ]
    order = content["session"].get("order", [])
    printed = [[row["category"], row["label"], row["count"]] for row in order]
    return found + (uneven("B7", content["number"], wanted, printed) if printed else [])


def result_row_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """The result notice has every pick of result.json once, in order, with masked name and basis."""
    names = {sheet["candidate"]: sheet["name"] for sheet in bundle["sheets"]["sheets"]}
    wanted = [
        [
            one["candidate"],
            one["order"],
            names.get(one["candidate"]),
            one["position"],
            BASIS_WORDS[one["basis"]],
        ]
        for one in standing_result(bundle, content["number"])["picks"]
    ]
    keys = ("candidate", "order", "name", "position", "basis")
    return uneven("B8", content["number"], wanted, [[row[key] for key in keys] for row in content["rows"]])


LATEST = {
    "positions": posted_position_differences,
    "announcement": announced_differences,
}
