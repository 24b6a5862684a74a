"""Can the people still waiting all be placed? A largest placement, kept from one pick to the next."""

from collections import deque
from collections.abc import Iterable, Mapping


class Placement:
    """A largest placement of the waiting people on the seats left, one person one seat."""

    def __init__(self, eligible: Mapping[str, list[str]]) -> None:
        self.eligible = eligible
        self.at: dict[str, str] = {}
        self.on: dict[str, list[str]] = {}

    def renew(self, people: Iterable[str], left: Mapping[str, int]) -> None:
        """Makes the placement a largest one of these people on these seats."""
        self.left = left
        waiting = set(people)
        for person, post in list(self.at.items()):
            if person not in waiting or len(self.on[post]) > left[post]:
                self.on[post].remove(person)
                del self.at[person]
        dead: set[str] = set()
        for person in people:
            if person not in self.at:
                self.place(person, dead)

    def place(self, person: str, dead: set[str]) -> None:
        """Seats one more person, moving others where needed; `dead`: posts known to lead nowhere."""
        came_from: dict[str, str] = {}
        end = self.search(person, came_from, dead)
        if end is None:
            dead.update(came_from)
            return
        while True:
            mover = came_from[end]
            old = self.at.get(mover)
            if old is not None:
                self.on[old].remove(mover)
            self.at[mover] = end
            self.on.setdefault(end, []).append(mover)
            if mover == person or old is None:
                return
            end = old

    def search(self, person: str, came_from: dict[str, str], dead: set[str]) -> str | None:
        """The nearest post with a spare seat that moves can reach from a person's posts."""
        movers = deque([person])
        while movers:
            mover = movers.popleft()
            for post in self.eligible[mover]:
                if post in came_from or post in dead or self.left[post] <= 0:
                    continue
                came_from[post] = mover
                if self.spare(post):
                    return post
                movers.extend(self.on.get(post, []))
        return None

    def spare(self, post: str) -> bool:
        return len(self.on.get(post, [])) < self.left[post]

    def can_spare(self, post: str) -> bool:
        """Whether one seat of a post can go without fewer people being placed."""
        if self.spare(post):
            return True
        dead = {post}
        return any(self.search(person, {}, dead) is not None for person in self.on[post])


def too_few_seats(people: list[str], eligible: Mapping[str, list[str]], left: Mapping[str, int]) -> bool:
    """Whether these people are more than the seats left on all posts they are eligible for."""
    posts = {post for person in people for post in eligible[person]}
    return len(people) > sum(left[post] for post in posts)
