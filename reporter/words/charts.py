"""Titles, axis labels and alt texts of the charts."""

from __future__ import annotations

from typing import TypeAlias

Message: TypeAlias = str | tuple[str, str]

VALUES = {
    "value.share": "{value:percent}",
    "value.points": "{value:points}",
    "value.plays": "{value:count}",
    "value.skips": "{value:count}",
    "value.skips/week": "{value:count}",
    "value.listeners": "{value:count}",
    "value.tracks": "{value:count}",
    "value.artists": "{value:count}",
    "value.hours": "{value:hours}",
    "value.minutes": "{value:decimal1}",
    "value.seconds": "{value:decimal1}",
    "value.days": "{value:count}",
    "value.hour of day": "{value:count}",
    "value.ratio": "{value:decimal}",
    "value.score": "{value:decimal3}",
}

TICKS = {
    "tick.day": "{day:short_day}",
    "tick.month": "{day:short_month}",
    "tick.month.year": "{day:short_month} {year}",
    "tick.year": "{year}",
    "tick.count": "{value:count}",
    "tick.share": "{value:percent0}",
    "tick.share.fine": "{value:percent}",
    "tick.points": "{value:points0}",
    "tick.points.fine": "{value:points}",
    "tick.decimal": "{value:decimal1}",
    "tick.decimal.fine": "{value:decimal}",
    "tick.hour": "{hour}:00",
}

SPARKS = {
    "chart.spark.title": "{headline}, period by period",
    "chart.spark.alt": (
        "{headline} in {n:count} periods, oldest first: from {first} to {last};"
        " lowest {low}, highest {high}."
    ),
}

NUMBERS = {
    "chart.score": "{value:decimal3} ({low:decimal3} to {high:decimal3})",
    "chart.points": "{value:points} ({low:points} to {high:points})",
}

ACTIVITY = {
    "chart.plays_by_week.title": "Between {low:count} and {high:count} plays a week",
    "chart.plays_by_week.title.one": "{plays:count} plays in the one whole week",
    "chart.plays_by_week.title.partial": "No week is whole yet",
    "chart.plays_by_week.y": "Plays a week",
    "chart.plays_by_week.alt": (
        "Bars of plays in {n:count} weeks, from {first:count} in the week of {first_day:day} to"
        " {last:count} in the week of {last_day:day}; fewest {low:count} in the week of"
        " {low_day:day}, most {high:count} in the week of {high_day:day}."
        " Weeks not whole: {partial:count}."
    ),
    "chart.skip_rate_by_week.title": "The weekly skip rate runs from {low:percent} to {high:percent}",
    "chart.skip_rate_by_week.y": "Skip rate a week",
    "chart.skip_rate_by_week.y.some": "Skip rate a week; grey: not whole or under {least:count} plays",
    "chart.skip_rate_by_week.alt": (
        "Line of the skip rate in {n:count} whole weeks, from {first:percent} to {last:percent};"
        " lowest {low:percent}, highest {high:percent}."
    ),
    "chart.plays_by_day.title": (
        "{mean:count} plays a day in the last 7 days, {change:signed_percent} on the 7 before"
    ),
    "chart.plays_by_day.title.plain": "The 7-day mean stands at {mean:count} plays a day",
    "chart.plays_by_day.y": "Plays a day, and their mean over the 7 days up to it",
    "chart.plays_by_day.label": "7-day mean {value:count}",
    "chart.plays_by_day.alt": (
        "Bars of plays on {n:count} days from {first_day:day} to {last_day:day}, between"
        " {low:count} and {high:count} a day; the mean over 7 days goes from {first_mean:count}"
        " to {last_mean:count}."
    ),
    "chart.plays_by_hour.title": "Most plays start between {hour}:00 and {hour}:59, {share:percent}",
    "chart.plays_by_hour.y": "Plays by hour of their start",
    "chart.plays_by_hour.y.few": "Plays by hour of their start; gaps: too few listeners",
    "chart.plays_by_hour.alt": (
        "Bars of plays by local hour of the start, most in the hour from {hour}:00 with"
        " {plays:count}. From midnight on: {listed}."
    ),
    "chart.skip_rate_by_hour.title": (
        "Skip rate: {low:percent} at {low_hour}:00 to {high:percent} at {high_hour}:00"
    ),
    "chart.skip_rate_by_hour.title.same": "No hour's skip rate stands apart from the others",
    "chart.skip_rate_by_hour.y": "Skip rate by hour, with 95% intervals",
    "chart.skip_rate_by_hour.y.some": "Skip rate by hour, with 95% intervals; grey: few plays",
    "chart.skip_rate_by_hour.alt": (
        "Dots of the skip rate with 95% intervals in {n:count} hours of the day, from {low:percent}"
        " at {low_hour}:00 to {high:percent} at {high_hour}:00."
    ),
}

