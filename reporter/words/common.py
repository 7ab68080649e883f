"""Words that many places share: headlines, units, platforms, features, segments.

Ids are `area.name`; `reporter.words.labels` finds them and has an answer for names that nobody
has words for yet.
"""

from __future__ import annotations

HEADLINES = {
    "headline.plays": "Plays",
    "headline.hours": "Hours",
    "headline.skip_rate": "Skip rate",
    "headline.entities.listener": "Listeners",
    "headline.entities.track": "Tracks",
    "headline.active_day_rate": "Active-day rate",
    "metric.plays": "Plays",
    "metric.hours": "Hours",
    "metric.skip_rate": "Skip rate",
    "metric.active_entities.listener": "Active listeners",
    "metric.active_entities.track": "Tracks played",
    "metric.active_day_rate": "Active-day rate",
    "metric.share": "Share of plays",
    "dimension.platform": "Platform",
    "dimension.shuffle": "Shuffle",
    "dimension.length": "Track length",
    "dimension.hour": "Hour",
}

UNITS = {
    "unit.share": "%",
    "unit.points": "points",
    "unit.plays": "plays",
    "unit.skips": "skips",
    "unit.skips/week": "skips a week",
    "unit.listeners": "listeners",
    "unit.tracks": "tracks",
    "unit.artists": "artists",
    "unit.hours": "hours",
    "unit.minutes": "minutes",
    "unit.seconds": "seconds",
    "unit.days": "days",
    "unit.hour of day": "hour of day",
    "unit.ratio": "ratio",
    "unit.score": "score",
}

ENTITIES: dict[str, str | tuple[str, str]] = {
    "entity.listener": "listener",
    "entity.track": "track",
    "entities.listener": "listeners",
    "entities.track": "tracks",
    "count.listener": ("{n:count} listener", "{n:count} listeners"),
    "count.track": ("{n:count} track", "{n:count} tracks"),
    "count.plays": ("{n:count} play", "{n:count} plays"),
    "count.duplicates": ("{n:count} duplicate", "{n:count} duplicates"),
    "count.skips": ("{n:count} skip", "{n:count} skips"),
    "count.days": ("{n:count} day", "{n:count} days"),
    "count.weeks": ("{n:count} week", "{n:count} weeks"),
}

PLATFORMS = {
    "platform.android": "Android",
    "platform.ios": "iOS",
    "platform.web": "Web player",
    "platform.windows": "Windows",
    "platform.mac": "macOS",
    "platform.linux": "Linux",
    "platform.tv": "TV",
    "platform.cast": "Cast device",
    "platform.car": "Car",
    "platform.console": "Games console",
    "platform.speaker": "Speaker",
    "platform.other": "Other platform",
    "platform.unknown": "Not recorded",
}

LEVELS = {
    "shuffle.on": "Shuffle on",
    "shuffle.off": "Shuffle off",
    "length.short": "Short tracks (under 2:30)",
    "length.medium": "Medium tracks",
    "length.long": "Long tracks (over 4:30)",
}

MODELS = {
    "model.random_forest": "Random forest",
    "model.logistic_regression": "Logistic regression",
    "model.gradient_boosting": "Gradient boosting",
    "model.prevalence": "Always the average",
    "model.last_action": "Last action repeated",
    "model.track_rate": "The track's own rate",
    "split.validation": "Validation",
    "split.test": "Test",
    "importance.impurity": "impurity importance",
    "importance.coefficient": "absolute standardised coefficient",
    "importance.permutation": "permutation importance",
    "class.complete": "Complete",
    "class.skip": "Skip",
    "class.macro avg": "Mean of both",
    "class.weighted avg": "Weighted mean",
}

DRIVERS = {
    "driver.shuffle": "Shuffle",
    "driver.platform": "Platform",
    "driver.reason_start": "How the play began",
    "driver.hour": "Hour of day",
    "driver.position": "Position in the session",
    "driver.track_rate": "The track's earlier skip rate",
    "driver.artist_rate": "The artist's earlier skip rate",
    "driver.listener_rate": "The listener's earlier skip rate",
    "level.shuffle.on": "On",
    "level.length.short": "Short (under 2:30)",
    "level.length.long": "Long (over 4:30)",
    "level.shuffle.off": "Off",
    "level.shuffle.unknown": "Not recorded",
    "level.any.low": "Low",
    "level.any.medium": "Medium",
    "level.any.high": "High",
    "level.any.new": "Not heard before",
    "level.any.none": "None",
    "level.any.unknown": "Not recorded",
    "level.any.other": "Other",
    "level.position.1": "First",
}

REASONS_START = {
    "level.reason_start.trackdone": "Track before ended",
    "level.reason_start.fwdbtn": "Forward button",
    "level.reason_start.backbtn": "Back button",
    "level.reason_start.clickrow": "Chosen from a list",
    "level.reason_start.clickside": "Chosen from the side bar",
    "level.reason_start.playbtn": "Play button",
    "level.reason_start.appload": "App opened",
    "level.reason_start.remote": "Remote control",
    "level.reason_start.trackerror": "Error in the track before",
    "level.reason_start.endplay": "Playback ended",
    "level.reason_start.popup": "Pop-up",
    "level.reason_start.uriopen": "Link opened",
    "level.reason_start.persisted": "Resumed",
    "level.reason_start.autoplay": "Autoplay",
    "level.reason_start.nextbtn": "Forward button",
    "level.reason_start.switched-to-audio": "Switched to audio",
    "level.reason_start.switched-to-video": "Switched to video",
}

