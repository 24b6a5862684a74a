"""What may be shown of a person, in one place (个人信息保护法; DOMAIN "What may be shown").

A posted notice shows a masked name, the candidate number, standing, subtotals of what may be itemised, and
the total. All else of a score stands as one sum, `WITHHELD_LABEL`: disability, places of service, sanctions,
family. What is not named here is withheld, so a new kind of fact is hidden until somebody decides otherwise.
"""

from collections.abc import Iterable

OPEN_KINDS = frozenset(
    {
        "award",
        "citation",
        "talent_award",
        "post",
        "military_rank",
        "research_award",
        "skill",
        "state_allowance",
    }
)
"""Kinds of facts (CONTRACT, RECORDS.json) whose lines may be itemised in public, without the cause."""

WITHHELD_LABEL = "其他各项"
"""The one column for the sum of every line that may not be itemised."""

_HIDDEN = "*"
_SEPARATORS = "·•・"


def masked_name(name: str) -> str:
    """The name as it may be posted: 王明 → 王*, 王小明 → 王*明, 欧阳雪 → 欧*雪, 阿依古丽·买买提 → 阿***·**提.

    First and last character stay, of two only the first; a single one is hidden whole. One star for each
    hidden character, those beyond the basic plane counting as one; the dot inside a name stays.
    """
    characters = [character for character in name if not character.isspace()]
    keep = {0, len(characters) - 1} if len(characters) > 2 else {0} if len(characters) == 2 else set()
    return "".join(
        character if at in keep or character in _SEPARATORS else _HIDDEN
        for at, character in enumerate(characters)
    )


def may_itemise(kinds: Iterable[str]) -> bool:
    """Whether a score line resting on facts of these kinds may stand in public by itself."""
    return all(kind in OPEN_KINDS for kind in kinds)
