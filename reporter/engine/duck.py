"""DuckDB: in memory or in a file, with its limits set and nothing fetched at run time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

import duckdb
import ibis
import ibis.expr.operations as ops

from reporter.engine.codes import coded_columns, sorted_by_codes
from reporter.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import EngineSettings

Done = TypeVar("Done")

PAUSE_SECONDS = 0.05
MOST_EXPRESSIONS = 256
MOST_WORDS = 2**21
"""Of a dictionary, which lies in memory as a whole."""
CODED: WeakKeyDictionary[Backend, dict[str, frozenset[str]]] = WeakKeyDictionary()
"""By backend and kept table the columns that are codes of a dictionary."""
NO_ROOM = "raise engine.memory, or name a folder with room on the disk as engine.temp"


@contextmanager
def opened(url: str, settings: EngineSettings) -> Iterator[Backend]:
    """Open DuckDB; it is closed at the end of the block.

    Raises:
        ConfigError: the file cannot be opened.
        SourceError: memory or disk did not suffice for what the block does.
    """
    with (
        TemporaryDirectory(prefix="reporter-engine-") as own,
        _limited(url, settings, settings.temp or own) as backend,
    ):
        yield backend


@contextmanager
def _limited(url: str, settings: EngineSettings, temp: str) -> Iterator[Backend]:
    """Open it with its limits; what does not fit into memory goes to the folder `temp`."""
    _, _, database = url.partition("://")
    options = {
        "memory_limit": settings.memory,
        "threads": settings.threads,
        "temp_directory": temp,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
        "allocator_flush_threshold": "16MB",
        "allocator_bulk_deallocation_flush_threshold": "16MB",
    }
    try:
        backend = ibis.duckdb.connect(database or ":memory:", **options)
    except duckdb.Error as error:
        msg = f"engine.url: {database or 'DuckDB'} cannot be opened"
        raise ConfigError(msg, hint=str(error).partition("\n")[0]) from error
    _remember(backend)
    try:
        yield backend
    except duckdb.OutOfMemoryException as error:
        msg = f"the engine needs more memory than {settings.memory}"
        raise SourceError(msg, hint=NO_ROOM) from error
    except duckdb.IOException as error:
        if "Could not write" not in str(error):
            raise
        place, _, reason = str(error).partition('"')[2].partition('": ')
        msg = f"the engine cannot write what does not fit into memory to {place} ({reason})"
        raise SourceError(msg, hint=NO_ROOM) from error
    finally:
        backend.disconnect()


def _remember(backend: Backend) -> None:
    """Have an expression that comes again compiled once: each audience asks the same of its plays.

    An expression names its tables with their columns, never their rows, so its SQL stays the same
    as long as the same columns are codes.
    """
    compiled, coded = backend.compile, CODED.setdefault(backend, {})

    def by_codes(node: ops.Node) -> ir.Expr:
        return sorted_by_codes(node, coded).to_expr()

    once = lru_cache(MOST_EXPRESSIONS)(lambda node, _: compiled(by_codes(node)))

    def compile_(expression: ir.Expr, /, **options: object) -> str:
        node = expression.op()
        changed = any(option is not None for option in options.values())
        sql: str = (
            compiled(by_codes(node), **options) if changed else once(node, tuple(coded.items()))
        )
        return sql

    backend.compile = compile_


def interruptible(backend: Backend, work: Callable[[], Done]) -> Done:
    """Do work whose queries call back into Python, such that Ctrl-C ends it in good order.

    A signal that strikes while the engine runs such a query leaves its threads at work on what is
    then torn down, and the process with them; or it strikes inside the callback, and the engine
    takes it for an error of the data. So the work has a thread of its own, which no signal reaches,
    and this one waits, to stop the query where the engine can.

    Args:
        backend: the engine; nothing else may use it meanwhile.
        work: what to do.

    Returns:
        What the work returns; it raises what the work raises.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine") as line:
        done = line.submit(work)
        try:
            return done.result()
        except KeyboardInterrupt:
            while not done.done():
                backend.con.interrupt()
                wait([done], PAUSE_SECONDS)
            raise


def kept(
    backend: Backend, name: str, table: ir.Table, words: Mapping[ir.Table, Sequence[str]]
) -> ir.Table:
    """Materialise an expression as a temporary table.

    Columns of `words` become enumerations, in the order of their texts: a code of at most four
    bytes compares, sorts and joins as the text does, and many times as fast. Ibis takes them for
    the texts that they stand for. It would have each text of a dictionary listed as part of the
    column's type, so the table is not looked at again: it has the expression's own columns.

    Args:
        backend: the engine.
        name: of the table.
        table: the expression.
        words: tables that have all the texts of these columns of the expression.
    """
    coded = []
    for texts, columns in words.items():
        source = _query(backend, texts)
        coded += [column for column in columns if _dictionary(backend, column, source)]
    codes = ", ".join(f'"{_words(column)}".code AS "{column}"' for column in coded)
    chosen = f"plays.* REPLACE ({codes})" if coded else "*"
    joins = (
        f'LEFT JOIN "{_words(column)}" ON plays."{column}" = "{_words(column)}".word'
        for column in coded
    )
    query = f"SELECT {chosen} FROM ({_query(backend, table)}) AS plays {' '.join(joins)}"  # noqa: S608 - made of names
    backend.con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {query}')
    for column in coded:
        backend.con.execute(f'DROP TABLE "{_words(column)}"')
    known = CODED.setdefault(backend, {})
    known[name] = coded_columns(table, known) | frozenset(coded)
    place = ops.Namespace(catalog="temp", database="main")
    made = ops.DatabaseTable(name=name, schema=table.schema(), source=backend, namespace=place)
    return made.to_expr()


def _query(backend: Backend, table: ir.Table) -> str:
    backend._run_pre_execute_hooks(table)  # noqa: SLF001 - registers its tables in memory
    query: str = backend.compile(table)
    return query


def _words(column: str) -> str:
    return f"words of {column}"


def _dictionary(backend: Backend, column: str, source: str) -> bool:
    """A table `word` -> `code` of the texts of a column of a query; none for too many or for none.

    Looking a word up in it is several times as fast as casting it.
    """
    words, kind = _words(column), f"code of {column}"
    texts = f'SELECT DISTINCT "{column}" AS word FROM ({source})'  # noqa: S608 - made of names
    some = f"{texts} LIMIT {MOST_WORDS + 2}"  # null may be one of them
    backend.con.execute(f'CREATE OR REPLACE TEMP TABLE "{words}" AS {some}')
    backend.con.execute(f'DELETE FROM "{words}" WHERE word IS NULL')  # noqa: S608
    ((n,),) = backend.con.execute(f'SELECT count(*) FROM "{words}"').fetchall()  # noqa: S608
    is_one: bool = 0 < n <= MOST_WORDS
    if is_one:
        ordered = f'SELECT word FROM "{words}" ORDER BY word'  # noqa: S608
        coded = f'SELECT word, word::"{kind}" AS code FROM "{words}"'  # noqa: S608
        backend.con.execute(f'DROP TYPE IF EXISTS "{kind}"')
        backend.con.execute(f'CREATE TEMP TYPE "{kind}" AS ENUM ({ordered})')
        backend.con.execute(f'CREATE OR REPLACE TEMP TABLE "{words}" AS {coded}')
    else:
        backend.con.execute(f'DROP TABLE "{words}"')
    return is_one
