"""B1 to B3: files, chains, what the session was opened on."""

import sys
import tomllib
import unicodedata
from typing import Any

from .afterwards import LATER, later_logs, logs_of_sessions, standing_result
from .bundle import (
    COULD_NOT_RUN,
    DATA_FILES,
    DIFFERS,
    TAMPERED,
    Bundle,
    Report,
    content_of,
    in_written_form,
    safe_path,
    sha256_of,
)
from .chain import chain_differences, digest, fits_paper, short_form
from .hall import replay_assignment
from .numbered import CannotComputeError, Difference, Json, difference
from .packs import digest_of, packs_by_category, read_pack

HEAD_WORDS = {"head": "日志头", "short": "日志头", "count": "条数", "stream": "名称"}
LEFT_BEHIND = (".ds_store", "thumbs.db", "desktop.ini", ".directory")
FROZEN = ("campaign", "rules", "positions", "sheets", "standing")


def check_listed(bundle: Bundle, report: Report) -> None:
    """B1."""
    folder = bundle.folder
    if folder is None:
        return
    for path, expected in sorted(bundle.listed.items()):
        place = safe_path(folder, path)
        if place is None:
            report.say(TAMPERED, "B1", f"清单中的文件位置“{path}”不在公开包里。", None, path)
        elif not place.is_file():
            lost = TAMPERED if path.isascii() or "utf" in sys.getfilesystemencoding() else COULD_NOT_RUN
            report.say(lost, "B1", f"清单列出的文件 {path} 不见了。", None, path)
        else:
            check_file(report, path, expected, place)
    for name in (f"data/{name}.json" for name in DATA_FILES):
        if name not in bundle.listed:
            report.say(TAMPERED, "B1", f"清单里缺少 {name}。", None, name)
    for name, raw in bundle.raw.items():
        if name in bundle.data and not in_written_form(raw, bundle.data[name]):
            report.say(TAMPERED, "B1", f"data/{name}.json 不是规定的书写形式，发布后被改写过。", None, name)
    for place in (one for name in ("data", "notices") for one in sorted((folder / name).rglob("*"))):
        path = place.relative_to(folder).as_posix()
        if (
            place.is_symlink() or not (place.is_dir() or is_left_behind(place))
        ) and path not in bundle.listed:
            report.say(TAMPERED, "B1", f"多出一个清单里没有的文件 {path}。", None, path)
    if "campaign" in bundle.data and bundle["campaign"]["format"] != bundle.format:
        report.say(TAMPERED, "B1", "清单与 data/campaign.json 写明的格式编号不同。", None, "manifest.json")
    report.done["B1"] = f"清单列出 {len(bundle.listed)} 个文件"


def is_left_behind(place: Any) -> bool:
    """Whether a file manager wrote this by itself when somebody opened or copied the folder."""
    name = place.name
    companion = name.startswith("._") and place.with_name(name[2:]).is_file()
    return place.is_file() and (companion or name.lower() in LEFT_BEHIND)


def check_file(report: Report, path: str, expected: str, place: Any) -> None:
    try:
        content = content_of(place)
    except OSError as fault:
        report.say(COULD_NOT_RUN, "B1", f"文件 {path} 读不出来：{fault}。", None, path)
        return
    if sha256_of(content) != expected:
        report.say(TAMPERED, "B1", f"文件 {path} 与清单不符，发布后被改动过。", None, path)