LEVELS: dict[str, Message] = {
    "chart.levels.title": "Skip rate by {dimension}: {low:percent} to {high:percent}",
    "chart.levels.title.few": "Skip rate by {dimension}: too few plays to compare",
    "chart.levels.title.same": "Skip rate by {dimension}: {rate:percent} on all with enough plays",
    "chart.levels.title.rose.platform": "Skips on {level} rose {points:decimal1} points to {rate:percent}",
    "chart.levels.title.fell.platform": "Skips on {level} fell {points:decimal1} points to {rate:percent}",
    "chart.levels.title.rose": "{level}: skips rose {points:decimal1} points to {rate:percent}",
    "chart.levels.title.fell": "{level}: skips fell {points:decimal1} points to {rate:percent}",
    "chart.levels.x": "Skip rate, with 95% interval",
    "chart.levels.x.compared": "Skip rate, with 95% interval; ring: {before}",
    "chart.levels.text": "rate (plays)",
    "chart.levels.value": "{rate:percent} ({n:count})",
    "chart.levels.alt": "Dots of skip rates with 95% intervals. Rate and plays: {listed}.",
    "chart.changes.title": (
        "{n:count} of {tested:count} tested changes stands out from noise",
        "{n:count} of {tested:count} tested changes stand out from noise",
    ),
    "chart.changes.title.none": "None of {tested:count} tested changes stands out from noise",
    "chart.changes.x": "Change in percentage points, with 95% interval; band: too small to matter",
    "chart.changes.text": "change (interval)",
    "chart.changes.level": "{metric}, {level}",
    "chart.changes.alt": (
        "Dots of changes in percentage points with 95% intervals; changes within"
        " {material:decimal1} points are too small to matter. {listed}."
    ),
}

MODELS = {
    "chart.model_auc.title": "{model} reaches AUC {auc:decimal3}",
    "chart.model_auc.title.none": "No model ranks skips better than the best baseline",
    "chart.model_auc.x": "AUC on later plays, 95% interval",
    "chart.model_auc.alt": (
        "Dots of the area under the ROC curve with 95% intervals; 0.5 is chance. {listed}."
    ),
    "chart.confusion.title": "The model names {recall:percent0} of the skips in advance",
    "chart.confusion.title.plain": "What the model says against what happened",
    "chart.confusion.x": "predicted",
    "chart.confusion.y": "happened",
    "chart.confusion.share": "{share:percent0} of the row",
    "chart.confusion.alt": (
        "Confusion matrix in plays. Complete: {tc:count} predicted complete, {fs:count} predicted"
        " skip. Skip: {fc:count} predicted complete, {ts:count} predicted skip."
    ),
    "chart.roc.title": "The model's AUC lies {gain:decimal3} above the best baseline's",
    "chart.roc.title.below": "The model's AUC does not lie above the best baseline's",
    "chart.roc.x": "Share of completed plays called skips",
    "chart.roc.y": "Share of skips called skips",
    "chart.roc.auc": "AUC {auc}",
    "chart.roc.alt": "ROC curves on later plays, over the diagonal of chance. {listed}.",
    "chart.calibration.title": "Predicted rates hold: calibration slope {slope:decimal}",
    "chart.calibration.title.off": "Predicted rates are off: calibration slope {slope:decimal}",
    "chart.calibration.title.plain": "Predicted against observed skip rates",
    "chart.calibration.x": "Predicted skip rate, by tenth of the plays",
    "chart.calibration.y": "Observed skip rate",
    "chart.calibration.point": "{x:percent} predicted, {y:percent} observed",
    "chart.calibration.alt": "Tenths of the plays by predicted skip rate: {listed}.",
    "chart.importances.title": "The model looks most at: {feature}",
    "chart.importances.x": "{kind}; not a driver of skips",
    "chart.importances.alt": "Bars of the {kind}, highest first: {listed}.",
}

