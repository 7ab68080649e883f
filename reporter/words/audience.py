"""Whom a report is for, which plays it is about, and what in it is of all plays."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "audience.alone": "{name}",
    "audience.filtered": "{name}: {filter}",
    "audience.running": "{report} · {audience}",
    "audience.scope": "{audience} · {scope}",
    "audience.filter.country": ("country {values}", "country {values}"),
    "audience.filter.platform": ("platform {values}", "platform {values}"),
    "audience.filter.artist_name": ("artist {values}", "artist {values}"),
    "audience.filter.listener_id": ("{n:count} chosen listener", "{n:count} chosen listeners"),
    "audience.or": "{first} or {last}",
    "audience.of_all_plays": "This section is of all plays, not only this audience’s.",
    "audience.todo_of_all_plays": "Found in all plays, not only this audience’s.",
    "audience.trust": "of all plays, not only this audience’s",
    "audience.logo": "Logo",
    "audience.logo.of": "Logo of {name}",
    "notice.audience": "{name}: {text}",
    "notice.no_edition": "{name} gets no report: {text}",
    "notice.absent_value": "no play has the {column} {value} of the audience’s filter",
    "leaders.left_out": (
        "{n:count} artist or track that fewer than {least:count} listeners played is left out.",
        "{n:count} artists and tracks that fewer than {least:count} listeners played are left out.",
    ),
    "overview.left_out": (
        "Rates of fewer than {n:count} listener are left out.",
        "Rates of fewer than {n:count} listeners are left out.",
    ),
    "held.too_few.period": (
        "{n:count} listener was active in the period, and nothing about fewer than {need:count} is mailed",
        "{n:count} listeners were active in the period, and nothing about fewer than {need:count} is mailed",
    ),
    "held.made_for_fewer": "it was made when groups of {n:count} were told of, and nothing about fewer than {need:count} is mailed now",
    "held.too_few.history": (
        "the report is about {n:count} listener, and nothing about fewer than {need:count} is mailed",
        "the report is about {n:count} listeners, and nothing about fewer than {need:count} is mailed",
    ),
}
