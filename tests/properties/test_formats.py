"""Display never lies: no zero that is none, no whole that is none, no lost sign."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from reporter.formats import MINUS, Formats

formats = Formats()

NUMBERS = st.floats(-1e9, 1e9)
SHARES = st.floats(0, 1)
DIGITS = st.integers(0, 3)


def number(text: str) -> float:
    return float(re.sub(r"[,%<>+]", "", text).replace(MINUS, "-"))


@given(SHARES, DIGITS)
@example(0.99949999, 1)
@example(0.9995, 1)
@example(1 - 2**-53, 0)
@example(5e-324, 3)
def test_only_all_is_a_hundred_percent_and_only_nothing_is_zero(share: float, digits: int) -> None:
    text = formats.percent(share, digits)
    assert (text == f"{100:.{digits}f}%") == (share == 1)
    assert (text == f"{0:.{digits}f}%") == (share == 0)
    assert number(text) < 100 or share == 1


@given(st.floats(0, 50), DIGITS)
def test_a_share_is_off_by_less_than_its_last_digit(share: float, digits: int) -> None:
    shown = number(formats.percent(share, digits))
    assert abs(shown - 100 * share) <= 10.0**-digits * (1 + 1e-9)


@given(NUMBERS, DIGITS)
@example(0.5, 0)
@example(0.005, 2)
@example(-0.0, 1)
def test_only_zero_is_shown_as_zero(value: float, digits: int) -> None:
    text = formats.decimal(value, digits)
    assert (number(text) == 0) == (value == 0)
    assert (MINUS in text) == (value < 0)
    assert "-" not in text


@given(NUMBERS, DIGITS)
def test_rounding_is_to_the_nearest(value: float, digits: int) -> None:
    text = formats.decimal(value, digits)
    if text[0] in "<>":
        assert abs(value) <= 0.5 * 10.0**-digits
    else:
        assert abs(number(text) - value) <= 0.5 * 10.0**-digits + abs(value) * 1e-12


@given(NUMBERS)
def test_changes_keep_their_sign(value: float) -> None:
    for text in (formats.points(value), formats.signed_count(value), formats.signed_percent(value)):
        sign = {"+": 1, MINUS: -1}.get(text[0], 0)
        assert sign == (value > 0) - (value < 0)


@given(st.floats(0, 1e6))
def test_durations_are_never_off_by_more_than_half_a_second(seconds: float) -> None:
    text = formats.duration(seconds)
    if text == "<0:01":
        assert 0 < seconds <= 0.5
        return
    *hours, minutes, rest = map(int, text.split(":"))
    assert 0 <= rest < 60
    assert not hours or 0 <= minutes < 60
    whole = (hours[0] if hours else 0) * 3600 + minutes * 60 + rest
    assert abs(whole - seconds) <= 0.5


@given(st.floats(0, 1))
def test_p_values_never_reach_their_ends(p: float) -> None:
    text = formats.p_value(p)
    assert text != "0.000"
    assert (text == "1.000") == (p == 1)