FEATURES = {
    "feature.play_count": "Plays",
    "feature.total_seconds": "Seconds played",
    "feature.total_minutes": "Minutes played",
    "feature.avg_seconds_per_play": "Seconds per play",
    "feature.skip_rate": "Skip rate",
    "feature.avg_percent_played": "Part of the track played",
    "feature.shuffle_rate": "Shuffle share",
    "feature.distinct_track_share": "Share of different tracks",
    "feature.active_days_per_play": "Active days per play",
    "feature.preferred_hour": "Preferred hour",
    "feature.avg_day_of_week": "Mean weekday",
    "feature.engagement_score": "Engagement",
}

TRAITS = {
    "trait.listener.play_count.high": "heavy",
    "trait.listener.play_count.low": "light",
    "trait.listener.avg_seconds_per_play.high": "long-playing",
    "trait.listener.avg_seconds_per_play.low": "sampling",
    "trait.listener.skip_rate.high": "skip-heavy",
    "trait.listener.skip_rate.low": "patient",
    "trait.listener.shuffle_rate.high": "shuffling",
    "trait.listener.shuffle_rate.low": "album-order",
    "trait.listener.distinct_track_share.high": "exploring",
    "trait.listener.distinct_track_share.low": "repeating",
    "trait.listener.active_days_per_play.high": "little-and-often",
    "trait.listener.active_days_per_play.low": "binge",
    "trait.track.play_count.high": "often played",
    "trait.track.play_count.low": "rarely played",
    "trait.track.avg_seconds_per_play.high": "long-played",
    "trait.track.avg_seconds_per_play.low": "briefly played",
    "trait.track.skip_rate.high": "skipped",
    "trait.track.skip_rate.low": "finished",
    "trait.track.shuffle_rate.high": "shuffled",
    "trait.track.shuffle_rate.low": "unshuffled",
    "trait.any.high": "high {feature}",
    "trait.any.low": "low {feature}",
    "segment.listener": "{traits} listeners",
    "segment.track": "{traits} tracks",
    "segment.listener.average": "Average listeners",
    "segment.track.average": "Average tracks",
    "segment.none": "Too few plays",
}

SKIP_DEFINITIONS = {
    "skip.rule": "Ended by a button or by choosing something else",
    "skip.buttons": "Ended by the forward or the back button",
    "skip.flag": "The source's own skip flag",
    "skip.short": "Played for less than 30 seconds",
    "skip.given": "As the table itself says",
}

CONTENT = {
    "content.music": "music",
    "content.podcast": "podcasts",
    "content.audiobook": "audiobooks",
    "content.video": "videos",
    "content.other": "other content",
}

SOURCES = {
    "source.spotify": "Spotify streaming history",
    "source.spotify-extended": "Spotify extended streaming history",
    "source.spotify-account": "Spotify account data",
    "source.spotify-table": "Spotify streaming history as a table",
    "source.maven": "Maven table of Spotify plays",
    "source.cleaned": "cleaned table of the notebook",
    "source.table": "table",
}

QUARANTINE = {
    "quarantine.unreadable row": "unreadable row",
    "quarantine.unreadable timestamp": "unreadable timestamp",
    "quarantine.timestamp in the future": "timestamp in the future",
    "quarantine.before 2006": "before 2006",
    "quarantine.unreadable ms_played": "unreadable ms played",
    "quarantine.negative ms_played": "negative ms played",
    "quarantine.ms_played above 24 hours": "ms played above 24 hours",
    "quarantine.no track": "no track",
}

KINDS = {
    "kind.track_length": "Track length",
    "kind.shuffle": "Shuffle",
    "kind.casual_share": "Casual listening",
    "kind.high_skip_segment": "Segment with many skips",
    "kind.declining_activity": "Declining activity",
    "kind.low_active_day_rate": "Few active days",
    "kind.worst_platform": "Platform with most skips",
}

RISKS = {
    "risk.low": "Low",
    "risk.medium": "Medium",
    "risk.high": "High",
    "risk.insufficient": "Insufficient data",
}

PERIODS = {
    "period.day": "day",
    "period.week": "week",
    "period.month": "month",
    "period.range": "period",
    "period.all": "whole history",
    "before.day": "the day before",
    "before.week": "the week before",
    "before.month": "the month before",
    "before.range": "the period before",
    "before.all": "before",
}

COLUMNS = {
    "column.platform": "platform",
    "column.platform_raw": "platform as spelled by the source",
    "column.reason_start": "why a play began",
    "column.reason_end": "why a play ended",
    "column.shuffle": "shuffle",
    "column.skipped_flag": "skip flag",
    "column.offline": "offline",
    "column.incognito": "private session",
    "column.country": "country",
    "column.album_name": "album",
    "column.artist_name": "artist",
    "column.track_name": "title",
    "column.track_length_ms": "track length",
    "column.exact_start": "stated start",
    "column.listener_id": "listener",
    "column.track_id": "track id",
}

MESSAGES: dict[str, str | tuple[str, str]] = {
    **HEADLINES,
    **UNITS,
    **ENTITIES,
    **PLATFORMS,
    **LEVELS,
    **MODELS,
    **DRIVERS,
    **REASONS_START,
    **FEATURES,
    **TRAITS,
    **SKIP_DEFINITIONS,
    **CONTENT,
    **SOURCES,
    **QUARANTINE,
    **KINDS,
    **RISKS,
    **PERIODS,
    **COLUMNS,
}
