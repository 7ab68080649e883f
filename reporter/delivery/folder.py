"""Letters into a folder of `.eml` files, where no mail server is configured.

A file is there whole or not at all, and once: it is named for the Message-ID, and the same letter
sent again is found there. So nothing is ever in doubt.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.delivery.outcome import Sent, Transient
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from reporter.delivery.message import Letter
    from reporter.delivery.outcome import Outcome
    from reporter.words import Words

HIDDEN = ".tmp-"


class FolderTransport:
    """Writes letters into a folder, which is made with the first one."""

    def __init__(self, folder: Path, words: Words = ENGLISH) -> None:
        self._folder, self._words = folder, words

    def send(self, letter: Letter, on_data: Callable[[], None]) -> Outcome:
        """Write one letter, unless it is there already; see `Transport.send`."""
        target = self._folder / file_name(letter.message_id)
        on_data()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                self._write(target, letter.content)
        except OSError as error:
            reason = error.strerror or str(error)
            return Transient(None, self._words("delivery.file", path=target, reason=reason))
        return Sent(str(target))

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self.close()

    def _write(self, target: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=HIDDEN, dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was faster
                _put(Path(name), target)
        finally:
            Path(name).unlink(missing_ok=True)


def file_name(message_id: str) -> str:
    """The file of a message: its id, with nothing in it that a file system could misread."""
    return re.sub(r"[^A-Za-z0-9@._-]", "_", message_id.strip("<>")).lstrip(".") + ".eml"


def _put(staged: Path, target: Path) -> None:
    """Give the file its name.

    Raises:
        FileExistsError: something has that name.
    """
    try:
        os.link(staged, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links; the bytes of an id are always the same
        staged.replace(target)