DRIVERS = {
    "chart.drivers.title": (
        "Largest effect: {driver}, {level}, {effect:points} points against {reference}"
    ),
    "chart.drivers.title.named": (
        "Largest effect of a named level: {driver}, {level}, {effect:points} points against {reference}"
    ),
    "chart.drivers.title.none": "No driver's effect is larger than noise",
    "chart.drivers.x": "Adjusted effect in percentage points, with 95% interval; ring: raw; grey: may be chance",
    "chart.drivers.text": "effect (interval)",
    "chart.drivers.group": "against {reference}",
    "chart.drivers.told": "{driver}, {level} against {reference}: {effect}, raw {raw:points}",
    "chart.drivers.alt": (
        "Dots of adjusted effects on the skip rate in percentage points with 95% intervals, and raw"
        " differences. {listed}."
    ),
    "chart.driver_curves.title": (
        "The widest curve: {driver}, from {low:points} to {high:points} points"
    ),
    "chart.driver_curves.title.none": "No curve is surely other than flat",
    "chart.driver_curves.y": (
        "Points more or fewer skips than the mean, all else held equal, with 95% interval; below: plays"
    ),
    "chart.driver_curves.y.cut": (
        "Points more or fewer skips than the mean, all else held equal, with 95% interval, cut where"
        " it is far wider than the curves; below: plays"
    ),
    "chart.driver_curves.told": "{driver}: {listed}",
    "chart.driver_curves.step": "at {at} {value:points} ({low:points} to {high:points})",
    "chart.driver_curves.alt": (
        "Curves of accumulated local effects in percentage points with 95% intervals. {listed}."
    ),
    "chart.driver_loss.title": "What tells most about skips: {driver}",
    "chart.driver_loss.x": "Rise of the held-out log-loss when the driver is shuffled, in nats",
    "chart.driver_loss.value": "{loss:decimal4}",
    "chart.driver_loss.value.none": "none",
    "chart.driver_loss.alt": (
        "Bars of the rise of the held-out log-loss when one driver is shuffled, in nats: {listed}."
    ),
}

