"""Tracing for coverage that rests while a library works.

Python calls the tracer at every line of every library, only to hear that it is none of the program:
half the time of a test that compiles queries. What is named here runs for long, and calls nothing
of the program, so that no line of it goes unseen.
"""

from __future__ import annotations

import functools
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = {
    "ibis.backends.sql.compilers.duckdb": ("DuckDBCompiler.to_sqlglot",),
    "json.encoder": ("JSONEncoder.encode",),
    "matplotlib.figure": ("Figure.savefig",),
    "sqlglot.dialects.dialect": ("Dialect.generate", "Dialect.parse"),
}


def rest_in_libraries() -> None:
    """Let the tracer rest in those of them that are in use by now."""
    for name, methods in LIBRARIES.items():
        if name.partition(".")[0] not in sys.modules:
            continue
        module = import_module(name)  # Ibis loads what it needs of itself when it is asked for it
        for path in methods:
            of, method = path.split(".")
            owner = getattr(module, of)
            setattr(owner, method, _resting(getattr(owner, method)))


def _resting(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the method has them
        tracer: Any = sys.gettrace()
        if type(tracer).__name__ != "CTracer":
            return method(*arguments, **named)
        tracer.stop()
        try:
            return method(*arguments, **named)
        finally:
            tracer.start()

    return call
