"""A YAML file -> its keys and values, or a sentence that says where it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_WORD = len("'abc'")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class _Loader(yaml.SafeLoader):
    """YAML without keys that stand twice, of which the first would be lost in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as the base class
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen and key.value != "<<":
                problem = f"the key {key.value} stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_yaml(file: Path) -> dict[str, Any]:
    """The keys of the file; none where it is empty.

    Raises:
        ConfigError: the file cannot be read, is not YAML, or holds no mapping.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"the configuration {file} cannot be read"
        raise ConfigError(msg, hint=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        msg = f"the configuration {file} is not UTF-8 at byte {error.start}"
        raise ConfigError(msg, hint="save it as UTF-8") from None
    try:
        values = yaml.load(text, Loader=_Loader)  # noqa: S506 - derives from SafeLoader
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        msg = f"{file} holds a {type(values).__name__}"
        raise ConfigError(msg, hint="it must be a mapping of keys such as 'source' and 'reports'")
    return {str(key): value for key, value in values.items()}


def _not_yaml(file: Path, error: yaml.YAMLError) -> ConfigError:
    """The error without the file's words, among which may be a secret."""
    mark = getattr(error, "problem_mark", None)
    where = f"{file}, line {mark.line + 1}" if mark else str(file)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    told = _QUOTED.sub(lambda quoted: quoted[0] if _is_sign(quoted[0]) else "a word", problem)
    return ConfigError(f"{where} is not valid YAML", hint=told)


def _is_sign(quoted: str) -> bool:
    """Whether a quotation is of punctuation or of what the parser calls things, as '<scalar>'."""
    return len(quoted) < SHORTEST_WORD or quoted[1] == "<"
