"""docs/commands.md is made from the commands that click knows; each says in words what it does."""

from __future__ import annotations

import pytest

from resettlement.cli import cli
from tests.command_document import PAGE, commands, page

NAMED = dict(commands(cli, "resettlement"))


def test_the_page_is_the_one_that_the_commands_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", NAMED)
def test_a_command_says_what_it_does_and_so_does_each_of_its_options(name: str) -> None:
    options = [one.to_info_dict() for one in NAMED[name].params]
    assert NAMED[name].help
    assert not [one["name"] for one in options if one["param_type_name"] == "option" and not one["help"]]