def check_chains(bundle: Bundle, report: Report) -> None:
    """B2, paper apart."""
    counts = []
    check_named_logs(bundle, report)
    for name, key, label in (("session", "log", "选岗会记录"), ("campaign", "campaign_log", "年度记录")):
        entries = bundle["log"][name]
        if name == "session" and not bundle.begun:
            continue
        told = bundle["result"][key] if bundle.ended else {}
        report.add(TAMPERED, chain_differences(entries, told.get("stream")))
        if not entries:
            report.say(TAMPERED, "B2", f"{label}是空的。", None, name)
            continue
        if bundle.ended:
            report.add(TAMPERED, head_differences(entries, told, label))
        counts.append(f"{label} {len(entries)} 条")
        report.heads.append(f"{label}的日志头 {short_form(entries[-1]['hash'])}（第 {len(entries)} 条）")
    if bundle.ended:
        report.heads.append(f"结果指纹 {short_form(digest(bundle['result']['assignment']))}")
        check_recorded(bundle, report)
    report.done["B2"] = "、".join(counts)


def check_named_logs(bundle: Bundle, report: Report) -> None:
    """The logs of further sessions: their chains, their names without a gap, and none besides."""
    names = [f"{LATER}{number}" for number in range(2, len(bundle["log"]))]
    if sorted(bundle["log"]) != sorted(["campaign", "session", *names]):
        report.say(TAMPERED, "B2", "data/log.json 里的记录与规定的不同。")
    for number, entries in enumerate(later_logs(bundle), 2):
        stream = f"{bundle['campaign']['session']}/{number}"
        report.add(TAMPERED, chain_differences(entries, stream))
        if not entries:
            report.say(TAMPERED, "B2", f"第 {number} 场选岗会的记录是空的。", None, stream)
        else:
            head = short_form(entries[-1]["hash"])
            report.heads.append(f"第 {number} 场选岗会的日志头 {head}（第 {len(entries)} 条）")


def head_differences(entries: list[Json], told: Json, label: str) -> list[Difference]:
    """The head and count of a log as result.json tells them."""
    head = entries[-1]["hash"]
    expected = {
        "head": head,
        "count": len(entries),
        "short": short_form(head),
        "stream": entries[0]["stream"],
    }
    return [
        difference("B2", None, "result.json", value, told.get(part), f"{label}的{HEAD_WORDS[part]}")
        for part, value in expected.items()
        if told.get(part) != value
    ]


def check_recorded(bundle: Bundle, report: Report) -> None:
    """The campaign's log says how long the session's log was and how it ended."""
    result = bundle["result"]
    recorded = [one for one in bundle["log"]["campaign"] if one["type"] == "session_recorded"]
    if not recorded and bundle.folder is not None:
        report.say(DIFFERS, "B2", "年度记录里没有登记选岗会的结果（session_recorded）。")
    logs = logs_of_sessions(bundle)
    if bundle.folder is not None and len(logs) != len(recorded):
        report.say(DIFFERS, "B2", f"公布了 {len(logs)} 场选岗会的记录，年度记录登记了 {len(recorded)} 场。")
    for at, (entry, log) in enumerate(zip(recorded, logs, strict=False)):
        full = digest(replay_assignment(log)) if at else result["fingerprint"]["full"]
        pairs = (
            ("head", log[-1]["hash"] if at else result["log"]["head"], "选岗会的日志头"),
            ("count", len(log) if at else result["log"]["count"], "选岗会记录的条数"),
            ("fingerprint", full, "结果指纹"),
        )
        for key, value, what in pairs:
            if entry["payload"][key] != value:
                line = f"年度记录第 {entry['version']} 条"
                report.add(TAMPERED, [difference("B2", None, line, entry["payload"][key], value, what)])