SEGMENTS: dict[str, Message] = {
    "chart.choice.x": "Number of segments",
    "chart.choice.chosen": "chosen",
    "chart.elbow.title": (
        "Each further segment explains less; one was chosen",
        "Each further segment explains less; {n:count} were chosen",
    ),
    "chart.elbow.title.plain": "Each further segment explains less",
    "chart.elbow.y": "Spread inside segments (inertia)",
    "chart.elbow.point": "{k:count}: {value:count}",
    "chart.elbow.alt": "Line of the inertia by number of segments. {listed}.",
    "chart.silhouette.title": "{k:count} segments are apart with a silhouette of {value:decimal}",
    "chart.silhouette.title.plain": "How far apart the segments lie, by their number",
    "chart.silhouette.y": "Mean silhouette, with standard error",
    "chart.silhouette.point": "{k:count}: {value:decimal}",
    "chart.silhouette.alt": "Line of the mean silhouette by number of segments. {listed}.",
    "chart.gap_statistic.title": "Noise without groups falls apart as well: one group",
    "chart.gap_statistic.title.several": "Groups gain more than in noise: there is more than one",
    "chart.gap_statistic.y": "Gap to noise, with standard error",
    "chart.gap_statistic.point": "{k:count}: {value:decimal}",
    "chart.gap_statistic.alt": "Line of the gap statistic by number of segments. {listed}.",
    "chart.stability.title": "Groups count that come back with {need:decimal} or more",
    "chart.stability.y": "Jaccard of the least stable segment",
    "chart.stability.point": "{k:count}: {value:decimal}",
    "chart.stability.alt": (
        "Line of the mean bootstrap Jaccard coefficient of the least stable segment by number of"
        " segments. {listed}."
    ),
    "chart.segment_migration.title.listener": (
        "Of the listeners of {period} {share:percent0} stayed in their segment"
    ),
    "chart.segment_migration.title.track": (
        "Of the tracks of {period} {share:percent0} stayed in their segment"
    ),
    "chart.segment_migration.title.listener.plain": "The segments of {period} and of now",
    "chart.segment_migration.y": "Segment in {period}",
    "chart.segment_migration.x": "Segment now",
    "chart.segment_migration.new": "new",
    "chart.segment_migration.gone": "gone",
    "chart.segment_migration.told": "from {origin} to {target}: {n:count}",
    "chart.segment_migration.alt.listener": (
        "Table of the listeners by segment in {period} and now. {listed}."
    ),
    "chart.segment_migration.alt.track": (
        "Table of the tracks by segment in {period} and now. {listed}."
    ),
    "chart.balances.all": "All segments",
    "chart.balances.head": "stayed (95% interval)",
    "chart.balances.share": "{share:percent0} ({low:percent0} to {high:percent0})",
    "chart.balances.sizes": "{before:count} before, {now:count} now",
    "chart.balances.before.none": "{before:count} before",
    "chart.balances.before.rest": "{before:count} before, {rest:count} left",
    "chart.balances.before.parts": (
        "{before:count} before: {moved:count} moved on, {outside:count} gone"
    ),
    "chart.balances.now.none": "{now:count} now",
    "chart.balances.now.rest": "{now:count} now, {rest:count} joined",
    "chart.balances.now.parts": "{now:count} now: {moved:count} moved in, {outside:count} new",
    "chart.balances.stayed": "stayed",
    "chart.balances.moved": "moved on or in",
    "chart.balances.outside": "gone or new",
    "chart.balances.rest": "left or joined",
    "chart.balances.untold": "not told: would give fewer than {least:count} away",
    "chart.balances.told": "{name} ({sizes})",
    "chart.balances.told.share": "{name} ({sizes}, stayed {share})",
    "chart.balances.alt": "Two bars a segment: its listeners in {period} and now. {listed}.",
    "chart.segment_map.title": (
        "All {entities} fall into one segment",
        "The {entities} fall into {n:count} segments",
    ),
    "chart.segment_map.x": "First component, {share:percent0} of the variance",
    "chart.segment_map.y": "Second component, {share:percent0} of the variance",
    "chart.segment_map.alt": (
        (
            "Map of the first two principal components, with {first:percent0} and {second:percent0} of"
            " the variance: one segment, numbered at its centre."
        ),
        (
            "Map of the first two principal components, with {first:percent0} and {second:percent0} of"
            " the variance: {n:count} segments, numbered at their centres."
        ),
    ),
    "chart.segment_key.title": "The largest: {name}, {share:percent0}",
    "chart.segment_key.size": "{n}, {share:percent0}",
    "chart.segment_key.told": "{number:count} {name}, {share:percent0}",
    "chart.segment_key.alt": "Key of the map: segments and their shares. {listed}.",
    "chart.segment_profiles.title": "{name}: {share:percent0} of {entities}, {plays:percent0} of plays",
    "chart.segment_profiles.row": "{number:count} {name}",
    "chart.segment_profiles.told": "{feature}: {listed}",
    "chart.segment_profiles.share": "{value:percent0}",
    "chart.segment_profiles.decimal": "{value:decimal}",
    "chart.segment_profiles.count": "{value:count}",
    "chart.segment_profiles.alt": (
        "Mean of each feature by segment, with 95% intervals; segments in order. {listed}."
    ),
}

