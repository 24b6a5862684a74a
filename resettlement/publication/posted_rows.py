"""The rows of a list as a notice prints them, out of a document and back into one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def position_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the notice of positions, out of positions.json."""
    return [
        {
            **{
                key: post[key] for key in ("id", "unit", "unit_kind", "title", "kind", "seats", "coordinated")
            },
            "for_": post["open_to"],
            "requirements": "；".join(post["requirements"]),
            **({"note": post["note"]} if post["note"] else {}),
        }
        for post in document["positions"]
    ]


def position_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A position as a notice has it, in the form of positions.json."""
    kept = {key: row[key] for key in ("id", "unit", "unit_kind", "title", "kind", "seats", "coordinated")}
    requirements = row["requirements"].split("；") if row["requirements"] else []
    return {**kept, "open_to": row["for_"], "requirements": requirements, "note": row.get("note")}


def names_on(content: Mapping[str, Any]) -> dict[str, str]:
    """The masked names that a list of scores, or a correction of one, shows."""
    if content["kind"] == "scores":
        return {row["candidate"]: row["name"] for group in content["groups"] for row in group["rows"]}
    shown = {row["candidate"]: row["name"] for key in ("changed", "moved") for row in content[key]}
    return {**content.get("joined_names", {}), **shown}