def check_paper(bundle: Bundle, report: Report, head: str | None, fingerprint: str | None) -> None:
    """B2, as on paper: a head may be that of any entry, as on a slip printed during the session."""
    result, log = bundle["result"], bundle["log"]
    if head is not None:
        labels = {"session": "选岗会记录", "campaign": "年度记录"}
        labels |= {name: f"第 {name.removeprefix(LATER)} 场选岗会记录" for name in log if name not in labels}
        places = [
            (label, at, len(log[name]))
            for name, label in labels.items()
            for at, entry in enumerate(log[name], 1)
            if fits_paper(entry["hash"], head)
        ]
        if not places:
            report.say(TAMPERED, "B2", f"纸上的日志头 {head} 在记录中找不到：记录与纸上的不是同一份。")
        for label, at, count in places:
            rest = "这是最后一条" if at == count else f"其后还有 {count - at} 条，可用更晚的纸再对一次"
            report.paper.append(f"纸上的日志头 {head} 与{label}第 {at} 条一致，{rest}。")
    if fingerprint is not None:
        if fits_paper(standing_result(bundle)["fingerprint"]["full"], fingerprint):
            report.paper.append(f"纸上的结果指纹 {fingerprint} 与公开的结果一致。")
        elif fits_paper(result["fingerprint"]["full"], fingerprint):
            report.paper.append(f"纸上的结果指纹 {fingerprint} 是第一场选岗会的结果，此后有变动。")
        else:
            report.say(TAMPERED, "B2", f"纸上的结果指纹 {fingerprint} 与公开的结果不一致。")


def check_opened_on(bundle: Bundle, report: Report) -> None:
    """B3."""
    check_rule_texts(bundle, report)
    check_named_packs(bundle, report)
    rules = f"{len(bundle['rules']['packs'])} 份计分规则和选岗会规则"
    if bundle.begun:
        check_opening(bundle, report)
        rules = f"{len(FROZEN)} 份数据、{rules}"
    report.done["B3"] = rules


def check_opening(bundle: Bundle, report: Report) -> None:
    """What the first entry of the session names is what is published."""
    opening = bundle["log"]["session"][0]["payload"]
    for name in FROZEN:
        if digest(bundle[name]) != opening["frozen"].get(name):
            report.say(TAMPERED, "B3", f"data/{name}.json 不是开选岗会时用的那一份。", None, name)
    heads = [entry["hash"] for entry in bundle["log"]["campaign"]]
    if opening["campaign_head"] not in heads:
        report.say(TAMPERED, "B3", "开会时写下的年度记录日志头，在年度记录中找不到。")
    campaign, stream = bundle["campaign"], bundle["log"]["session"][0]["stream"]
    for expected, found, what in (
        (stream, campaign["session"], "选岗会记录的名称"),
        (stream, f"session/{opening['session']}", "开会时写下的选岗会"),
        (campaign["id"], opening["campaign"], "开会时写下的批次"),
    ):
        if expected != found:
            report.add(DIFFERS, [difference("B3", None, "campaign.json", expected, found, what)])
    report.add(DIFFERS, sealed_differences(bundle["log"]["campaign"], opening))
    report.add(DIFFERS, barred_differences(bundle["log"]["campaign"], opening))
    check_opened_rules(bundle, report, opening)


def sealed_differences(campaign_log: list[Json], opening: Json) -> list[Difference]:
    """The wishes that the session was opened with are those that each person filed last before it."""
    filed: dict[str, str] = {}
    for entry in campaign_log:
        if entry["type"] == "wish_filed":
            filed[entry["payload"]["candidate"]] = entry["payload"]["commitment"]
        elif entry["type"] == "wishes_filed":
            filed |= entry["payload"]["commitments"]
        if entry["hash"] == opening["campaign_head"]:
            break
    sealed, line = opening["wish_commitments"], "第 1 条（开会）"
    return [
        difference("B3", one, line, filed.get(one), sealed.get(one), "最后一次填报的志愿的封存码")
        for one in sorted(opening["eligible"])
        if filed.get(one) != sealed.get(one)
    ]


def barred_differences(campaign_log: list[Json], opening: Json) -> list[Difference]:
    """Nobody was admitted to a post that the campaign's log closed to them before the session."""
    closed: dict[tuple[str, str], bool] = {}
    for entry in campaign_log:
        if entry["type"] in ("position_barred", "position_unbarred"):
            key = entry["payload"]["candidate"], entry["payload"]["position"]
            closed[key] = entry["type"] == "position_barred"
        if entry["hash"] == opening["campaign_head"]:
            break
    line = "第 1 条（开会）"
    return [
        difference("B3", person, line, "不对本人开放", "列为可选", f"岗位 {position}")
        for (person, position), barred in sorted(closed.items())
        if barred and position in opening["eligible"].get(person, ())
    ]


