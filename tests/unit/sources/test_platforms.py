"""Spellings of platforms, as exports of 2011 to 2026 have them."""

from __future__ import annotations

import pytest

from reporter.plays import Platform
from reporter.sources.platforms import family

SPELLINGS: dict[Platform, tuple[str, ...]] = {
    Platform.ANDROID: (
        "android",
        "Android",
        "Android OS 6.0.1 API 23 (samsung, SM-G800H)",
        "Android-tablet OS 6.0.1 API 23 (samsung, SM-G800H)",
        "Android OS 5.1.1 API 22 (Amazon, KFFOWI)",
        "Android [arm 0]",
    ),
    Platform.IOS: ("ios", "iOS", "iOS 13.3.1 (iPhone8,1)", "iOS 9.3.2 (iPad4,1)", "iPhone OS"),
    Platform.WEB: (
        "web player",
        "web_player",
        "WebPlayer (websocket RFC6455)",
        "web_player windows 10;chrome 96.0.4664.45;desktop",
        "web_player osx 10.15.7;safari 14.0;desktop",
        "Partner spotify web_player",
    ),
    Platform.WINDOWS: (
        "windows",
        "Windows 7 (6.1.7601; x86; SP1; S)",
        "Windows 10 (10.0.19042; x64; AppX)",
        "Windows Phone 8.0 ARM",
    ),
    Platform.MAC: ("mac", "osx", "OS X 10.15.7 [x86 8]", "macOS", "Macintosh"),
    Platform.LINUX: ("linux", "Linux [x86-64 0]", "Linux [arm 2]", "chrome os"),
    Platform.TV: (
        "tizen",
        "tv",
        "Partner tizen_tv samsung;UN43RU7100GXZD;00000000000000000000000000000000;;tpapi",
        "Partner webos_tv lg;50up7750psb;;",
        "Partner roku_tv Roku;Ultra;;",
        "Partner android_tv Sony;BRAVIA 4K;;",
        "Android OS 9 API 28 (Amazon, AFTMM)",
        "Partner amazon_fireos Amazon;AFTS;;",
        "Partner apple_tv",
    ),
    Platform.CAST: (
        "cast",
        "cast to device",
        "Partner google cast;Chromecast;;",
        "Partner google cast_tv;Chromecast;;",
    ),
    Platform.CAR: ("Partner tesla", "car thing", "carthing", "android_auto", "Partner ford_sync"),
    Platform.CONSOLE: (
        "Partner scei ps3",
        "Partner sony_ps4 Sony;PS4;;",
        "Partner ps5",
        "Partner microsoft xboxone",
        "PlayStation 4",
    ),
    Platform.SPEAKER: (
        "sonos",
        "Partner sonos_ppc Sonos;One;;",
        "Partner amazon_salmon Amazon;Echo_Dot;1;;tpapi",
        "Partner google google_home",
        "Partner bose",
        "Garmin",
    ),
    Platform.OTHER: ("BlackBerry", "Symbian", "a thing of tomorrow"),
}


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [(spelling, name) for name, spellings in SPELLINGS.items() for spelling in spellings],
)
def test_family(spelling: str, expected: Platform) -> None:
    assert family(spelling) is expected


def test_every_family_is_tested() -> None:
    assert set(SPELLINGS) == set(Platform)


@pytest.mark.parametrize("spelling", ["", " ", "not_applicable", "Unknown", "undefined"])
def test_what_is_no_platform(spelling: str) -> None:
    assert family(spelling) is None


def test_a_family_is_its_own_spelling() -> None:
    own = {name: family(name) for name in Platform if name is not Platform.OTHER}
    assert own == {name: name for name in own}
