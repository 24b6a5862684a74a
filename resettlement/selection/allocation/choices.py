"""The posts a person's filed wishes put them up for, with their wish numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

Left = Mapping[str, int]
"""Post to seats left. They only ever go down while one `Choices` is in use."""


class Choices:
    """Numbers wishes from 1; for those who accept anything (服从调剂) the other eligible posts, in posted
    order, count on from the last wish, full ones included."""

    def __init__(
        self,
        posts: Sequence[str],
        wishes: Mapping[str, Sequence[str]],
        accepts_any: Collection[str],
        eligible: Mapping[str, Collection[str]] | None,
    ) -> None:
        self.posts = posts
        self.order = {post: number for number, post in enumerate(posts)}
        self.wishes = wishes
        self.accepts_any = accepts_any
        self.eligible = eligible
        self._onward = list(range(len(posts) + 1))

    def still_open(self, person: str, left: Left) -> Iterator[tuple[int, str]]:
        """Wish number and post, best first, of those with seats left."""
        for number, post in enumerate(self.wishes.get(person, ()), 1):
            if left[post]:
                yield number, post
        if person in self.accepts_any:
            yield from self._beyond_wishes(person, left)

    def first_beyond(self, person: str, left: Left) -> str | None:
        """What accepting any brings to someone whose wishes are all full."""
        if self.eligible is None:
            place = self._next_open(0, left)
        else:
            open_ = (self.order[post] for post in self.eligible[person] if left[post])
            place = min(open_, default=len(self.posts))
        return self.posts[place] if place < len(self.posts) else None

    def _beyond_wishes(self, person: str, left: Left) -> Iterator[tuple[int, str]]:
        """Wish number and post of the eligible posts they did not wish for, those with seats left."""
        wished = self.wishes.get(person, ())
        if self.eligible is None:
            yield from self._all_others(sorted(self.order[post] for post in wished), left)
            return
        others = sorted(self.order[post] for post in set(self.eligible[person]).difference(wished))
        for number, place in enumerate(others, len(wished) + 1):
            if left[self.posts[place]]:
                yield number, self.posts[place]

    def _all_others(self, wished: list[int], left: Left) -> Iterator[tuple[int, str]]:
        place = self._next_open(0, left)
        while place < len(self.posts):
            before = bisect_left(wished, place)
            if before == len(wished) or wished[before] != place:
                yield len(wished) + place + 1 - before, self.posts[place]
            place = self._next_open(place + 1, left)

    def _next_open(self, place: int, left: Left) -> int:
        """The first post from `place` on with seats left; full ones are never looked at again."""
        onward = self._onward
        while True:
            while onward[place] != place:
                onward[place] = onward[onward[place]]
                place = onward[place]
            if place == len(self.posts) or left[self.posts[place]]:
                return place
            onward[place] = place + 1
