"""Why a report is held back, or not mailed; clauses without a full stop."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    # What is wrong with it.
    "gate.no_plays": "there are no plays in {name}",
    "gate.other_period": "the report is about {name}, which is not the period asked for",
    "gate.too_few_listeners": "{name}",
    "gate.file_missing": "{file} is missing or empty",
    "gate.file_broken": "{file} cannot be read ({name})",
    "gate.no_pages": "{file} has no pages",
    "gate.pages_missing": (
        "{file} has {n:count} page and says that it has {need:count}",
        "{file} has {n:count} pages and says that it has {need:count}",
    ),
    "gate.page_without_text": "page {n:count} of {file} has no text",
    "gate.no_bookmarks": "{file} has no bookmarks",
    "gate.period_not_named": "page one of {file} does not name {name}",
    "gate.audience_not_named": "page one of {file} does not say that it is for {name}",
    "gate.headline_not_readable": "page one of {file} does not say the headline",
    "gate.section_missing": "the section “{name}” is missing from {file}",
    "gate.section_empty": "the section “{name}” is empty in {file}",
    "gate.chart_missing": "the chart {name} is missing from the report’s files",
    "gate.chart_not_shown": "the chart {name} is not in {file}",
    "gate.chart_empty": "the chart {name} is empty",
    "gate.resource_failed": "{file} needs {name}, which does not come with it",
    "gate.letter_missing": "a letter of the report’s own words is missing from {file}: {name}",
    "gate.letter_of_name_missing": (
        "no font on this machine has a letter of a name in {file}: {name}"
    ),
    # Why a good report is mailed or not.
    "wanted.always": "every report is mailed",
    "wanted.material": "something changed materially",
    "wanted.not_material": "nothing changed materially",
    "wanted.met": "{name} is {value}, which meets the condition “{when}”",
    "wanted.not_met": "{name} is {value}, which does not meet the condition “{when}”",
    "wanted.not_known": "{name} is not known, so the condition “{when}” cannot be met",
}
"""The headlines in conditions go by the names that the configuration gives them."""
