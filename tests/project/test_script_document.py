"""docs/script.md is made from the commands; each one's function exists, its rights are in the table."""

from __future__ import annotations

from importlib import import_module

import pytest

from resettlement.rights import COMMANDS as RIGHTS
from resettlement.script.commands import COMMANDS
from resettlement.script.document import PAGE, page


def test_the_page_is_the_one_that_the_commands_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_function_of_a_command_exists_and_somebody_may_call_it(name: str) -> None:
    module, _, function = COMMANDS[name].function.rpartition(".")
    assert callable(getattr(import_module(f"resettlement.{module}"), function))
    assert RIGHTS[name]
