"""Who gets what in a tied class: steps (0) to (3) of `allocate` (CONTRACT), by successive shortest paths.

All four steps stand in one whole number per choice, its digits so far apart that smaller numbers are exactly
the better answers in their order; Python's whole numbers have no limit, so nothing is rounded.
"""

from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush

Row = dict[int, int]  # column → cost


@dataclass(frozen=True)
class Settlement:
    """Member → post or None; `mattered`: whether another lot could have changed it."""

    assignment: dict[str, str | None]
    mattered: bool


@lru_cache(maxsize=64)
def settle(
    order: tuple[str, ...],
    choices: tuple[tuple[str, ...], ...],
    seats: tuple[tuple[str, int], ...],
    later: tuple[tuple[str, ...], ...] = (),
) -> Settlement:
    """The one answer for a class whose members stand in the `order` of the lot.

    `choices`: for each of them the posts in the order of their wishes, others after the last wish where they
    accept any; `seats`: what is left; `later`: eligible posts of people of later classes, to be given only
    under guarantee `enforce`.
    """
    columns = [post for post, left in seats if left > 0]
    places = [left for _, left in seats if left > 0]
    number = {post: column for column, post in enumerate(columns)}
    if not later:
        choices = tuple(reachable(row, dict(seats), len(choices)) for row in choices)
    wishes = [{number[post]: wish for wish, post in enumerate(row, 1) if post in number} for row in choices]
    free = [{number[post]: 0 for post in row if post in number} for row in later]
    nowhere = len(columns)
    full = least_cost(all_steps(wishes, free, nowhere), [*places, len(wishes) + len(free) + 1])
    assignment = {
        member: None if full.column_of[row] == nowhere else columns[full.column_of[row]]
        for row, member in enumerate(order)
    }
    coarse = least_cost(first_steps(wishes, free, nowhere), [*places, len(wishes) + len(free) + 1])
    return Settlement(assignment, coarse.has_rival(len(wishes)))


def reachable(row: tuple[str, ...], seats: dict[str, int], members: int) -> tuple[str, ...]:
    """The choices that can matter: among posts with as many seats as there are members one stays free."""
    kept, places = 0, 0
    while kept < len(row) and places < members:
        places += seats.get(row[kept], 0)
        kept += 1
    return row[:kept]


def first_steps(wishes: list[Row], free: list[Row], nowhere: int) -> list[Row]:
    """Costs of steps (0) to (2): people placed, members placed, sum of wish numbers."""
    worst = max((max(row.values()) for row in wishes if row), default=0) + 1
    per_member = worst * (len(wishes) + 1)
    per_person = per_member * (len(wishes) + 1)
    members = [{**row, nowhere: per_person + per_member} for row in wishes]
    return members + [{**row, nowhere: per_person} for row in free]


def all_steps(wishes: list[Row], free: list[Row], nowhere: int) -> list[Row]:
    """Costs of all steps: below the others one digit for each member, the first of the lot foremost."""
    worst = max((max(row.values()) for row in wishes if row), default=0) + 1
    base = worst + 1
    members = len(wishes)
    rows = []
    for at, row in enumerate(first_steps(wishes, free, nowhere)):
        digit = base ** (members - 1 - at) if at < members else 0
        own = wishes[at] if at < members else {}
        rows.append({c: cost * base**members + own.get(c, worst) * digit for c, cost in row.items()})
    return rows


class Flow:
    """Rows put on columns with places; `price` and `rows_price` prove that no cheaper way exists."""

    def __init__(self, rows: list[Row], places: list[int]) -> None:
        self.rows = rows
        self.places = places
        self.price = [0] * len(places)
        self.rows_price = [0] * len(rows)
        self.on: list[set[int]] = [set() for _ in places]
        self.column_of: list[int] = [-1] * len(rows)

    def insert(self, row: int) -> None:
        """Takes one more row in, along the cheapest way of moving others."""
        self.rows_price[row] = min(cost - self.price[column] for column, cost in self.rows[row].items())
        reached: dict[int, int] = {row: 0}
        done: dict[int, int] = {}
        came_from: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        best: dict[int, int] = {}
        self.relax(row, 0, best, came_from, heap)
        while True:
            distance, column = heappop(heap)
            if column in done or distance > best[column]:
                continue
            if len(self.on[column]) < self.places[column]:
                break
            done[column] = distance
            for other in self.on[column]:
                reached[other] = distance
                self.relax(other, distance, best, came_from, heap)
        for other, at in reached.items():
            self.rows_price[other] += distance - at
        for passed, at in done.items():
            self.price[passed] -= distance - at
        self.move(row, column, came_from)

    def relax(
        self,
        row: int,
        distance: int,
        best: dict[int, int],
        came_from: dict[int, int],
        heap: list[tuple[int, int]],
    ) -> None:
        start = distance - self.rows_price[row]
        for column, cost in self.rows[row].items():
            new = start + cost - self.price[column]
            if column not in best or new < best[column]:
                best[column] = new
                came_from[column] = row
                heappush(heap, (new, column))

    def move(self, row: int, column: int, came_from: dict[int, int]) -> None:
        """Moves everybody along the way found, from its end back to the new row."""
        while True:
            mover = came_from[column]
            left = self.column_of[mover]
            if left >= 0:
                self.on[left].remove(mover)
            self.on[column].add(mover)
            self.column_of[mover] = column
            if mover == row:
                return
            column = left

    def has_rival(self, members: int) -> bool:
        """Whether another way costs the same and gives one of the first `members` rows another column.

        Moves that cost nothing are arrows between columns; a rival is a round trip with such a row's arrow
        on it. The extra node stands for the places outside: a column with room may take one more, a column
        whose place costs nothing may do with one less.
        """
        outside = len(self.places)
        arrows: list[set[int]] = [set() for _ in range(outside + 1)]
        own: list[tuple[int, int]] = []
        for row, here in enumerate(self.column_of):
            for column, cost in self.rows[row].items():
                if column != here and cost == self.rows_price[row] + self.price[column]:
                    arrows[here].add(column)
                    if row < members:
                        own.append((here, column))
        for column, rows in enumerate(self.on):
            if len(rows) < self.places[column]:
                arrows[column].add(outside)
            if rows and self.price[column] == 0:
                arrows[outside].add(column)
        part = round_trips(arrows)
        return any(part[here] == part[there] for here, there in own)


def least_cost(rows: list[Row], places: list[int]) -> Flow:
    """Every row on one column at the least total cost; each row can go to the last column."""
    flow = Flow(rows, places)
    for row in range(len(rows)):
        flow.insert(row)
    return flow


def round_trips(arrows: list[set[int]]) -> list[int]:
    """A number for each node, equal where there is a way there and back (Kosaraju)."""
    backward: list[set[int]] = [set() for _ in arrows]
    for here, there in enumerate(arrows):
        for node in there:
            backward[node].add(here)
    part = [-1] * len(arrows)
    for start in reversed(finishing_order(arrows)):
        if part[start] >= 0:
            continue
        part[start] = start
        waiting = [start]
        while waiting:
            for node in backward[waiting.pop()]:
                if part[node] < 0:
                    part[node] = start
                    waiting.append(node)
    return part


def finishing_order(arrows: list[set[int]]) -> list[int]:
    """Nodes in the order a depth-first walk leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(arrows)):
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(arrows[start]))]
        while walk:
            node, ahead = walk[-1]
            step = next((one for one in ahead if one not in seen), None)
            if step is None:
                order.append(node)
                walk.pop()
            else:
                seen.add(step)
                walk.append((step, iter(arrows[step])))
    return order
