"""Recommendations: what to do, why, the evidence, and what became of earlier ones."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "advice.track_length.title.listener": "Recommend {level} less often",
    "advice.track_length.title.track": "Put fewer {level} on your lists",
    "advice.track_length.text.listener": (
        "They are skipped more than other lengths. Owner: recommendations. Rank them lower where"
        " nothing else speaks for them, and watch their skip rate for four weeks."
    ),
    "advice.track_length.text.track": "You skip them more than tracks of other lengths.",
    "advice.shuffle.title.listener": "Improve the order in which shuffle plays",
    "advice.shuffle.title.track": "Shuffle less, or shuffle smaller lists",
    "advice.shuffle.text.listener": (
        "Plays with shuffle {level} are skipped more, other circumstances being equal. Owner:"
        " playback. Let shuffle favour what the listener finishes, and test it on a part of them."
    ),
    "advice.shuffle.text.track": (
        "You skip more with shuffle {level}, other circumstances being equal."
    ),
    "advice.casual_share.title.listener": "Turn casual listeners into engaged ones",
    "advice.casual_share.title.track": "Clear out what you hardly listen to",
    "advice.casual_share.text.listener": (
        "A large part of the listeners plays little. Owner: growth. Offer them a first playlist and"
        " a reason to come back, and watch their active days."
    ),
    "advice.casual_share.text.track": "A large part of your tracks is rarely played to the end.",
    "advice.high_skip_segment.title.listener": "Win over the segment {level}",
    "advice.high_skip_segment.title.track": "Look through the segment {level}",
    "advice.high_skip_segment.text.listener": (
        "It skips more than the others. Owner: recommendations. Find out what is served to it, and"
        " change that for a part of it first."
    ),
    "advice.high_skip_segment.text.track": (
        "You skip these tracks more than others: keep the ones you still like, remove the rest."
    ),
    "advice.declining_activity.title.listener": "Start a re-engagement campaign",
    "advice.declining_activity.title.track": "Notice that you listen less",
    "advice.declining_activity.text.listener": (
        "Activity fell more than it does in ordinary weeks. Owner: growth. Check for an outage or a"
        " missing file first, then write to those who went silent."
    ),
    "advice.declining_activity.text.track": (
        "You listened less than in your ordinary weeks; if a file of the export is missing, add it."
    ),
    "advice.low_active_day_rate.title.listener": "Give reasons to listen on more days",
    "advice.low_active_day_rate.title.track": "Notice how many days are silent",
    "advice.low_active_day_rate.text.listener": (
        "Listeners play on few of their days. Owner: growth. Try a daily playlist or a reminder, and"
        " measure active days."
    ),
    "advice.low_active_day_rate.text.track": "Many days pass without a play.",
    "advice.worst_platform.title.listener": "Mend the experience on {level}",
    "advice.worst_platform.title.track": "Find out why you skip more on {level}",
    "advice.worst_platform.text.listener": (
        "Plays there are skipped more than elsewhere, other circumstances being equal. Owner: the"
        " team of that app. Compare its player and its queue with the best platform."
    ),
    "advice.worst_platform.text.track": (
        "Plays there are skipped more than elsewhere, other circumstances being equal."
    ),
    "advice.length.short": "short tracks (under 2:30)",
    "advice.length.medium": "tracks of medium length",
    "advice.length.long": "long tracks (over 4:30)",
    "evidence.line": "{name}: {value}, n {n:count}",
    "evidence.line.interval": "{name}: {value} ({interval}), n {n:count}",
    "evidence.of.track_length": "{name} of {level}",
    "evidence.of.shuffle": "{name} with shuffle {level}",
    "evidence.of.worst_platform": "{name} on {level}",
    "evidence.of.high_skip_segment": "{name} of {level}",
    "evidence.difference": "Difference from tracks of medium length",
    "evidence.skip_rate": "Skip rate",
    "evidence.adjusted_effect": "Adjusted effect",
    "evidence.casual_share": "Share that plays clearly less than the others",
    "evidence.segment_skip_rate": "Mean skip rate",
    "evidence.segment_share.listener": "Share of all listeners",
    "evidence.segment_share.track": "Share of all tracks",
    "evidence.trend": "The last seven days against the seven before",
    "evidence.active_day_rate": "Active days, last 28",
    # What became of earlier recommendations.
    "follow_up.caption": "What became of recommendations",
    "follow_up.note": (
        "A recommendation is measured when it is made and again four weeks later, whether anybody"
        " followed it or not. The effect is what changed beyond the untouched rest, where there is"
        " a rest: other platforms, other lengths, shuffle the other way, other segments. Improved"
        " and worse: its 95% interval excludes 0; no change: it lies within {points:decimal1} points"
        " of a rate or {relative:percent0} of daily plays; else inconclusive."
    ),
    "follow_up.capped": (
        "The first {shown:count} of {n:count}; all are in csv/recommendations.csv."
    ),
    "follow_up.restated": (
        "Restated ({names}): the starting value is computed anew, and was another number in the"
        " report of that time."
    ),
    "head.advice": "Recommendation",
    "head.made_in": "Made in",
    "head.effect": "Effect",
    "head.outcome": "Outcome",
    "follow_up.metric.skip_rate": "Skip rate",
    "follow_up.metric.active_day_rate": "Active days",
    "follow_up.metric.daily_plays": "Plays a day",
    "follow_up.rest": "rest {value}",
    "follow_up.due": "due from {day:day}",
    "follow_up.outcome.improved": "Improved",
    "follow_up.outcome.no_change": "No change",
    "follow_up.outcome.worse": "Worse",
    "follow_up.outcome.inconclusive": "Inconclusive",
    "follow_up.outcome.judged_in": "in {period}",
    "todo.past": (
        "Of {n:count} earlier recommendation judged: {listed}.",
        "Of {n:count} earlier recommendations judged: {listed}.",
    ),
    "todo.past.improved": "{n:count} improved",
    "todo.past.no_change": "{n:count} without change",
    "todo.past.worse": "{n:count} worse",
    "todo.past.inconclusive": "{n:count} inconclusive",
    "todo.waiting": (
        "{n:count} earlier recommendation is judged from {day:day} on.",
        "{n:count} earlier recommendations are judged from {day:day} on.",
    ),
    "recommendations.family": (
        "Tested {tested:count}, advised {kept:count}: what is advised has a p-value, adjusted for all"
        " of them, below {q:decimal}, and an interval that lies beyond its reference by more"
        " than {points:decimal1} points. Avoidable skips a week: what would not happen at the"
        " reference rate, drawn towards none the less sure it is."
    ),
}
