"""The tree of errors a person can cause and mend.

Each carries a stable `code` and its arguments as attributes; sentence, HTTP status and exit code are
chosen at the edge (cli, web), never here.
"""

from __future__ import annotations


class ResettlementError(Exception):
    """Something a person can put right. `code` is stable; `message` says what would be right."""

    code = "resettlement.error"

    def __init__(self, message: str, /, **arguments: object) -> None:
        super().__init__(message)
        self.message = message
        self.arguments = arguments


class BadInputError(ResettlementError):
    """A file, record or field is not as agreed; the message names it and what would be right."""

    code = "input.bad"


class RefusedError(ResettlementError):
    """A command breaks a rule of the procedure; `code` names the rule."""

    def __init__(self, code: str, message: str, /, **arguments: object) -> None:
        super().__init__(message, **arguments)
        self.code = code


class ConflictError(ResettlementError):
    """Someone else wrote first: the board changed, look again."""

    code = "journal.conflict"


class StorageError(ResettlementError):
    """The database could not keep what was to be written; nothing of it was. `code` says why."""

    def __init__(self, code: str, message: str, /, **arguments: object) -> None:
        super().__init__(message, **arguments)
        self.code = code


class TamperedError(ResettlementError):
    """What is stored is not what was written: an entry is missing or changed."""

    code = "journal.tampered"


class DifferenceError(ResettlementError):
    """The second path found another answer; nothing may go out until people have looked."""

    code = "second_path.differs"
