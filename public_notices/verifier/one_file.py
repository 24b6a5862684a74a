"""Puts the verifier's modules together into verify.py, one file that the public runs and reads."""

import ast
from pathlib import Path

MODULES = (
    "numbered",
    "calendar_days",
    "packs",
    "lines",
    "rates",
    "weighing",
    "rules",
    "scores",
    "standing",
    "compare",
    "chain",
    "lot",
    "ties",
    "placing",
    "events",
    "hall",
    "settling",
    "judging",
    "choosing",
    "turns",
    "rounds",
    "session",
    "masked",
    "bundle",
    "afterwards",
    "paper",
    "check_files",
    "check_contents",
    "check_notices",
    "check_people",
    "check_result",
    "checking",
    "command",
)
HEADER = '''#!/usr/bin/env python3
"""核对一个选岗公开包。

用法：python3 verify.py [文件夹] [--head XXXX-XXXX] [--fingerprint XXXX-XXXX]
不写文件夹，就核对本文件所在的文件夹。只需要 Python 3.11 或更新的版本，不联网，不安装任何东西。

退出码：0 核对无误，1 有出入，2 无法核对，3 被改动过。

本文件由选岗系统的核对模块原样拼成，与计分、选岗的程序没有共用的代码，按公开的文档另行写成。
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "无法核对（could not run）：需要 Python 3.11 或更新的版本，这里是 %d.%d。\\n" % sys.version_info[:2]
    )
    sys.exit(2)
if not sys.flags.safe_path:
    del sys.path[0]  # else a file beside this one, named like a module of Python, would be run in its place
'''
FOOTER = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent))
"""


def assemble() -> str:
    """The text of verify.py: imports once, then every module under its own words, in order of need."""
    here = Path(__file__).parent
    plain: set[str] = set()
    names: dict[str, set[str]] = {}
    sources = {name: (here / f"{name}.py").read_text(encoding="utf-8") for name in MODULES}
    bodies = [body_of(source, name, plain, names) for name, source in sources.items()]
    plain.discard("sys")
    imports = [f"import {name}" for name in sorted(plain)]
    imports += [f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)]
    return "\n".join([HEADER, *imports, *bodies]) + FOOTER


def body_of(source: str, name: str, plain: set[str], names: dict[str, set[str]]) -> str:
    """One module without its imports, which are added to those of the whole; its words become a heading."""
    tree = ast.parse(source)
    lines = source.splitlines()
    drop: set[int] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            plain.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module is not None:
                names.setdefault(node.module, set()).update(one.name for one in node.names)
        elif node is not tree.body[0]:
            continue
        drop.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    words = (ast.get_docstring(tree) or "").splitlines()
    heading = ["", "", f"# {'-' * 20} {name}", *(f"# {line}".rstrip() for line in words), "", ""]
    rest = [line for number, line in enumerate(lines, 1) if number not in drop]
    return "\n".join(heading) + "\n" + "\n".join(rest).strip("\n")
