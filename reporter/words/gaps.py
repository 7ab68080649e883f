"""Why something is missing: one sentence for each reason, one name for each part."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "gap.sentence": "{part}: {reason}.",
    "gap.part.comparison": "There is no comparison with an earlier period",
    "gap.part.platforms": "There is no breakdown by platform",
    "gap.part.shuffle": "There is no breakdown by shuffle",
    "gap.part.lengths": "There is no breakdown by length of track",
    "gap.part.leaders": "There is no list of leading artists and tracks",
    "gap.part.skip_rate": "There is no skip rate",
    "gap.part.skip_model": "There is no skip model",
    "gap.part.drivers": "There are no drivers of skips",
    "gap.part.segments": "There are no segments",
    "gap.part.daily": "There is no daily activity",
    "gap.part.trend": "There is no trend and no risk level",
    "gap.part.cohorts": "There are no cohorts",
    "gap.part.stickiness": "There is no stickiness",
    "gap.part.survival": "It is not known how long anybody stays",
    "gap.part.churn": "There is no churn risk",
    "gap.part.silences": "Nothing can be said about silences",
    "gap.part.tracks_again": "There are no cohorts of tracks",
    "gap.part.artists_again": "There are no cohorts of artists",
    "gap.part.changes": "No change was tested",
    "gap.part.recommendations": "Nothing is recommended",
    "gap.part.audit": "The skip model was not audited for leaks in this run",
    "gap.reason.no_plays": "no play lies in the period",
    "gap.reason.no_outcomes": "the source does not say how plays ended",
    "gap.reason.no_column": "the source does not record {name}",
    "gap.reason.one_class": (
        "every play ended in the same way, so that there is nothing to tell apart"
    ),
    "gap.reason.not_fitted_yet": "it has not been fitted yet",
    "gap.reason.not_asked": "reporter run --audit does so, and takes up to a minute longer",
    "gap.reason.too_few_plays": "it takes {need:count} plays, and there are {have:count}",
    "gap.reason.too_few_entities.listener": (
        "it takes {need:count} listeners with enough plays, and there are {have:count}"
    ),
    "gap.reason.too_few_entities.track": (
        "it takes {need:count} tracks with enough plays, and there are {have:count}"
    ),
    "gap.reason.too_few_days": "it takes {need:count} days, and there are {have:count}",
    "gap.reason.too_few_active_days": (
        "it takes {need:count} days with plays, and there are {have:count}"
    ),
    "gap.reason.too_few_returns": (
        "it takes {need:count} who played again after a past cut-off and as many who did not, and"
        " there are {have:count} of the rarer kind"
    ),
    "gap.reason.too_few_sessions": (
        "it takes {need:count} listening sessions, and there are {have:count}"
    ),
    "gap.reason.one_level": "all plays are alike in {name}, so that there is nothing to compare",
    "gap.reason.one_group.listener": "the listeners form one group",
    "gap.reason.one_group.track": "the tracks form one group",
    "gap.reason.no_stable_segments.listener": (
        "no grouping of the listeners makes groups that are large enough and differ clearly"
    ),
    "gap.reason.no_stable_segments.track": (
        "no grouping of the tracks makes groups that are large enough and differ clearly"
    ),
    "gap.reason.no_usable_signal": (
        "the skip model does no better than the best simple rule, so that it says nothing reliable"
    ),
    "gap.reason.one_listener": "the history belongs to one listener",
    "gap.reason.partial_period": "the data do not cover the whole period",
    "gap.reason.no_earlier_period": "the history does not cover the whole period before",
    "gap.reason.whole_history": "the period is the whole history",
    "gap.reason.nothing_found": "no evidence is strong enough to act on",
    "gap.reason.empty_week_before": "the week to compare the last seven days with has no plays",
    "gap.reason.few_listeners.listener": "nothing is told of fewer than {need:count} listeners",
    "gap.reason.few_listeners.listener.uncounted": "too few listeners stand behind it",
    "gap.reason.few_listeners.track": "nothing is told of fewer than {need:count}",
    "gap.reason.few_listeners.track.uncounted": "too few stand behind it",
    "gap.reason.too_few_plays.uncounted": "there are too few plays",
    "gap.reason.too_few_entities.listener.uncounted": "too few listeners have enough plays",
    "gap.reason.too_few_entities.track.uncounted": "too few tracks have enough plays",
    "gap.reason.too_few_days.uncounted": "there are too few days",
    "gap.reason.too_few_active_days.uncounted": "there are too few days with plays",
    "gap.reason.too_few_returns.uncounted": "too few came back, or too few did not",
    "gap.reason.too_few_sessions.uncounted": "there are too few listening sessions",
    "gap.reason.no_column.unnamed": "the source does not record it",
    "gap.reason.one_level.unnamed": (
        "all plays are alike in it, so that there is nothing to compare"
    ),
}
