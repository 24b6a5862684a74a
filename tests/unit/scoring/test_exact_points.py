"""Points are exact and written without trailing zeros."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.points import decimals, plain, scaled, text_of, writer


@pytest.mark.parametrize(
    ("amount", "digits", "text"),
    [(6350, 2, "63.5"), (0, 2, "0"), (-400, 2, "-4"), (-5, 2, "-0.05"), (7, 0, "7"), (12345, 3, "12.345")],
)
def test_amounts_are_written_as_the_contract_says(amount: int, digits: int, text: str) -> None:
    assert text_of(amount, digits) == text
    assert writer(digits)(amount) == text


def test_a_figure_keeps_every_decimal_it_has() -> None:
    assert decimals(Decimal("0.050")) == 2
    assert scaled(Decimal("0.05"), 4) == 500
    assert plain(Decimal("1E+2")) == "100"
    assert plain(Decimal("-0.50")) == "-0.5"
