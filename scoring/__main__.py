"""`python -m scoring RECORDS.json --rules PACK [--overlay FILE]`: score sheets as JSON on stdout.

Exit 0 with the answer, 2 with the reasons on stderr and nothing on stdout.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from .engine import score
from .errors import PackError, RecordsError
from .pack.load import load_pack
from .records import read_records
from .sheet import result_text

_SAID = (
    ("the following arguments are required: ", "缺少 "),
    ("unrecognized arguments: ", "不认识 "),
    ("expected one argument", "后面缺少内容"),
    ("argument ", "选项 "),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for english, chinese in _SAID:
            message = message.replace(english, chinese)
        print(f"命令写法不对：{message}", file=sys.stderr)
        print("写法：python -m scoring RECORDS.json --rules 规则包 [--overlay 补充文件]", file=sys.stderr)
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _options(arguments)
    try:
        pack = load_pack(options.rules, options.overlay)
        with collector_paused():
            text = result_text(pack.to_json(), score(read_records(options.records), pack))
    except PackError as error:
        return _refused(error, options.overlay if _about_overlay(error) else options.rules)
    except RecordsError as error:
        return _refused(error, options.records)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Reading, scoring and writing make no cycles, so the collector of cycles waits: it would walk the same
    records of a large batch again and again, a third of the time. For a process that does nothing else."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="python -m scoring", description="量化评分：由记录和规则包算出评分表与名次")
    parser.add_argument("records", metavar="RECORDS.json", help="人员记录")
    parser.add_argument("--rules", required=True, metavar="PACK", help="随附规则包的编号，或规则包文件")
    parser.add_argument("--overlay", metavar="FILE", help="补充文件（同分比较、恰满六个月、经核实的分值）")
    return parser.parse_args(arguments)


def _about_overlay(error: PackError) -> bool:
    return any(fault.place.startswith("补充文件") for fault in error.faults)


def _refused(error: PackError | RecordsError, file: str) -> int:
    print(f"{file}：有 {len(error.faults)} 处需要更正，没有计分。", file=sys.stderr)
    for fault in error.faults:
        print(f"- {fault}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
