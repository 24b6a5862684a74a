"""Which version of the standing a notice shows, and which one a correction corrects.

Pure: `versions` are those of standing.json as it is drafted, all of them posted but the newest. Two scorings
between two notices are one correction: what nobody saw needs none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resettlement.errors import RefusedError
from resettlement.translation import gettext as _

Version = Mapping[str, Any]


def first_posted(versions: Sequence[Version]) -> Version:
    """The version that a notice of scores shows.

    Raises RefusedError `posting.scores_posted` once there was one: what changed since is a correction.
    """
    *earlier, newest = versions
    if earlier or newest["notice"]:
        raise RefusedError("posting.scores_posted", _("评分和名次已经公示过。之后的变动请用更正公示张贴。"))
    return newest


def corrected(versions: Sequence[Version]) -> tuple[Version, Version]:
    """The version posted last, and the newest, which corrects it.

    Raises RefusedError `posting.nothing_to_correct` where nothing was posted, or nothing scored again since.
    """
    *earlier, newest = versions
    if not earlier or newest["notice"]:
        raise RefusedError(
            "posting.nothing_to_correct",
            _("上一次公示之后没有新的名次，没有可更正的。请先改正档案并重新评分。"),
        )
    return earlier[-1], newest
