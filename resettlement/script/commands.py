"""Every command of the script by name; docs/script.md is made from it."""

from __future__ import annotations

from collections.abc import Mapping

from resettlement.script.state import Command
from resettlement.script.stations import follow_up, notices, office, papers, records, session

STATIONS: Mapping[str, Mapping[str, Command]] = {
    "批次": office.COMMANDS,
    "档案与评分": records.COMMANDS,
    "岗位、公示、异议、冻结": notices.COMMANDS,
    "志愿与选岗会": session.COMMANDS,
    "出纸与公布": papers.COMMANDS,
    "介绍信与回访": follow_up.COMMANDS,
}
COMMANDS: Mapping[str, Command] = {
    name: command for station in STATIONS.values() for name, command in station.items()
}
