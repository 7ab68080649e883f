"""The glossary: what every number in the report means, and which term defines which number.

A term is the id of a definition: `definition.<term>` is its heading, `definition.<term>.text` its
text, with variants after a further point. Their order here is that of the appendix.
"""

from __future__ import annotations

NUMBERS: dict[str, str] = {
    # Headline numbers, changes and leaders.
    "plays": "play",
    "hours": "listening_time",
    "active_entities": "entities",
    "skip_rate_period": "skip_rate",
    "skip_rate_history": "skip_rate",
    "raw_skip_rate": "skip_rate",
    # The skip model and its drivers.
    "leakage_audit": "audit",
    "model_performance": "auc",
    "Accuracy": "accuracy",
    "AUC Score": "auc",
    "pr_auc": "auc",
    "brier": "log_loss",
    "calibration_slope": "log_loss",
    "calibration_intercept": "log_loss",
    "skip_drivers": "driver",
    "adjusted_effect": "driver",
    # Segments.
    "segment_profiles": "feature",
    "user_segments": "feature",
    "segment_migration": "migration",
    "casual_share": "feature",
    "segment_skip_rate": "skip_rate",
    "segment_share": "segment",
    # Activity and retention.
    "retention_analysis": "daily",
    "daily_plays": "daily",
    "cohort_retention": "cohort",
    "retention": "cohort",
    "unbounded": "cohort",
    "day": "cohort",
    "bracket": "cohort",
    "churn_risk": "survival",
    "back_within_1": "survival",
    "back_within_7": "survival",
    "back_within_30": "survival",
    "survival_all": "survival",
    "survival_early": "survival",
    "survival_late": "survival",
    "active": "growth",
    "new": "growth",
    "retained": "growth",
    "resurrected": "growth",
    "churned": "growth",
    # Recommendations.
    "difference": "points",
    "avoidable_skips": "avoidable",
    "follow_up_effect": "follow_up",
    "not_recommended": "noise",
    # Data quality.
    "read": "quarantine",
    "kept": "quarantine",
    "duplicates": "quarantine",
    "other_content": "quarantine",
    "quarantined": "quarantine",
    "quarantined_rows": "quarantine",
    "after_cut_off": "period",
    "reported_before": "period",
    "censored": "skip",
    "flag_agreement": "skip",
    "dead_flag_flagged": "skip",
    "dead_flag_forward": "skip",
    "exact_starts": "session",
    "overlapping": "session",
    "missing_column": "gap",
    "percent_scale": "feature",
    "date_order": "quarantine",
    "advanced_analytics_summary": "summary",
}
"""Name of a number in the report's values and tables -> the term that defines it.

A name that is itself a term, such as `skip_rate`, is not listed. The name of a table stands for all
of its numbers that have no name of their own.
"""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "definitions.plays": "Plays, changes and recommendations",
    "definitions.models": "Models, segments and activity",
    "definition.play": "Play",
    "definition.play.text": (
        "One piece of music that was started. It belongs to the local day and hour in which it"
        " started, in the zone {zone}. Podcasts, audiobooks and videos are not plays."
    ),
    "definition.skip": "Skip",
    "definition.skip.text.rule": (
        "A play that ended by the forward or back button or by choosing something else. It is"
        " complete if the track was played to its end. Plays that ended otherwise are neither, and"
        " count in no rate."
    ),
    "definition.skip.text.buttons": (
        "A play that ended by the forward or back button. It is complete if the track was played to"
        " its end. Plays that ended otherwise are neither, and count in no rate."
    ),
    "definition.skip.text.flag": "A play that the source itself marks as skipped.",
    "definition.skip.text.short": "A play of less than 30 seconds; any other play is complete.",
    "definition.skip.text.given": "A play that the source’s own table states to be a skip.",
    "definition.skip_rate": "Skip rate",
    "definition.skip_rate.text": (
        "Skips divided by decided plays, which are skips and complete plays. Its interval takes"
        " into account that plays of the same {cluster} are alike."
    ),
    "definition.cluster.listener": "listener",
    "definition.cluster.track": "day",
    "definition.points": "Point",
    "definition.points.text": "A percentage point: from 30% to 32% is 2 points.",
    "definition.interval": "95% interval",
    "definition.interval.text": (
        "The range that, computed in this way, holds the true value in 95 of 100 such reports."
    ),
    "definition.entities": "Active",
    "definition.entities.text.listener": "Listeners with at least one play in the period.",
    "definition.entities.text.track": "Different tracks with at least one play in the period.",
    "definition.active_day_rate": "Active-day rate",
    "definition.active_day_rate.text.listener": (
        "On page one, the share of the last 28 days on which a listener plays, over the listeners"
        " who were active in them; in the section on activity, the share of days on which anybody"
        " plays."
    ),
    "definition.active_day_rate.text.track": (
        "Days with at least one play, as a share of all days: over the last 28 days on page one,"
        " over the whole history where that is said."
    ),
    "definition.listening_time": "Hours",
    "definition.listening_time.text": "Time played, as the source states it, without pauses.",
    "definition.period": "Period, cut-off, data through",
    "definition.period.text": (
        "The period is compared with {before}. Nothing at or after {cut_off:instant} (UTC) was"
        " read, the cut-off. The data are complete through {through:day}."
    ),
    "definition.period.text.alone": (
        "The period is compared with nothing. Nothing at or after {cut_off:instant} (UTC) was read,"
        " the cut-off. The data are complete through {through:day}."
    ),
    "definition.noise": "Beyond noise",
    "definition.noise.text": (
        "A change whose p-value, adjusted for the number of changes tested (Benjamini–Hochberg), is"
        " small, and whose interval excludes every change too small to matter. What is recommended"
        " passes the same gate, among all that could be."
    ),
    "definition.design_effect": "Design effect",
    "definition.design_effect.text": (
        "How many times the variance of a rate exceeds that of independent plays, because plays of"
        " one {cluster} are alike. Where there are few of them, Student’s t widens the interval."
    ),
    "definition.shrunk": "Shrunk rate",
    "definition.shrunk.text": (
        "A rate drawn towards the mean of all, the more so the fewer plays it rests on and the less"
        " all differ. Its interval counts every spread of the true rates that the plays allow, each"
        " by how well it explains them (hierarchical beta-binomial model)."
    ),
    "definition.avoidable": "Avoidable skips a week",
    "definition.avoidable.text": (
        "Plays a week times how far their skip rate lies above that of the reference: the adjusted"
        " effect for shuffle and platform, the plain difference for track length, and the distance"
        " from every second play for a segment. Each is drawn towards none (segments: towards their"
        " mean), the more so the less sure it is."
    ),
    "definition.follow_up": "Effect of a recommendation",
    "definition.follow_up.text": (
        "The change of its metric from the period in which it was made, less the change of the"
        " untouched rest (difference in differences). Active days and daily plays have no rest. It"
        " says nothing of whether the advice was followed; a segment chosen for being extreme moves"
        " back a little by itself."
    ),
    "definition.session": "Session",
    "definition.session.text": (
        "Plays that follow one another. A play that began because the one before ended continues"
        " the session; otherwise a pause of more than 30 minutes ends it."
    ),
    "definition.auc": "AUC",
    "definition.auc.text": (
        "The probability that the model ranks a skipped play above a complete one: 0.5 is a coin, 1"
        " is perfect. The interval is a bootstrap that draws whole sessions, or all plays of a person"
        " where there are many people. PR-AUC is the average precision."
    ),
    "definition.accuracy": "Accuracy, majority class",
    "definition.accuracy.text": (
        "The share of plays told right at probability one half, beside what always saying the more"
        " frequent outcome would reach."
    ),
    "definition.log_loss": "Log-loss, Brier, calibration",
    "definition.log_loss.text": (
        "Log-loss and Brier score measure probabilities, lower is better. A calibration slope of 1"
        " and an intercept of 0 mean that predicted probabilities come true as often as they say."
    ),
    "definition.baselines": "Simple rules",
    "definition.baselines.text": (
        "Prevalence says the same for every play; last action repeats what the play before was;"
        " track rate is how often the track was skipped before."
    ),
    "definition.driver": "Adjusted effect",
    "definition.driver.text": (
        "The mean change of the predicted skip probability, in points, if one level stood in place"
        " of another for every play, the rest held equal. It is an association: something unseen"
        " may lie behind it. Its interval resamples whole sessions, or all plays of a person where"
        " there are many people. A level is shown from 30 plays on, of which no session or person"
        " counts with more than three."
    ),
    "definition.curve": "Curve of a driver",
    "definition.curve.text": (
        "Accumulated local effects (ALE): step by step along a number, how much the predicted skip"
        " probability of the plays near it changes, added up; 0 is the mean of all plays."
    ),
    "definition.loss": "Loss without a driver",
    "definition.loss.text": (
        "How much the log-loss on plays that the model has not seen rises when the driver is"
        " shuffled: the more, the more it matters. Drivers whose rank correlation is above 0.7, by the"
        " order of the skip rates of their levels, are shuffled together."
    ),
    "definition.segment": "Segment, silhouette",
    "definition.segment.text": (
        "A group found by k-means. The silhouette says how much closer members are to their own"
        " group than to the next: 1 is perfect, 0 is no group at all. The elbow is where more"
        " groups stop helping. A segment keeps its number and name from report to report until the"
        " data drift away from it."
    ),
    "definition.gap_statistic": "Gap statistic, Jaccard",
    "definition.gap_statistic.text": (
        "The gap statistic is how much tighter groups are than in noise that fills the same space"
        " evenly, on a log scale. The Jaccard coefficient is how much of a group comes back when"
        " members are drawn anew: 1 is all of it."
    ),
    "definition.feature": "Features",
    "definition.feature.text": (
        "Over the window of the segments: plays, seconds per play, skip rate, share of plays with"
        " shuffle on, mean percent played, preferred hour and platform, share of different tracks,"
        " active days per play. Engagement is the share played to the end times 1 − skip rate."
        " Casual segments play half a standard deviation less than the mean, or fewer."
    ),
    "definition.migration": "Migration",
    "definition.migration.text": (
        "Who left a segment is in another or gone; who joined is from another or new. The share that"
        " stayed is of the members before."
    ),
    "definition.daily": "Daily and trailing numbers",
    "definition.daily.text": (
        "Plays, minutes and skip rate of each local day, silent days included; trailing lines are"
        " means of a day and the six before it."
    ),
    "definition.consistency": "Consistency",
    "definition.consistency.text": (
        "Standard deviation of daily plays divided by their mean, silent days included."
    ),
    "definition.trend": "Trend, risk of decline",
    "definition.trend.text": (
        "The last seven calendar days against the seven before. Low is above −10%, medium down to"
        " −20%; high is below that and also below what all but 5% of this history’s own resampled"
        " weeks show."
    ),
    "definition.cohort": "Cohort, retention",
    "definition.cohort.text.listener": (
        "Listeners first seen in the same week (few of them with the next week’s), and the share"
        " of them active in exactly the n-th week after it. Framed cells are not complete."
    ),
    "definition.cohort.text.track": (
        "Tracks first heard in the same week, and the share of them that is heard in exactly the"
        " n-th week after it. Framed cells are not complete."
    ),
    "definition.quick_ratio": "Quick ratio",
    "definition.quick_ratio.text": (
        "New and returning divided by lost: above 1 the number of the active grows."
    ),
    "definition.growth": "Growth",
    "definition.growth.text": (
        "Who is active in a week is new, retained from the week before, or back after a pause"
        " (resurrected); lost (churned) are those of the week before who are not active."
    ),
    "definition.survival": "Survival, stickiness, churn risk",
    "definition.survival.text": (
        "Survival (Kaplan–Meier) is the share not yet gone silent for good, those seen lately being"
        " still open. Stickiness is the mean share of the last 28 days on which who plays in them"
        " plays. Churn risk is the chance of no play in the next 14 days; back within n days is the"
        " chance of a play in them after a silence."
    ),
    "definition.audit": "Audit",
    "definition.audit.text": (
        "The skip model fitted again with each column that it may not see: a leak would show as a"
        " jump of the AUC."
    ),
    "definition.gap": "Gap",
    "definition.gap.text.listener": (
        "A part that the data do not allow, with its reason. A dash may also be about too few"
        " listeners to be told."
    ),
    "definition.gap.text.track": "A part that the data do not allow, named with its reason.",
    "definition.summary": "Summary",
    "definition.summary.text": (
        "The notebook’s summary: each line repeats a number that is defined under its own name."
    ),
    "definition.quarantine": "Quarantined, duplicate",
    "definition.quarantine.text": (
        "A quarantined row cannot be read as a play and is listed with its reason; a duplicate"
        " repeats another row exactly. Every row read is kept, a duplicate, not music, or"
        " quarantined."
    ),
}
