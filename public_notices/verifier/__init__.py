"""The second path: scores, standing, every pick and the result computed once more, from the documents alone.

Standard library only, no code shared with the engines. Inside, the application asks these functions before
each posting and after each pick; put together into one file, the public runs them on the masked data.
"""

from .chain import chain_differences
from .checking import verify_documents
from .command import main, verify
from .compare import compare_scores
from .hall import replay_assignment
from .numbered import PROPERTIES, TITLES, Difference
from .one_file import assemble
from .session import Watch, check_entries

__all__ = [
    "PROPERTIES",
    "TITLES",
    "Difference",
    "Watch",
    "assemble",
    "chain_differences",
    "check_entries",
    "compare_scores",
    "main",
    "replay_assignment",
    "verify",
    "verify_documents",
]
