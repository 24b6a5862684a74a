"""docs/script.md, made from the commands themselves: `python -m resettlement.script.document`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from resettlement.rights import COMMANDS as RIGHTS
from resettlement.script.commands import STATIONS
from resettlement.script.state import Command

PAGE = Path(__file__).resolve().parents[2] / "docs" / "script.md"
_HEAD = (
    "# The campaign script\n\n"
    "`resettlement play FOLDER OUT` plays a campaign from `campaign.toml` ([plan.md](plan.md)), workbooks "
    "and `campaign.txt` in FOLDER. Each line is what somebody does at a desk: "
    "`[DATE] [TIME] WHO COMMAND [ARGUMENTS] [because REASON] [-> CODE]`; `->` names the refusal that it "
    "must meet. The sample is `resettlement/sample/`, situations that offices meet are in `tests/campaigns/`."
    "\n\nThis list is made from the code (`python -m resettlement.script.document`); a test compares them. "
    "*Function* is what the line and the form at *address* (under `/c/CAMPAIGN`) both call.\n"
)
_COLUMNS = ("command", "who", "does", "function", "address", "refusals, among others")


def page() -> str:
    """The page as it should stand in docs."""
    return _HEAD + "".join(_station(name, commands) for name, commands in STATIONS.items())


def _station(name: str, commands: Mapping[str, Command]) -> str:
    rows = "".join(_row(name, command) for name, command in commands.items())
    head = (
        "| command | who | does | function | address | refusals, among others |\n|---|---|---|---|---|---|\n"
    )
    return f"\n## {name}\n{head}{rows}"


def _row(name: str, command: Command) -> str:
    written = f"{name} {command.arguments}".strip().replace("|", "\\|")
    codes = " ".join(f"`{code}`" for code in command.codes)
    who = " ".join(RIGHTS[name])
    return (
        f"| `{written}` | {who} | {command.does} | `{command.function}` | `{command.address}` | {codes} |\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
