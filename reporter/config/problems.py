"""What is wrong with a configuration, in sentences that never show a value that may be secret."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, get_args, get_origin

from pydantic import BaseModel

from reporter.config.settings import ENVIRONMENT_PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_NOT = {
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}

Keys: TypeAlias = tuple[int | str, ...]


def sentence(problem: ErrorDetails, environment: Mapping[str, Any]) -> str:
    """One problem that pydantic found, as a sentence.

    Args:
        problem: what pydantic says of it.
        environment: the nested values that came from environment variables.
    """
    path = tuple(part for part in problem["loc"] if part != "[key]")
    if problem["type"] == "extra_forbidden":
        *parents, key = path
        where = variable(path) if _holds(environment, path) else dotted(path)
        return unknown(where, str(key), allowed_keys(tuple(parents)))
    where = variable(path) if _holds(environment, path) else dotted(path)
    what = _NOT.get(problem["type"]) or _plain(problem["msg"])
    return f"{where} {what}" if what.startswith("must") else f"{where}: {what}"


def unknown(where: str, key: str, known: Iterable[str]) -> str:
    """The sentence about a key that does not exist."""
    names = tuple(known)
    close = difflib.get_close_matches(key.lower(), names, n=1)
    guess = f"did you mean '{close[0]}'? " if close else ""
    return f"unknown key '{where}': {guess}known here: {', '.join(names)}"


def dotted(path: Keys) -> str:
    """A place in the file, such as `reports.weekly.title`."""
    return ".".join(map(str, path)) or "the file"


def variable(path: Keys) -> str:
    """The environment variable for a place in the file."""
    return ENVIRONMENT_PREFIX + "__".join(map(str, path)).upper()


def model_at(path: Keys) -> type[BaseModel] | None:
    """The settings class whose keys stand at `path`; none where the keys are free or none are."""
    model: type[BaseModel] | None = Settings
    is_name = False  # `path` goes on with a name of the user's choice, as below `reports`
    for part in path:
        if is_name:
            is_name = False
            continue
        field = _field(model, str(part)) if model else None
        if field is None:
            return None
        kinds = (field.annotation, *get_args(field.annotation))
        model = next((kind for kind in kinds if _is_model(kind)), None)
        is_name = get_origin(field.annotation) is dict
    return None if is_name else model


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    """The field that a key of the file fills; its own name does not count where it has an alias."""
    fields = model.model_fields.items()
    return next((field for name, field in fields if (field.alias or name) == key), None)


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def allowed_keys(path: Keys) -> tuple[str, ...]:
    """The keys that may stand at `path`, in the order in which config.yaml lists them."""
    model = model_at(path)
    if model is None:
        return ()
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _holds(values: Any, path: Keys) -> bool:  # noqa: ANN401 - nested values of any type
    for part in path:
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return bool(path)


def _plain(message: str) -> str:
    message = re.sub(r"^(Value error, |Input should |String should )", "", message)
    return re.sub(r"^(be|have) ", r"must \1 ", message)
