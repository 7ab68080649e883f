"""A signal ends the program as it should before its command line is loaded, and after its work."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

WHILE_LOADING = """
import signal, sys

class Interrupting:
    sent = False

    def find_spec(self, name, path=None, target=None):
        if name == "typer" and not self.sent:
            self.sent = True
            signal.raise_signal({number})

sys.meta_path.insert(0, Interrupting())
sys.argv = ["reporter", "run", "--json"]
from reporter.__main__ import program
program()
"""
AT_THE_END = """
import atexit, os, sys

atexit.register(lambda: os.kill(os.getpid(), {number}))
sys.argv = ["reporter", "--version"]
from reporter.__main__ import program
program()
"""


def ended(code: str, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """A program to which a signal comes."""
    text = code.format(number=int(number))
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_command_line_is_loaded_is_told(number: signal.Signals) -> None:
    done = ended(WHILE_LOADING, number)
    assert done.returncode == 130
    assert done.stderr == "interrupted: nothing was written\n"
    assert json.loads(done.stdout)["status"] == "failed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_the_work_changes_nothing(number: signal.Signals) -> None:
    done = ended(AT_THE_END, number)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("reporter ")


@pytest.mark.parametrize("where", [">&-", "2>&-", "> /dev/null"])
def test_it_ends_with_its_code_where_nobody_listens(where: str) -> None:
    command = f'"$0" -m reporter --version {where}'
    ended = subprocess.run(["/bin/sh", "-c", command, sys.executable], check=False)
    assert ended.returncode == 0
