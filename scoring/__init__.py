"""量化评分: records and a rule pack in, itemised score sheets and standing out.

Pure and on the standard library alone: copy the folder and `python -m scoring` runs. The law is data in
`rules/*.toml`; docs/rule-packs.md says what a pack means.
"""

from .compare import Comparison, compare
from .engine import score, tie_values
from .errors import Fault, PackError, RecordsError, ScoringError
from .facts import Fact
from .pack.load import load_pack, pack_from_text, shipped_packs
from .pack.scope import missing_evidence
from .pack.shape import Pack
from .records import Record, parse_records, read_records
from .sheet import ScoreLine, ScoreSheet

__all__ = [
    "Comparison",
    "Fact",
    "Fault",
    "Pack",
    "PackError",
    "Record",
    "RecordsError",
    "ScoreLine",
    "ScoreSheet",
    "ScoringError",
    "compare",
    "load_pack",
    "missing_evidence",
    "pack_from_text",
    "parse_records",
    "read_records",
    "score",
    "shipped_packs",
    "tie_values",
]