RETENTION: dict[str, Message] = {
    "chart.retention_curve.title.listener": (
        "{rate:percent} of new listeners are active a week later",
        "{rate:percent} of new listeners are active {n:count} weeks later",
    ),
    "chart.retention_curve.title.track": (
        "{rate:percent} of new tracks are played again a week later",
        "{rate:percent} of new tracks are played {n:count} weeks later",
    ),
    "chart.retention_curve.title.artist": (
        "{rate:percent} of new artists are played again a week later",
        "{rate:percent} of new artists are played {n:count} weeks later",
    ),
    "chart.retention_curve.x": "Weeks after the first",
    "chart.retention_curve.y.listener": "Listeners active, with 95% interval",
    "chart.retention_curve.y.track": "Tracks played again, with 95% interval",
    "chart.retention_curve.y.artist": "Artists played again, with 95% interval",
    "chart.retention_curve.exact": "{value:percent0} that week",
    "chart.retention_curve.unbounded": "{value:percent0} then or later",
    "chart.retention_curve.point": "week {n:count} {rate:percent}",
    "chart.retention_curve.alt": (
        "Mean retention over complete cells, in exactly that week: {listed}. In that week or any"
        " later one: {later}."
    ),
    "chart.growth.title": (
        "Week of {day:short_day}: {new:count} new and {back:count} back, {gone:count} gone"
    ),
    "chart.growth.y.listener": "Listeners a week",
    "chart.growth.y.track": "Tracks a week",
    "chart.growth.y.artist": "Artists a week",
    "chart.growth.new": "new",
    "chart.growth.resurrected": "back again",
    "chart.growth.churned": "gone",
    "chart.growth.came": "new or back",
    "chart.growth.title.joined": (
        "Week of {day:short_day}: {came:count} new or back, {gone:count} gone"
    ),
    "chart.growth.title.untold": "Who came and who left, by week",
    "chart.growth.alt.joined": (
        "Bars by week over {n:count} weeks: {came:count} new or back again above the line,"
        " {gone:count} gone below it, in all."
    ),
    "chart.stickiness.title": "An active listener plays on {days:decimal1} of {n:count} days",
    "chart.stickiness.x": "Days with plays, of the last 28",
    "chart.stickiness.y": "Listeners",
    "chart.stickiness.point": "{n:count} on {days:count}",
    "chart.stickiness.alt": "Bars of listeners by the days on which they play: {listed}.",
    "chart.survival.title": "After {day:count} days {rate:percent0} of new listeners are still there",
    "chart.survival.x": "Days since the first play",
    "chart.survival.y": "Not yet silent for more than {days:count} days; band: 95% interval of all",
    "chart.survival.all": "all {value:percent0}",
    "chart.survival.early": "earlier half {value:percent0}",
    "chart.survival.late": "later half (dashed) {value:percent0}",
    "chart.survival.point": "day {day:count} {rate:percent0}",
    "chart.survival.alt": "Kaplan–Meier curves of listeners not yet lost. {listed}.",
    "chart.silences.title": (
        "Back within {within:count} days: {first:percent0} after a day of music, {last:percent0}"
        " after {n:count} silent days"
    ),
    "chart.silences.x": "Days silent so far; dot: now",
    "chart.silences.y": "Plays again within {n:count} days, with 95% interval",
    "chart.silences.point": "{n:count} days {rate:percent0}",
    "chart.silences.alt": (
        "Line of the chance to play again within {n:count} days, by days silent: {listed}."
    ),
    "chart.churn_risk.title": (
        "{n:count} of {all:count} active listeners has a risk of {share:percent0} or more",
        "{n:count} of {all:count} active listeners have a risk of {share:percent0} or more",
    ),
    "chart.churn_risk.title.untold": "Risks of {all:count} active listeners",
    "chart.churn_risk.x": "Risk of no play in the next {days:count} days",
    "chart.churn_risk.y": "Active listeners",
    "chart.churn_risk.band": "{n:count} from {low:percent0} to {high:percent0}",
    "chart.churn_risk.alt": "Bars of listeners by risk: {listed}.",
    "chart.churn_reliability.title": "How risks came true: calibration slope {slope:decimal}",
    "chart.churn_reliability.title.plain": "How risks came true",
    "chart.churn_reliability.x": "Predicted risk, by tenth of the test listeners",
    "chart.churn_reliability.y": "Did not play, with 95% interval",
    "chart.churn_reliability.point": "{x:percent} predicted, {y:percent} observed",
    "chart.churn_reliability.alt": "Tenths of the test listeners by predicted risk: {listed}.",
    "chart.growth.alt": (
        "Bars by week over {n:count} weeks: {new:count} new and {back:count} back again above the"
        " line, {gone:count} gone below it, in all."
    ),
    "chart.cohorts.title.listener": "{rate:percent} of new listeners come back in the next week",
    "chart.cohorts.title.track": "{rate:percent} of new tracks are played again in the next week",
    "chart.cohorts.title.artist": "{rate:percent} of new artists are played again in the next week",
    "chart.cohorts.title.plain": "No cohort has a whole week after its first yet",
    "chart.cohorts.first": "First week",
    "chart.cohorts.size": "size",
    "chart.cohorts.x": "Active so many weeks later",
    "chart.cohorts.x.framed": "Active so many weeks later; framed: that week is not over",
    "chart.cohorts.day": "{day:short_day}",
    "chart.cohorts.day.truncated": "{day:short_day} (start)",
    "chart.cohorts.day.joined": "{day:short_day} to {last:short_day}",
    "chart.cohorts.alt": (
        "Table of {n:count} weekly cohorts from {first_day:day} to {last_day:day}, shaded by the"
        " share active again. Means over all cohorts: {listed}."
    ),
}

MESSAGES: dict[str, Message] = {
    **VALUES,
    **TICKS,
    **SPARKS,
    **NUMBERS,
    **ACTIVITY,
    **LEVELS,
    **MODELS,
    **DRIVERS,
    **SEGMENTS,
    **RETENTION,
}
