"""The report's frame and its page one: title, period, headline, tiles, what to do, trust."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    # A report whose title is the built-in one has it in its own language.
    "report.name": "Weekly listening report",
    # The frame. A translation gives its own BCP 47 tag.
    "report.language": "en",
    # "small" where a label inside a sentence loses its capitals, "kept" where it keeps them.
    "report.labels": "small",
    "report.title": "{name}: {period}",
    "report.description": "{headline} {who}.",
    "report.generator": "reporter {version}",
    "report.footer": "Data through {day:day} · reporter {version}",
    "report.page": "page",
    "report.of": "of",
    "report.contents": "Contents",
    "report.contents.note": (
        "Intervals in this report are 95% intervals. Numbers that a table leaves out for want of"
        " space stand in the CSV files of the same run."
    ),
    "report.appendix": "Appendix",
    "report.appendix.letter": "A",
    "report.nameless": "(without a name)",
    # Periods in words.
    "report.period.day": "{day:day}",
    "report.period.week": "Week {week}, {days}",
    "report.period.week.short": "Week {week}",
    "report.period.month": "{day:month}",
    "report.period.range": "{days}",
    "report.period.all": "The whole history, {days}",
    "report.period.partial": "{period} (not complete)",
    "report.this.day": "that day",
    "report.this.week": "that week",
    "report.this.month": "that month",
    "report.this.range": "in that period",
    "report.this.all": "in the whole history",
    # Who and what.
    "report.who.listener": ("{n:count} listener", "{n:count} listeners"),
    "report.who.track": "One listener’s tracks",
    "report.scope": "{who} · days and hours in {zone} · from {source}",
    # Intervals and amounts.
    "report.interval": "{low} to {high}",
    "report.interval.labelled": "95% interval {interval}",
    "report.points": "{value:points}\N{NO-BREAK SPACE}points",
    "report.amount.skips_per_week": ("{n:count} skip a week", "{n:count} skips a week"),
    "report.and": "{first} and {last}",
    "report.quoted": "“{name}”",
    "report.sentence": "{clause}.",
    "report.none": "–",
    # The headline sentence: what skips did, then what listening did.
    "lede.two": "{first}; {second}.",
    "lede.one": "{first}.",
    "lede.skips.rose": "Skips rose {change:decimal1} points to {now:percent}",
    "lede.skips.fell": "Skips fell {change:decimal1} points to {now:percent}",
    "lede.skips.rose_most": (
        "Skips rose {change:decimal1} points to {now:percent}, most of it {level}"
    ),
    "lede.skips.fell_most": (
        "Skips fell {change:decimal1} points to {now:percent}, most of it {level}"
    ),
    "lede.skips.rose_noise": (
        "Skips were at {now:percent}, {change:decimal1} points up but not beyond noise"
    ),
    "lede.skips.fell_noise": (
        "Skips were at {now:percent}, {change:decimal1} points down but not beyond noise"
    ),
    "lede.skips.rose_untested": (
        "Skips were at {now:percent}, {change:decimal1} points up on too few plays to test"
    ),
    "lede.skips.fell_untested": (
        "Skips were at {now:percent}, {change:decimal1} points down on too few plays to test"
    ),
    "lede.skips.held": "Skips held at {now:percent}",
    "lede.skips.plain": "{now:percent} of plays were skipped",
    "lede.skips.unknown": "The source does not tell skips",
    "lede.hours.rose": "listening rose {relative:percent} to {now:hours} hours",
    "lede.hours.fell": "listening fell {relative:percent} to {now:hours} hours",
    "lede.hours.rose_from_nothing": "listening came back, with {now:hours} hours",
    "lede.hours.rose_noise": (
        "listening was at {now:hours} hours, {relative:percent} up but not beyond noise"
    ),
    "lede.hours.fell_noise": (
        "listening was at {now:hours} hours, {relative:percent} down but not beyond noise"
    ),
    "lede.hours.rose_untested": (
        "listening was at {now:hours} hours, {relative:percent} up over too few days to test"
    ),
    "lede.hours.fell_untested": (
        "listening was at {now:hours} hours, {relative:percent} down over too few days to test"
    ),
    "lede.hours.held": "listening hours held at {now:hours}",
    "lede.hours.plain": "{plays} took {now:hours} hours",
    "lede.no_plays": "Nothing was played {period}",
    "lede.no_plays.against": "{nothing}, against {plays} {before}",
    "lede.level.platform": "on {name}",
    "lede.level.shuffle.on": "with shuffle on",
    "lede.level.shuffle.off": "with shuffle off",
    # Tiles.
    "tile.plays": "Plays",
    "tile.hours": "Hours",
    "tile.skip_rate": "Skip rate",
    "tile.entities.listener": "Active listeners",
    "tile.entities.track": "Different tracks",
    "tile.active_day_rate": "Active-day rate",
    "tile.active_day_rate.listener": "Active days, each",
    "tile.change": "{change}",
    "tile.change.relative": "{change} ({relative:signed_percent})",
    "tile.no_comparison": "no comparison",
    "tile.untested": "not tested",
    "tile.no_value": "not known",
    # What changed.
    "changed.heading": "What changed",
    "changed.line": "{before} → {now}: {change} ({interval})",
    "changed.more": (
        "{n:count} more change is beyond noise: see the section on changes.",
        "{n:count} more changes are beyond noise: see the section on changes.",
    ),
    "changed.family": (
        "{tested:count} changes tested, {kept:count} beyond noise at a false discovery rate of"
        " {q:percent0}."
    ),
    "changed.none": (
        "Nothing beyond noise: {n:count} change was tested.",
        "Nothing beyond noise: {n:count} changes were tested.",
    ),
    # What to do.
    "todo.heading": "What to do",
    "todo.avoidable": (
        "About {n:count} avoidable skip a week ({interval}).",
        "About {n:count} avoidable skips a week ({interval}).",
    ),
    "todo.none": "No evidence is strong enough to recommend anything this time.",
    "todo.more": (
        "{n:count} more recommendation stands in its section.",
        "{n:count} more recommendations stand in their section.",
    ),
    "todo.evidence": "Evidence: {section}",
    # Trust.
    "trust.heading": "How far to trust this",
    "trust.read": ("{n:count} row read", "{n:count} rows read"),
    "trust.kept": ("{n:count} play kept", "{n:count} plays kept"),
    "trust.set_aside": (
        "set aside: {duplicates}, {n:count} row that is not music",
        "set aside: {duplicates}, {n:count} rows that are not music",
    ),
    "trust.quarantined": ("{n:count} quarantined", "{n:count} quarantined"),
    "trust.through": "data through {day:day}",
    "trust.restated": "restated: {metric} of {before} is {now}, and was reported as {reported}",
    "trust.restated.more": (
        "{restated}; so is {n:count} other number",
        "{restated}; so are {n:count} other numbers",
    ),
    "trust.model.usable": (
        "skip model usable: AUC {auc:decimal3} ({interval}), best simple rule {baseline:decimal3}"
    ),
    "trust.model.unusable": "skip model: no usable signal beyond the best simple rule",
    "trust.model.none": "no skip model",
    "trust.dead_flag": "the source’s skip flag is dead in part of it",
    "trust.definitions": "How each number is defined",
}
