"""How an audience's report looks: language, brand, templates; nothing of what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from reporter.config import AudienceSettings, ReportSettings, Settings

MOST_LOGO_BYTES = 200_000
LEAST_CONTRAST = 4.5
"""Of text against white paper: WCAG 2.2, success criterion 1.4.3."""
N_STEPS = 100

PNG = b"\x89PNG\r\n\x1a\n"
SVG = b"<svg"
HEAD_BYTES = 4_096
"""How far into a file its `<svg` may stand, after a prologue and comments."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the brand, embedded wherever it is shown.

    Attributes:
        kind: its media type.
        content: its bytes. An SVG is shown as a picture, in which nothing runs.
    """

    kind: Literal["image/png", "image/svg+xml"]
    content: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks.

    Attributes:
        language: as in `Scope.locale`.
        brand_name: stands on page one; none for no brand.
        colour: the accent, dark enough for text on white; none for the program's own.
        logo: stands on page one.
        template_folder: templates and stylesheets that go before the program's own.
    """

    language: Literal["en", "de"] = "en"
    brand_name: str | None = None
    colour: str | None = None
    logo: Logo | None = None
    template_folder: Path | None = None


PLAIN = Look()


def look(report: ReportSettings, audience: AudienceSettings) -> Look:
    """The look of an audience's report: its own, and what it leaves open, the report's.

    Raises:
        ConfigError: the logo cannot be read, is too large or of another kind; or there is no such
            folder of templates.
    """
    brand = audience.brand or report.brand
    template = audience.template or report.template
    return Look(
        language=audience.locale or report.locale,
        brand_name=brand.name,
        colour=None if brand.colour is None else legible(brand.colour),
        logo=None if brand.logo is None else _logo(Path(brand.logo)),
        template_folder=None if template is None else _folder(Path(template)),
    )


def misfits(settings: Settings) -> tuple[str, ...]:
    """What is wrong with the looks of all audiences, each thing once."""
    found: dict[str, None] = {}
    for name, report in settings.reports.items():
        for audience in report.readers:
            try:
                look(report, audience)
            except ConfigError as error:
                found[f"reports.{name}.{error}"] = None
    return tuple(found)


def legible(colour: str) -> str:
    """The colour, darkened as far as text in it needs to be read on white.

    Args:
        colour: as `#0a5c8f`.
    """
    channels = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    for step in range(N_STEPS, 0, -1):
        darker = tuple(round(channel * step / N_STEPS) for channel in channels)
        if contrast(darker) >= LEAST_CONTRAST:
            return "#" + "".join(f"{channel:02x}" for channel in darker)
    return "#000000"


def contrast(channels: tuple[int, ...]) -> float:
    """Contrast of a colour against white, 1 to 21, as WCAG 2.2 defines it.

    Args:
        channels: red, green and blue, 0 to 255.
    """
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    """A channel of sRGB as an amount of light."""
    low = 0.04045
    return channel / 12.92 if channel <= low else float(((channel + 0.055) / 1.055) ** 2.4)


def _logo(file: Path) -> Logo:
    try:
        content = file.read_bytes()
    except OSError as error:
        msg = f"brand.logo: {file} cannot be read ({error.strerror})"
        raise ConfigError(msg, hint="name an SVG or PNG file, or none") from error
    if len(content) > MOST_LOGO_BYTES:
        msg = f"brand.logo: {file} has {len(content):,} bytes, and {MOST_LOGO_BYTES:,} may be"
        raise ConfigError(msg, hint="make it smaller; every report carries it")
    if content.startswith(PNG):
        return Logo("image/png", content)
    if SVG in content[:HEAD_BYTES]:
        return Logo("image/svg+xml", content)
    msg = f"brand.logo: {file} is neither SVG nor PNG"
    raise ConfigError(msg, hint="export it as one of these")


def png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG in its own pixels, from its first chunk; none where it lacks it."""
    start, size = content[12:16], content[16:24]
    if not content.startswith(PNG) or start != b"IHDR" or len(size) < 8:  # noqa: PLR2004 - bytes
        return None
    width, height = (int.from_bytes(part) for part in (size[:4], size[4:]))
    return (width, height) if width and height else None


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        msg = f"template: {folder} is no folder"
        raise ConfigError(msg, hint="name a folder of templates, or none")
    return folder
