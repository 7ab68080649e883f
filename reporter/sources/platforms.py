"""Platform families: what the many spellings of a platform mean.

The rules are tried from the top; each names a family and what a spelling, in lower case and with
blanks for underscores, must contain. They were written from the spellings of seven exports of 2011
to 2026.
"""

from __future__ import annotations

import re

from reporter.plays import Platform

_NOT_RECORDED = frozenset({"", "not_applicable", "unknown", "undefined", "none", "null", "n/a"})
_MAKERS_OF_SPEAKERS = (
    r"\b(sonos|alexa|amazon|echo|google|apple|bose|denon|heos|yamaha|bluesound|onkyo|marantz|jbl"
    r"|harman|naim|pioneer|philips|libratone|garmin|fitbit)"
)
_RULES: tuple[tuple[Platform, str], ...] = (
    (
        Platform.CAR,
        (
            r"\bcar\b|car ?thing|carplay|android ?auto|automotive"
            r"|\b(tesla|bmw|audi|ford|volvo|polestar|mercedes|jaguar)\b"
        ),
    ),
    (Platform.WEB, r"web ?player|^web\b|browser"),
    (Platform.CONSOLE, r"play ?station|\bps ?([345]|vita)\b|\bscei\b|xbox|nintendo|console"),
    (Platform.CAST, r"\bcast|chromecast|airplay"),
    (Platform.TV, r"tv\b|tizen|web ?os|roku|\baft[a-z]{1,3}\b|bravia|set.?top|\bstb\b|vizio"),
    (Platform.WINDOWS, r"^windows"),
    (Platform.IOS, r"^(ios|iphone|ipad|ipod)\b"),
    (Platform.ANDROID, r"^android"),
    (Platform.MAC, r"^(os ?x|mac|macos|macintosh|darwin)\b"),
    (Platform.LINUX, r"^(linux|ubuntu|chrome ?os|cros)\b"),
    (Platform.SPEAKER, rf"speaker|spotifyd|squeeze|home ?pod|watch|{_MAKERS_OF_SPEAKERS}"),
    (Platform.WINDOWS, r"windows"),
    (Platform.IOS, r"iphone|ipad|\bios\b"),
    (Platform.ANDROID, r"android"),
    (Platform.MAC, r"\bmac ?os\b|\bmac\b|os ?x\b"),
    (Platform.LINUX, r"linux"),
)
_COMPILED = tuple((family, re.compile(pattern)) for family, pattern in _RULES)


def family(spelling: str) -> Platform | None:
    """The family of one spelling; `other` where no rule knows it, none where it is no platform."""
    text = spelling.strip().lower()
    if text in _NOT_RECORDED:
        return None
    text = text.replace("_", " ")
    return next((name for name, rule in _COMPILED if rule.search(text)), Platform.OTHER)
