"""The one way to the files in `templates/`: page templates, stylesheets and fonts.

In a checkout `templates/` stands beside the package, where designers look for it; the wheel
carries it inside the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reporter.errors import MissingPartError

FONT_FAMILY = "Source Sans 3"

_FACES = (
    ("Regular", 400, False),
    ("It", 400, True),
    ("Semibold", 600, False),
    ("Bold", 700, False),
)


@dataclass(frozen=True, slots=True)
class Font:
    """One face of the bundled family `FONT_FAMILY`.

    Attributes:
        file: TrueType, for the PDF and the charts.
        web_file: the same face as WOFF2, for the self-contained HTML.
        weight: as in CSS: 400, 600 or 700.
        italic: whether it is the italic.
    """

    file: Path
    web_file: Path
    weight: int
    italic: bool


def templates_dir(package: Path = Path(__file__).parent) -> Path:
    """The folder that holds the templates.

    Args:
        package: folder of the installed package.

    Raises:
        MissingPartError: neither the package nor its parent has it.
    """
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "fonts").is_dir():
            return folder
    msg = f"the templates of reporter are missing from {package}"
    raise MissingPartError(msg, hint="install reporter again from its wheel or from a checkout")


def font_files(templates: Path | None = None) -> tuple[Font, ...]:
    """The bundled faces: regular, italic, semibold, bold. Their licence lies beside them.

    Args:
        templates: the folder of the templates; found by `templates_dir` if not given.

    Raises:
        MissingPartError: a face is not there.
    """
    folder = (templates or templates_dir()) / "fonts"
    faces = tuple(
        Font(
            folder / f"SourceSans3-{name}.ttf", folder / f"SourceSans3-{name}.woff2", weight, italic
        )
        for name, weight, italic in _FACES
    )
    for path in (path for face in faces for path in (face.file, face.web_file)):
        if not path.is_file():
            msg = f"the font {path.name} is missing from {folder}"
            raise MissingPartError(msg, hint="install reporter again")
    return faces
