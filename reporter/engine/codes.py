"""Which columns DuckDB keeps as codes of a dictionary, and sorts that go by the codes.

DuckDB 1 copies the dictionary of an enumeration whenever it prepares a sort or a window by it,
which takes seconds for a million texts, however few rows there are. Codes stand in the order of
their texts, so a sort by them gives the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    Coded = Mapping[str, frozenset[str]]

PASSING = (
    *(ops.Filter, ops.Sort, ops.Limit, ops.Distinct, ops.DropNull, ops.DropColumns),
    *(ops.JoinReference, ops.SelfReference),
)
"""Relations whose columns are those of the one that they are of."""


@ibis.udf.scalar.builtin(signature=(("string",), "int64"))
def enum_code(_text):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - the engine's own
    """DuckDB's `enum_code`: the place of a text in its enumeration."""


def coded_columns(table: ir.Table, coded: Coded) -> frozenset[str]:
    """The columns of an expression that come as codes from tables that have them.

    Args:
        table: the expression.
        coded: by name of a kept table, its columns that are codes.
    """
    node = table.op()
    return frozenset(name for name in table.columns if _is_coded(ops.Field(node, name), coded))


def sorted_by_codes(node: ops.Node, coded: Coded) -> ops.Node:
    """The same expression, its sorts and windows by codes wherever a text is one.

    Args:
        node: the expression.
        coded: by name of a kept table, its columns that are codes.
    """

    def by_code(value: ops.Value) -> ops.Value:
        return enum_code(value.to_expr()).op() if _is_coded(value, coded) else value

    def changed(found: ops.Node, rewritten: Mapping[str, Any] | None) -> ops.Node:
        found = found.__recreate__(rewritten) if rewritten else found
        if isinstance(found, ops.SortKey):
            return found.copy(arg=by_code(found.arg))
        if isinstance(found, ops.WindowFunction):
            return found.copy(group_by=tuple(map(by_code, found.group_by)))
        return found

    return node.replace(changed) if coded else node


def _is_coded(value: ops.Value, coded: Coded) -> bool:
    """Whether a value is a column of codes, and nothing that is computed of it."""
    while isinstance(value, ops.Field):
        relation, name = value.rel, value.name
        if isinstance(relation, ops.DatabaseTable):
            return name in coded.get(relation.name, ())
        if isinstance(relation, ops.Set):
            sides = (ops.Field(side, name) for side in (relation.left, relation.right))
            return all(_is_coded(side, coded) for side in sides)
        if isinstance(relation, PASSING):
            value = ops.Field(relation.parent, name)
        elif isinstance(relation, ops.Project | ops.Aggregate | ops.JoinChain):
            value = relation.values[name]
        else:
            return False
    return False
