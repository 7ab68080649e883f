"""Templates and fonts are found in a checkout and in an installed package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.errors import MissingPartError
from reporter.resources import font_files, templates_dir

if TYPE_CHECKING:
    from pathlib import Path


def test_a_checkout_has_them_beside_the_package(root: Path) -> None:
    assert templates_dir() == root / "templates"


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    (tmp_path / "reporter" / "templates" / "fonts").mkdir(parents=True)
    (tmp_path / "templates" / "fonts").mkdir(parents=True)
    package = tmp_path / "reporter"
    assert templates_dir(package) == package / "templates"


def test_missing_templates_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="install reporter again"):
        templates_dir(tmp_path / "reporter")


def test_every_face_is_there_in_both_forms() -> None:
    faces = font_files()
    assert [(face.weight, face.italic) for face in faces] == [
        (400, False),
        (400, True),
        (600, False),
        (700, False),
    ]
    assert all(face.file.read_bytes()[:4] == b"\x00\x01\x00\x00" for face in faces)
    assert all(face.web_file.read_bytes()[:4] == b"wOF2" for face in faces)


def test_the_licence_lies_beside_the_fonts() -> None:
    text = (templates_dir() / "fonts" / "LICENSE.md").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text


def test_a_missing_face_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match=r"SourceSans3-Regular\.ttf"):
        font_files(tmp_path)
