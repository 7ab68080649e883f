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
        "{n:count} level is left out, because fewer than {least:count} listeners played in it, or in another one that would follow from it.",
        "{n:count} levels are left out, because fewer than {least:count} listeners played in them, or in others that would follow from them.",
    ),
    "retention.left_out": (
        "{days} and {weeks} are left out, because fewer than {n:count} listener was active or such a day or week would follow from them.",
        "{days} and {weeks} are left out, because fewer than {n:count} listeners were active or such a day or week would follow from them.",
    ),
    "cohorts.left_out": (
        "Weeks with few new listeners are joined. {n:count} number is left out, here and under growth, because it is about fewer than {least:count} listeners or such a number would follow from it.",
        "Weeks with few new listeners are joined. {n:count} numbers are left out, here and under growth, because they are about fewer than {least:count} listeners or such a number would follow from them.",
    ),
    "cohorts.joined": "Weeks with few new listeners are joined until they are enough to be told of.",
    "growth.left_out": "– : fewer than {least:count} listeners, or such a number would follow.",
    "stickiness.left_out": (
        "{n:count} number of days has too few listeners to be told of, or would give such a number away.",
        "{n:count} numbers of days have too few listeners to be told of, or would give such a number away.",
    ),
    "survival.left_out": (
        "The curves are read off where {least:count} listeners or more were lost since the day before that is told, and are still observed; {n:count} reading is left out.",
        "The curves are read off where {least:count} listeners or more were lost since the day before that is told, and are still observed; {n:count} readings are left out.",
    ),
    "churn.left_out": (
        "{n:count} band of risk has too few listeners to be told of, or would give such a band away.",
        "{n:count} bands of risk have too few listeners to be told of, or would give such a band away.",
    ),
    "migration.untold": "Who stayed in their segment since {period} is not told: fewer than {least:count} listeners left or joined one, or such a number would follow.",
    "segments.map.joined": "Each dot of the map is the mean of {n:count} listeners or more who are alike.",
    "held.too_few.period": (
        "{n:count} listener was active in the period, and nothing about fewer than {need:count} is mailed",
        "{n:count} listeners were active in the period, and nothing about fewer than {need:count} is mailed",
    ),
    "held.too_few.outside": (
        "its filter leaves out the plays of {n:count} listener, and nothing about fewer than {need:count} is mailed",
        "its filter leaves out the plays of {n:count} listeners, and nothing about fewer than {need:count} is mailed",
    ),
    "held.too_few.outside_period": (
        "its filter leaves out the plays of {n:count} listener in the period, and nothing about fewer than {need:count} is mailed",
        "its filter leaves out the plays of {n:count} listeners in the period, and nothing about fewer than {need:count} is mailed",
    ),
    "held.made_for_fewer": "it was made when groups of {n:count} were told of, and nothing about fewer than {need:count} is mailed now",
    "held.too_few.history": (
        "the report is about {n:count} listener, and nothing about fewer than {need:count} is mailed",
        "the report is about {n:count} listeners, and nothing about fewer than {need:count} is mailed",
    ),
}
