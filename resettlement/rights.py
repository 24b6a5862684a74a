"""Who may do what: one table of command and role, read by web, script and tests.

The commands are those of the campaign script (`resettlement play`). Plain data at the bottom of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an account may do. A notary (公证) watches and witnesses and gives no command."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    STAFFING = "staffing"
    HOST = "host"
    SUPERVISOR = "supervisor"
    NOTARY = "notary"
    CALLER = "caller"
    ADMINISTRATOR = "administrator"


PUBLIC = "public"
"""Anybody without an account; what the journal writes as `by` for what they did."""

_CLERK, _REVIEWER, _STAFFING, _HOST = Role.CLERK, Role.REVIEWER, Role.STAFFING, Role.HOST
_SUPERVISOR, _CALLER, _ADMINISTRATOR = Role.SUPERVISOR, Role.CALLER, Role.ADMINISTRATOR

COMMANDS: Mapping[str, tuple[str, ...]] = {
    # the campaign
    "open": (_STAFFING, _ADMINISTRATOR),
    "set": (_STAFFING, _ADMINISTRATOR),
    "add-category": (_STAFFING, _ADMINISTRATOR),
    "set-workdays": (_STAFFING, _ADMINISTRATOR),
    "set-clock-right": (_ADMINISTRATOR, _SUPERVISOR),
    "enter-figure": (_CLERK, _REVIEWER),
    "confirm-figure": (_CLERK, _REVIEWER),
    "drop-figure": (_CLERK, _REVIEWER),
    # records
    "import records": (_CLERK,),
    "add-fact": (_CLERK,),
    "correct-fact": (_CLERK,),
    "withdraw-fact": (_CLERK,),
    "set-person": (_CLERK,),
    "remove": (_CLERK,),
    "restore": (_CLERK,),
    "review": (_REVIEWER,),
    "return": (_REVIEWER,),
    # scores
    "score": (_CLERK,),
    "confirm": (_CLERK, _REVIEWER),
    "refuse-to-sign": (_CLERK, _REVIEWER),
    "overrule": (_CLERK, _REVIEWER, _SUPERVISOR),
    "clear": (_CLERK, _REVIEWER, _SUPERVISOR),
    # positions
    "import positions": (_STAFFING,),
    "add-positions": (_STAFFING,),
    "change-seats": (_STAFFING,),
    "withdraw-position": (_STAFFING,),
    "bar": (_REVIEWER,),
    "unbar": (_REVIEWER,),
    # notices
    "post": (_CLERK,),
    "withdraw-notice": (_CLERK,),
    "permit": (_SUPERVISOR,),
    # objections
    "object": (PUBLIC, _CLERK, _REVIEWER, _SUPERVISOR),
    "admit": (_CLERK, _REVIEWER, _SUPERVISOR),
    "rule": (_REVIEWER, _SUPERVISOR),
    "carry-out": (_CLERK,),
    "freeze": (_SUPERVISOR,),
    "unfreeze": (_SUPERVISOR,),
    # wishes
    "import wishes": (_CLERK,),
    "issue-codes": (_CLERK,),
    "file": (_CLERK,),
    # the session
    "open-session": (_HOST,),
    "rehearse": (_HOST, _ADMINISTRATOR),
    "arrive": (_HOST, _CLERK, _REVIEWER, _ADMINISTRATOR),
    "check": (_HOST, _CLERK, _REVIEWER, _ADMINISTRATOR),
    **dict.fromkeys(
        (
            "draw-lot", "settle-tie", "call", "proxy", "adjust-clock", "waive", "begin-round", "choose",
            "filed-wish", "miss", "pass", "give-up", "pause", "resume", "undo", "close",
        ),
        (_HOST, _ADMINISTRATOR),
    ),
    "co-sign": (_SUPERVISOR, _ADMINISTRATOR),
    "certify": (_SUPERVISOR,),
    "refuse-certificate": (_SUPERVISOR,),
    "record": (_SUPERVISOR,),
    # afterwards
    "annul": (_SUPERVISOR,),
    "assign": (_STAFFING,),
    "letters": (_STAFFING,),
    "correct-letter": (_STAFFING,),
    # papers
    "print": (_CLERK, _HOST, _SUPERVISOR, _ADMINISTRATOR),
    "publish": (_CLERK, _SUPERVISOR),
    # follow-up
    **dict.fromkeys(
        ("event", "reached", "not-reached", "visit", "issue", "close-issue", "correct", "end", "reopen",
         "settle", "call-sheet"),
        (_CALLER, _ADMINISTRATOR),
    ),
}  # fmt: skip
"""Each command of the script with who may give it. One role may do it for the whole office, or none may."""

WITNESSES = (Role.SUPERVISOR, Role.NOTARY, Role.REVIEWER, Role.STAFFING, Role.CLERK, Role.ADMINISTRATOR)
"""Who may stand beside the lot."""

SECONDS = (Role.SUPERVISOR, Role.REVIEWER, Role.HOST, Role.ADMINISTRATOR)
"""Who may confirm with somebody else what two people stand behind in the hall."""


def may(role: str, command: str) -> bool:
    """Whether somebody of this role (or `public`) may give the command."""
    return role in COMMANDS[command]
