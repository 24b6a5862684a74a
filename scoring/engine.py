"""From records and a pack to score sheets and standing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .errors import Fault, RecordsError
from .one_record import REFUSED, Engine, outside
from .pack import POINTS_KEY, Pack
from .person_tables import table_of
from .records import Record
from .sheet import Outcome, ScoreSheet
from .standing import Tied, shown_value, standings


def score(records: Sequence[Record], pack: Pack) -> tuple[ScoreSheet, ...]:
    """Score sheets in the order of the records, with the standing of each in this batch.

    Raises RecordsError with every record the pack cannot score: another category, outside its dates, a
    figure that is not known, periods that overlap where the rule does not allow it.
    """
    compiled = _compiled(pack)
    outcomes, faults = compiled.outcomes(records)
    if faults:
        raise RecordsError(faults)
    places, faults = standings(records, outcomes, pack.tie_chain)
    if faults:
        raise RecordsError(faults)
    write = compiled.engine.write
    return tuple(
        [
            ScoreSheet(record.candidate, write(one.total), place, one.exempt, one.barred, one.lines)
            for record, one, place in zip(records, outcomes, places, strict=True)
        ]
    )


def tie_values(record: Record, pack: Pack) -> tuple[str, ...]:
    """Each key of the pack's tie chain for this record, as text; "" if not known.

    Raises RecordsError where the chain asks for points and the record cannot be scored.
    """
    if not any(key.startswith(POINTS_KEY) for key in pack.tie_chain):
        return tuple(shown_value(key, Tied(record, ())) for key in pack.tie_chain)
    lines = score([record], pack)[0].lines
    return tuple(shown_value(key, Tied(record, lines)) for key in pack.tie_chain)


@lru_cache(maxsize=64)
def _compiled(pack: Pack) -> _Compiled:
    return _Compiled(pack)


class _Compiled:
    """A pack compiled once: an engine for everybody, or one for each of its tables."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.engine = Engine(pack, None)
        self.by_table = {table.id: Engine(pack, table.id) for table in pack.tables}

    def outcomes(self, records: Sequence[Record]) -> tuple[list[Outcome], list[Fault]]:
        faults: list[Fault] = []
        outcomes = [self._outcome(record, faults) for record in records]
        if self.engine.weighing and not faults:
            outcomes = self.engine.weighing.weighed(outcomes)
        return outcomes, faults

    def _outcome(self, record: Record, faults: list[Fault]) -> Outcome:
        wrong = outside(record, self.pack)
        if wrong:
            faults.extend(wrong)
            return REFUSED
        if not self.by_table:
            return self.engine.outcome(record, faults)
        table = table_of(record, self.pack, faults)
        return REFUSED if table is None else self.by_table[table].outcome(record, faults)
