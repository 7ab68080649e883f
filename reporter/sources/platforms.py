"""Platform families: what the many spellings of a platform mean.

The rules are tried from the top; each names a family and what a spelling, in lower case, must
contain. They were written from the spellings of seven exports of 2011 to 2026.
"""

from __future__ import annotations

import re

from reporter.plays import Platform

_RULES: tuple[tuple[Platform, str], ...] = (
    (
        Platform.CAR,
        r"\bcar\b|car_?thing|android_?auto|carplay|automotive|\btesla\b|\bbmw\b|\bvolvo\b",
    ),
    (Platform.WEB, r"web_?player|^web\b|spotify web|browser"),
    (Platform.CAST, r"\bcast\b|chromecast|airplay"),
    (
        Platform.CONSOLE,
        r"playstation|\bps[345]\b|ps_?vita|\bscei?\b|sony_(ps|computer)|xbox|xboxone|nintendo",
    ),
    (
        Platform.TV,
        r"tv\b|_tv|tizen|web_?os|roku|fire_?tv|\baft[a-z0-9]*\b|bravia|set_?top|\bstb\b|vizio|hisense",
    ),
    (
        Platform.SPEAKER,
        r"speaker|sonos|alexa|amazon|echo|google_?home|home_?pod|\bbose\b|denon|heos|yamaha"
        r"|bluesound|onkyo|marantz|libre(spot)?|raspotify|spotifyd|squeeze|naim|bang|harman|\bjbl\b"
        r"|garmin|fitbit|wear ?os|watch",
    ),
    (Platform.WINDOWS, r"windows"),
    (Platform.IOS, r"\bios\b|iphone|ipad|ipod"),
    (Platform.ANDROID, r"android"),
    (Platform.MAC, r"\bos ?x\b|mac ?os|\bmac\b|macintosh|osx|darwin"),
    (Platform.LINUX, r"linux|ubuntu|chrome ?os|\bcros\b"),
)
_COMPILED = tuple((family, re.compile(pattern)) for family, pattern in _RULES)


def family(spelling: str) -> Platform:
    """The family of one spelling; `other` where no rule knows it."""
    text = spelling.lower()
    return next((name for name, rule in _COMPILED if rule.search(text)), Platform.OTHER)
