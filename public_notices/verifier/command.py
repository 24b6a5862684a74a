"""The command: checks a folder, says in plain words what was checked, and ends in one of four states."""

import argparse
import json
import sys
from pathlib import Path
from typing import NoReturn

from .bundle import (
    COULD_NOT_RUN,
    DIFFERS,
    EXIT_CODES,
    TAMPERED,
    VERIFIED,
    NoBundleError,
    Report,
    open_bundle,
)
from .check_files import check_arguments, check_paper
from .checking import CHECKS, check_all, guarded
from .numbered import PROPERTIES, TITLES, CannotComputeError

VERDICTS = {
    VERIFIED: "核对无误（verified）：每一个能重算的数、每一次选岗都重算过，与公布的完全一致。",
    DIFFERS: "有出入（differs）：文件是公布时的样子，但重算的结果与公布的不同，见上面所列。请告知公布单位。",
    COULD_NOT_RUN: "无法核对（could not run）：有的内容读不出来，见上面所列。请重新下载后再试。",
    TAMPERED: "被改动过（tampered）：这份公开包不是公布时的样子，见上面所列。请勿采信，并告知公布单位。",
}
STATES = {VERIFIED: "通过", DIFFERS: "有出入", COULD_NOT_RUN: "无法核对", TAMPERED: "被改动"}
SHOWN_AT_MOST = 8
COMPARE_WITH_PAPER = (
    "提醒：这次只把记录同它自己核对过。若有人连同日志头一起全部重做，只有同纸上的比对才能发现："
    "请取选岗会的回执、投影的照片或张贴的结果公示，看上面印的日志头是否就是这里的，"
    "或让本程序代为比对：--head XXXX-XXXX"
)


class ArgumentParser(argparse.ArgumentParser):
    """Says in Chinese what was wrong with the command line."""

    def error(self, message: str) -> NoReturn:
        raise CannotComputeError(f"命令写法不对（{message}），用 --help 看用法")


def verify(folder: Path, head: str | None = None, fingerprint: str | None = None) -> Report:
    """Checks one bundle; NoBundleError where the folder holds none."""
    report = Report()
    bundle = open_bundle(folder, report)
    check_all(bundle, report)
    guarded(report, "B2", lambda: check_paper(bundle, report, head, fingerprint))
    return report


def main(argv: list[str] | None = None, default: Path | None = None) -> int:
    """Runs the command and returns its exit code: 0 verified, 1 differs, 2 could not run, 3 tampered.

    `default` is the folder to check when none is named.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        options = parsed(argv, default)
        check_arguments(options.head, options.fingerprint)
        report = verify(Path(options.folder), options.head, options.fingerprint)
    except (CannotComputeError, NoBundleError) as fault:
        print(f"无法核对（could not run）：{str(fault).rstrip('。')}。", file=sys.stderr)
        return EXIT_CODES[COULD_NOT_RUN]
    except SystemExit:
        return 0
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    else:
        print("\n".join(as_text(report, options)))
    return EXIT_CODES[report.state()]


def parsed(argv: list[str] | None, default: Path | None) -> argparse.Namespace:
    parser = ArgumentParser(
        prog="verify",
        description="核对一个选岗公开包：文件、记录、分数、名次、每一次选岗和结果。",
        epilog="退出码：0 核对无误，1 有出入，2 无法核对，3 被改动过。",
    )
    folder = {"nargs": "?", "default": default} if default is not None else {}
    parser.add_argument("folder", metavar="文件夹", help="公开包所在的文件夹", **folder)  # type: ignore[arg-type]
    parser.add_argument("--head", metavar="XXXX-XXXX", help="纸上印的日志头")
    parser.add_argument("--fingerprint", metavar="XXXX-XXXX", help="纸上印的结果指纹")
    parser.add_argument("--json", action="store_true", help="以 JSON 写出")
    return parser.parse_args(argv)


def as_text(report: Report, options: argparse.Namespace) -> list[str]:
    """What was checked and what came out, a line or two for each property."""
    lines = [f"核对公开包 {options.folder}", ""]
    for number, _ in CHECKS:
        state = report.state_of(number)
        what = f"：{report.done[number]}" if number in report.done else ""
        lines.append(f"[{STATES[state]}] {number} {TITLES[number]}{what}")
        found = report.found.get(number, [])
        lines += [f"    - {one.sentence}" for _, one in found[:SHOWN_AT_MOST]]
        if len(found) > SHOWN_AT_MOST:
            lines.append(f"    - 另有 {len(found) - SHOWN_AT_MOST} 处。")
    lines.append("")
    if report.heads:
        lines.append(f"这份公开包的{'、'.join(report.heads)}。")
    lines += [*report.paper, f"结论：{VERDICTS[report.state()]}"]
    if options.head is None:
        lines.append(COMPARE_WITH_PAPER)
    return lines


def as_json(report: Report) -> dict[str, object]:
    """The same for other programs."""
    return {
        "state": report.state(),
        "checks": [
            {
                "property": number,
                "words": PROPERTIES[number],
                "state": report.state_of(number),
                "checked": report.done.get(number),
                "differences": [vars(one) | {"state": state} for state, one in report.found.get(number, [])],
            }
            for number, _ in CHECKS
        ],
        "heads": report.heads,
        "paper": report.paper,
    }
