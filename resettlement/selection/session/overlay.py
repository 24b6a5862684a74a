"""What a place's text leaves open in a pack of session rules, stated by the office in a file of its own.

The overlay names its author and document and fills the unknown settings, these alone. What comes of it is
one TOML text again: that is what a campaign keeps, publishes and is checked by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.selection.session.rules import SessionRules, leaves, parse_rules, read_toml
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese

HEAD = ("pack", "author", "document")


def with_overlay(rules: SessionRules, file: Path) -> SessionRules:
    """The rules with what the file says. Raises BadInputError naming file and setting."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInputError(
            _("%(file)s：读不出来（%(why)s）。应为选岗会规则的补充文件。", file=file, why=error.strerror)
        ) from error
    return overlaid(rules, content, str(file))


def overlaid(rules: SessionRules, content: bytes, file: str) -> SessionRules:
    """The same with the overlay's bytes; `file` is what it is called in a refusal."""
    filled = read_toml(content, file)
    faults = list(_faults(rules, filled))
    if faults:
        raise BadInputError(_("规则文件 %(file)s：%(faults)s。", file=file, faults="；".join(faults)))
    values = {key: value for key, value in filled.items() if key not in HEAD}
    head: dict[str, Any] = {
        "id": rules.id,
        "title": rules.title,
        "source": _source(rules, filled),
    }
    if rules.not_supported:
        head["not_supported"] = list(rules.not_supported)
    text = "\n".join(_lines({**head, **_merged(rules.settings, values)})) + "\n"
    return parse_rules(text.encode(), file)


@in_chinese  # part of the rules' text, which is kept and published
def _source(rules: SessionRules, filled: Mapping[str, Any]) -> str:
    return _(
        "%(source)s；待定各项由%(author)s依据%(document)s确定",
        source=rules.source,
        author=filled["author"],
        document=filled["document"],
    )


def _faults(rules: SessionRules, filled: Mapping[str, Any]) -> Iterator[str]:
    for key in HEAD:
        if not isinstance(filled.get(key), str) or not filled[key].strip():
            yield _(
                "缺少“%(key)s”，请写明规则编号（pack）、谁定的（author）、依据哪份文件（document）", key=key
            )
    if filled.get("pack", rules.id) != rules.id:
        yield _(
            "pack 写的是“%(found)s”，这里用的规则是“%(wanted)s”，请改成一致",
            found=filled["pack"],
            wanted=rules.id,
        )
    for path, _value in leaves({key: value for key, value in filled.items() if key not in HEAD}):
        if path not in rules.unknown:
            yield _(
                "“%(path)s”在规则“%(id)s”里不是待定的项，请删去；当地另有规定的，请另写一份完整的规则",
                path=path,
                id=rules.id,
            )


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merged(below[key], value) if isinstance(value, Mapping) else value
    return merged


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{name} = {_toml(one)}" for name, one in value.items())
        else:
            yield f"{key} = {_toml(value)}"


def _toml(value: Any) -> str:
    """Texts, numbers and yes or no are written in TOML as in JSON."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)