def check_rule_texts(bundle: Bundle, report: Report) -> None:
    """Every rule is what its digest, id and title say."""
    rules = bundle["rules"]
    for pack in rules["packs"]:
        if digest_of(pack["pack"], pack["overlay"]) != pack["digest"]:
            report.say(TAMPERED, "B3", f"计分规则 {pack['id']} 的原文与校验值不符。", None, pack["id"])
        data = read_pack(pack["pack"], pack["overlay"]).data
        for key in ("id", "title"):
            if data.get(key) != pack[key]:
                report.add(
                    DIFFERS, [difference("B3", None, pack["id"], data.get(key), pack[key], f"规则的 {key}")]
                )
    session_rules = rules["session_rules"]
    if sha256_of(session_rules["text"].encode()) != session_rules["digest"]:
        report.say(TAMPERED, "B3", "选岗会规则的原文与校验值不符。")
    text = tomllib.loads(session_rules["text"])
    if text.get("id") != session_rules["id"] or text.get("title") != session_rules["title"]:
        report.say(DIFFERS, "B3", "选岗会规则的编号或名称与原文不符。")


def check_opened_rules(bundle: Bundle, report: Report, opening: Json) -> None:
    """The rules and settings that the session was opened with are those published."""
    session_rules = bundle["rules"]["session_rules"]
    text = tomllib.loads(session_rules["text"])
    for key in ("id", "digest"):
        if opening["rules"][key] != session_rules[key]:
            report.say(DIFFERS, "B3", f"开会时写下的选岗会规则与公布的不是同一份（{key}）。")
    for key in sorted({*opening["settings"], *text} - {"id", "title", "source", "not_supported"}):
        value = opening["settings"].get(key)
        if text.get(key) != value:
            report.add(
                DIFFERS, [difference("B3", None, f"规则 {key}", text.get(key), value, "开会时写下的规则")]
            )


def check_named_packs(bundle: Bundle, report: Report) -> None:
    """Categories, sheets and groups name the packs that are published."""
    packs = packs_by_category(bundle["campaign"], bundle["rules"])
    categories = {one["id"]: one["pack"] for one in bundle["campaign"]["categories"]}
    for category, pack in categories.items():
        if category not in packs:
            report.say(DIFFERS, "B3", f"类别 {category} 所用的计分规则 {pack} 没有公布。")
    for sheet in bundle["sheets"]["sheets"]:
        person, own = sheet["candidate"], packs.get(sheet["category"], {})
        pairs = (
            (own.get("id"), sheet["pack"], "计分规则"),
            (own.get("digest"), sheet["digest"], "规则校验值"),
        )
        for expected, found, what in pairs:
            if expected != found:
                report.add(DIFFERS, [difference("B3", person, None, expected, found, what)])
    named = {group["category"] for one in bundle["standing"]["versions"] for group in one["groups"]}
    for category in sorted(named - set(categories)):
        report.say(DIFFERS, "B3", f"名次表中的类别 {category} 不在本年度的类别之中。")


def check_arguments(head: str | None, fingerprint: str | None) -> None:
    """What was typed from paper has a form that can be compared."""
    for typed in (head, fingerprint):
        if typed is None:
            continue
        letters = [one for one in unicodedata.normalize("NFKC", typed) if one.isalnum()]
        if len(letters) not in (8, 64) or not "".join(letters).isascii():
            raise CannotComputeError(
                f"“{typed}”不像纸上的日志头：应为 8 个字母数字（XXXX-XXXX），或完整的 64 位"
            )
