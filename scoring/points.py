"""Points as whole numbers of a small unit: exact like decimals, fast like integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal


def decimals(number: Decimal | int) -> int:
    """How many decimal places a number needs: 0.05 needs 2, 30 needs 0."""
    exponent = Decimal(number).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def most_decimals(numbers: Iterable[Decimal | int]) -> int:
    """The decimal places that hold every one of the numbers."""
    return max(map(decimals, numbers), default=0)


def scaled(number: Decimal | int, digits: int) -> int:
    """The number as a whole number of 10^-digits; exact, as `digits` was chosen to hold it."""
    return int(Decimal(number).scaleb(digits))


def text_of(amount: int, digits: int) -> str:
    """The amount as the contract writes it: "63.5", "0", "-4"; no trailing zeros."""
    if digits == 0:
        return str(amount)
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**digits)
    fraction = str(rest).rjust(digits, "0").rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def writer(digits: int) -> Callable[[int], str]:
    """`text_of` for one scale, remembering what it wrote: a batch has few different amounts."""
    known: dict[int, str] = {}

    def write(amount: int) -> str:
        text = known.get(amount)
        if text is None:
            text = text_of(amount, digits)
            if len(known) < 10_000:
                known[amount] = text
        return text

    return write


def plain(number: Decimal | int) -> str:
    """A figure as written for people: no exponent, no trailing zeros."""
    digits = decimals(number)
    return text_of(scaled(number, digits), digits)


@dataclass(frozen=True)
class Scale:
    """How many decimals points have in a pack: `points` of the figures themselves, `parts` of what they are
    multiplied by (part-years, shares)."""

    points: int
    parts: int

    @property
    def digits(self) -> int:
        return self.points + self.parts

    def whole(self, number: Decimal) -> int:
        return scaled(number, self.digits)
