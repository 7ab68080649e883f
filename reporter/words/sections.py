"""The sections: titles, findings, captions, column headings and notes."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "section.overview": "The period at a glance",
    "section.leaders": "Leading artists and tracks",
    "section.changes": "What changed",
    "section.skip_model": "Can skips be foreseen?",
    "section.drivers": "What skips go with",
    "section.segments.listener": "Segments of listeners",
    "section.segments.track": "Segments of tracks",
    "section.retention": "Activity over time",
    "section.cohorts.listener": "Do listeners come back?",
    "section.cohorts.track": "Is music played again?",
    "section.growth.listener": "Where the active listeners come from",
    "section.growth.track": "New tracks and old ones",
    "section.survival.listener": "How long do listeners stay?",
    "section.survival.track": "How long are silences?",
    "section.churn": "Who will go quiet?",
    "section.recommendations": "What to do",
    "section.model_summary": "Model summary",
    "section.audit": "Leakage audit",
    "section.clustering_summary": "Clustering summary",
    "section.quality": "Data quality",
    "section.definitions": "Definitions",
    # Column headings that many tables share.
    "head.measure": "Measure",
    "head.now": "Now",
    "head.before": "Before",
    "head.change": "Change",
    "head.restated": "Restated",
    "head.reported": "As reported",
    "head.difference": "Difference",
    "head.interval": "95% interval",
    "head.n": "n",
    "head.plays": "Plays",
    "head.share": "Share",
    "head.skip_rate": "Skip rate",
    "head.level": "Which plays",
    "head.artist": "Artist",
    "head.track": "Track",
    "head.adjusted_p": "Adjusted p",
    "head.verdict": "Beyond noise",
    "head.design_effect": "Design effect",
    "head.model": "Model",
    "head.accuracy": "Accuracy",
    "head.chosen": "Chosen",
    "head.simple_rule": "Simple rule",
    "head.validation_1": "Validation 1",
    "head.validation_2": "Validation 2",
    "head.test": "Test",
    "head.calibration_slope": "Calibration slope",
    "head.calibration_intercept": "Calibration intercept",
    "head.added": "Added, or done otherwise",
    "head.gain": "Gain",
    "head.leaks": "Leaks",
    "head.auc": "AUC",
    "head.pr_auc": "PR-AUC",
    "head.log_loss": "Log-loss",
    "head.brier": "Brier",
    "head.slope": "Slope",
    "head.intercept": "Intercept",
    "head.driver": "Driver",
    "head.against": "Compared with",
    "head.adjusted": "Adjusted, points",
    "head.raw": "Raw, points",
    "head.segment": "Segment",
    "head.entities.listener": "Listeners",
    "head.entities.track": "Tracks",
    "head.share_plays": "Share of plays",
    "head.week": "Week",
    "head.monday": "Monday",
    "head.active_listeners": "Active",
    "head.used": "Used",
    "head.active_days": "Active days",
    "head.minutes": "Minutes",
    "head.skips": "Skips",
    "head.decided": "Decided plays",
    "head.active": "Active",
    "head.new": "New",
    "head.retained": "Retained",
    "head.resurrected": "Back",
    "head.churned": "Lost",
    "head.quick_ratio": "Quick ratio",
    "head.offset": "Weeks after the first",
    "head.retention": "Active",
    "head.unbounded": "Then or later",
    "head.when": "When",
    "head.joined": "Listeners",
    "head.lost": "Lost",
    "head.after_28": "There after 28 days",
    "head.after_84": "There after 84 days",
    "head.median_days": "Half lost after, days",
    "head.silent": "Silent for days",
    "head.within_1": "Within 1 day",
    "head.within_7": "7 days",
    "head.within_30": "30 days",
    "head.kind": "Looked at",
    "head.reason": "Why not",
    "head.class": "Class",
    "head.precision": "Precision",
    "head.recall": "Recall",
    "head.f1": "F1",
    "head.support": "Plays",
    "head.feature": "Feature",
    "head.importance": "Importance",
    "head.k": "Groups",
    "head.inertia": "Inertia",
    "head.silhouette": "Silhouette",
    "head.error": "Standard error",
    "head.smallest": "Smallest group",
    "head.gap": "Gap to noise",
    "head.jaccard": "Jaccard",
    "head.requirements": "Verdict",
    "head.file": "File",
    "head.format": "Format",
    "head.read": "Read",
    "head.kept": "Kept",
    "head.duplicates": "Duplicates",
    "head.other": "Not music",
    "head.quarantined": "Quarantined",
    "head.what": "What",
    "head.rows": "Rows",
    "head.definition": "Definition of a skip",
    "head.this_period": "This period",
    "head.history": "The history",
    "head.months": "Months",
    "head.flagged": "Flag true",
    "head.forward": "Ended by forward button",
    "word.yes": "yes",
    "word.no": "no",
    # Overview.
    "overview.finding": (
        "{plays} in {hours:hours} hours, {relative:signed_percent} plays against {before}."
    ),
    "overview.finding.plain": "{plays} in {hours:hours} hours.",
    "overview.finding.empty": "Nothing was played {period}.",
    "overview.headlines": "The headline numbers",
    "overview.restated": "Restated: numbers of {before} that its own report tells differently",
    "overview.restated.note": (
        "Both periods are computed from plays anew, under one definition. Plays that came late, or"
        " a definition that has changed since, make other numbers than those reported then."
    ),
    "overview.levels": "Skip rates by platform, shuffle and length of track",
    "overview.capped": "At most {n:count} platforms are listed, those with most plays first.",
    # Leaders.
    "leaders.finding": (
        "{artist} was played most, {plays}; {skipped} was skipped most, in {rate:percent0} of"
        " plays."
    ),
    "leaders.finding.both": (
        "{artist} was played most, {plays}, and skipped most, in {rate:percent0} of them."
    ),
    "leaders.finding.played": "{artist} was played most: {plays}.",
    "leaders.finding.none": "Nobody was played often enough to lead.",
    "leaders.artist.played": "Most played artists",
    "leaders.artist.skipped": "Most skipped artists",
    "leaders.track.played": "Most played tracks",
    "leaders.track.skipped": "Most skipped tracks",
    "leaders.artist.unranked": (
        "No artist is ranked by skips: it takes {n:count} plays of one that ended as a skip or"
        " complete, and a skip among them."
    ),
    "leaders.track.unranked": (
        "No track is ranked by skips: it takes {n:count} plays of one that ended as a skip or"
        " complete, and a skip among them."
    ),
    "leaders.note": (
        "Skip rates are shrunk towards the mean of the period, so that few plays prove little; an"
        " artist or track needs {n:count} plays to be listed as skipped. More rows:"
        " csv/leaders.csv."
    ),
    # Changes.
    "changes.finding": (
        "{kept:count} of {all:count} tested changes is larger than noise: {name}, {change}.",
        (
            "{kept:count} of {all:count} tested changes are larger than noise, first of all:"
            " {name}, {change}."
        ),
    ),
    "changes.finding.none": (
        "Nothing changed by more than noise; {n:count} change was tested.",
        "Nothing changed by more than noise; {n:count} changes were tested.",
    ),
    "changes.name.platform": "{metric} on {level}",
    "changes.name.shuffle": "{metric}, {level}",
    "changes.name.shuffle.on": "{metric} with shuffle on",
    "changes.name.shuffle.off": "{metric} with shuffle off",
    "changes.caption": "Every change that was tested",
    "changes.note": (
        "Beyond noise: the p-value, adjusted for all tests of this report (Benjamini–Hochberg), is"
        " below {q:decimal}, and the interval excludes every change smaller than {points:decimal1}"
        " points of a rate or {relative:percent0} of a count."
    ),
    "changes.n": "n {n:count}",
    "changes.method.newcombe.listener": (
        "Intervals of rates: Newcombe’s, with the variance between listeners."
    ),
    "changes.method.newcombe.track": "Intervals of rates: Newcombe’s, with the variance between days.",
    "changes.method.day_bootstrap": "Of plays and hours: days of the same weekday, resampled.",
    "changes.method.mcnemar": "Of listeners: those who came against those who went.",
    "changes.resampled.listener": (
        "As a check, whole listeners resampled give {interval} for the skip rate."
    ),
    "changes.resampled.track": "As a check, whole days resampled give {interval} for the skip rate.",
    "changes.capped": "The first {shown:count} of {n:count}; all are in csv/changes.csv.",
    # Skip model.
    "model.finding.usable": (
        "Skips can be foreseen better than by the best simple rule: AUC {auc:decimal3} against"
        " {baseline:decimal3}, a gain of {gain:decimal3} ({interval})."
    ),
    "model.finding.unusable": (
        "No usable signal: the model gains {gain:decimal3} ({interval}) in AUC over the best simple"
        " rule, which may be nothing."
    ),
    "model.method": (
        "Everything the model sees is known before a play starts. It was chosen on plays from"
        " {validation:day} on, learned from all before {test:day}, and was tested once on the"
        " plays since. It saw {sample:count} of {history:count} plays and {features:count}"
        " features."
    ),
    "model.tied": (
        "On validation {names} are tied; the simplest within one standard error was taken."
    ),
    "model.alone": (
        "{name} was best on validation, and the others were not within one standard error."
    ),
    "model.majority": (
        "Always saying the more frequent outcome is right in {majority:percent} of the test plays:"
        " accuracy has to be read against that."
    ),
    "model.overlaps": (
        "Without overlapping and tied plays the AUC on test is {auc:decimal3} ({interval})."
    ),
    "model.suspicious": (
        "The AUC is higher than anything that is known before a play can reach on real histories:"
        " take it as a leak until the audit (reporter run --audit) has looked."
    ),
    "model.caption": "Models and simple rules on {n:count} test plays",
    "model.fact.auc": "AUC on test",
    "model.fact.gain": "Gain over simple rules",
    "model.fact.accuracy": "Accuracy",
    "model.fact.accuracy.detail": "{interval}; majority class {majority:percent}",
    "model.fact.verdict": "Verdict",
    "model.verdict.usable": "usable",
    "model.verdict.unusable": "no usable signal",
    "model.verdict.detail": "chosen: {model}",
    # Drivers.
    "drivers.finding": (
        "Skipping is most strongly associated with {feature}: {level} goes with {effect} compared"
        " with {reference}."
    ),
    "drivers.finding.none": "Nothing that is known before a play tells skips apart.",
    "drivers.finding.noise": (
        "None of {tested:count} levels of what is known before a play differs from its reference by"
        " more than noise."
    ),
    "drivers.group.together": "{feature} (loss: together with {others})",
    "drivers.effect.more": "{value:decimal1} points more skips",
    "drivers.effect.less": "{value:decimal1} points fewer skips",
    "drivers.caption": "Raw difference and adjusted effect, in percentage points",
    "drivers.held": (
        "Adjusted: the mean change of the predicted skip probability over {n:count} plays if the"
        " level stood in place of the one it is compared with, all the other drivers here held"
        " equal{habits}. What was skipped earlier in the session is not held equal: it lies on the"
        " way. These are associations, not causes. The model behind them has an AUC of"
        " {auc:decimal3} ({interval}) on plays it has not seen."
    ),
    "drivers.habits": (
        ", with each listener’s habits (how often he or she shuffles, where, when and how plays"
        " begin) in place of the listener’s earlier rate"
    ),
    "drivers.tested": (
        "{tested:count} levels tested, {kept:count} kept at a false discovery rate of {q:percent0};"
        " the others, in grey, may be chance."
    ),
    "drivers.absent": "Not among the drivers: {name}, because {reason}.",
    "drivers.entangled": (
        "{feature}: no adjusted effect for {levels}, which cannot be told apart from {other}. Fewer"
        " than {share:percent0} of such plays have counterparts where “{reference}” occurs."
    ),
    # Segments.
    "segments.finding.listener": (
        "{k:count} segments of listeners: the largest, “{name}”, holds {share:percent0} of them and"
        " {plays:percent0} of plays."
    ),
    "segments.finding.track": (
        "{k:count} segments of tracks: the largest, “{name}”, holds {share:percent0} of them and"
        " {plays:percent0} of plays."
    ),
    "segments.method.listener": (
        "{n:count} of {all:count} listeners have the {min_plays:count} plays between {first:day}"
        " and {last:day} that it takes to be grouped. Each segment is named from what sets it apart"
        " most; nobody is named."
    ),
    "segments.method.track": (
        "{n:count} of {all:count} tracks have the {min_plays:count} plays between {first:day} and"
        " {last:day} that it takes to be grouped. Each segment is named from what sets it apart"
        " most."
    ),
    "segments.method.untold": (
        "{n:count} listeners have the {min_plays:count} plays between {first:day} and {last:day} that"
        " it takes to be grouped. Each segment is named from what sets it apart most; nobody is"
        " named."
    ),
    "segments.one_group.listener": (
        "The {n:count} listeners form one group: no way to part them is clearer than in noise."
    ),
    "segments.one_group.track": (
        "The {n:count} tracks form one group: no way to part them is clearer than in noise."
    ),
    "segments.one_group.gap": (
        "The gap statistic, how much clearer groups are than in noise, is {one:decimal} for one"
        " group, and {two:decimal} with a standard error of {error:decimal} for two."
    ),
    "segments.kept": (
        "The segments are those that were fitted in {period}: they still hold, so that each can be"
        " followed by its number and name."
    ),
    "segments.drift.definition": (
        "Fitted anew, because what entities are grouped by has changed since {period}."
    ),
    "segments.drift.size": (
        "Fitted anew: a segment of {period} has {now:count} members left, and it takes"
        " {then:count}."
    ),
    "segments.drift.size.untold": (
        "Fitted anew: a segment of {period} has too few members left, and it takes {then:count}."
    ),
    "segments.drift.distance": (
        "Fitted anew: the mean distance to the centre of the segment has risen from {then:decimal}"
        " standard deviations in {period} to {now:decimal}."
    ),
    "segments.drift.silhouette": (
        "Fitted anew: the segments of {period} lie closer together, with a silhouette of"
        " {now:decimal} after {then:decimal}."
    ),
    "segments.drift.new": ("Segment {numbers} is new.", "Segments {numbers} are new."),
    "segments.drift.retired": ("Segment {numbers} is gone.", "Segments {numbers} are gone."),
    "segments.failure.size": (
        (
            "{n:count} way to part them has a group that is too small: {best:count} members, and it"
            " takes {need:count}."
        ),
        (
            "{n:count} ways to part them have a group that is too small: {best:count} members at best,"
            " and it takes {need:count}."
        ),
    ),
    "segments.failure.size.untold": (
        "{n:count} way to part them has a group that is too small; it takes {need:count}.",
        "{n:count} ways to part them have a group that is too small; it takes {need:count}.",
    ),
    "segments.failure.names": (
        "{n:count} way to part them gives groups that nothing tells apart by name.",
        "{n:count} ways to part them give groups that nothing tells apart by name.",
    ),
    "segments.failure.stability": (
        (
            "{n:count} way to part them does not come back when they are drawn again: a Jaccard"
            " coefficient of {best:decimal}, and it takes {need:decimal}."
        ),
        (
            "{n:count} ways to part them do not come back when they are drawn again: a Jaccard"
            " coefficient of {best:decimal} at best, and it takes {need:decimal}."
        ),
    ),
    "segments.caption": "Means of each segment",
    "segments.note": "Intervals and standard scores are in csv/segment_profiles.csv.",
    "migration.stayed.listener": (
        "{stayed:count} of the {n:count} listeners of {period} are in the segment that they were in"
        " (95% interval {interval})."
    ),
    "migration.stayed.track": (
        "{stayed:count} of the {n:count} tracks of {period} are in the segment that they were in"
        " (95% interval {interval})."
    ),
    # Activity and retention.
    "retention.finding.listener": (
        "Somebody played on {active:count} of {n:count} day; risk of decline: {risk}.",
        "Somebody played on {active:count} of {n:count} days; risk of decline: {risk}.",
    ),
    "retention.finding.track": (
        "Plays on {active:count} of {n:count} day; risk of decline: {risk}.",
        "Plays on {active:count} of {n:count} days; risk of decline: {risk}.",
    ),
    "retention.finding.trend.listener": (
        "Somebody played on {active:count} of {n:count} days; the last seven days stand"
        " {change:signed_percent0} against the seven before, risk of decline: {risk}."
    ),
    "retention.finding.trend.track": (
        "Plays on {active:count} of {n:count} days; the last seven days stand"
        " {change:signed_percent0} against the seven before, risk of decline: {risk}."
    ),
    "retention.fact.active.listener": "Days on which anybody plays",
    "retention.fact.active.track": "Active days",
    "retention.fact.active.detail": (
        "{active:count} of {n:count} day",
        "{active:count} of {n:count} days",
    ),
    "retention.fact.recent.listener": "The same, last 28 days",
    "retention.fact.recent.track": "Active days, last 28",
    "retention.fact.consistency": "Consistency (CV)",
    "retention.fact.consistency.detail": "0 is the same every day",
    "retention.fact.trend": "Seven-day trend",
    "retention.fact.trend.detail": "{recent:hours} plays a day, before {previous:hours}",
    "retention.fact.risk": "Risk of decline",
    "retention.fact.risk.detail": "“high” is false in {share:percent0} of quiet weeks",
    "retention.fact.risk.never": "can never be “high” here",
    "retention.fact.risk.plain": "not calibrated on this history",
    "retention.fact.risk.missing": "the history is too short",
    "retention.false_alarms": (
        "A plain rule, “high below −20%”, would have cried wolf in {share:percent0} of the quiet"
        " weeks resampled from this history; so high also needs a drop that only 5% of such weeks"
        " show."
    ),
    "retention.alarm": (
        "Here that is a drop beyond {alarm:percent0}, which {share:percent0} of quiet weeks show all"
        " the same."
    ),
    "retention.alarm.never": (
        "Weeks of this history fall to nothing so often that no drop is rare: the risk can never be"
        " called high from two weeks alone."
    ),
    "retention.weekly": (
        "In {n:count} whole week there were {days:decimal1} active days a week on average.",
        (
            "In {n:count} whole weeks there were {days:decimal1} active days a week on average; the"
            " busiest was {busiest}, the quietest {quietest}."
        ),
    ),
    "retention.week": "week {week} of {year} ({plays})",
    "retention.weeks.caption": "The latest weeks",
    "retention.weeks.note": (
        "A week marked with an asterisk is not whole. Every day: csv/retention_analysis.csv."
    ),
    "retention.week.partial": "{label}*",
    "retention.week.first": "{label} (first)",
    # Who comes back.
    "cohorts.finding": (
        "Of new listeners {rate:percent0} ({interval}) play again in the week after their first;"
        " this rests on {n:count} of them."
    ),
    "cohorts.finding.none": "No cohort has a whole week after its first yet.",
    "cohorts.finding.untold": "Too few new listeners came back, or did not, to be told of.",
    "cohorts.undefined": (
        "Whether people come back is undefined where there is one listener; here it is tracks and"
        " artists that do."
    ),
    "cohorts.music": (
        "Track retention: of the tracks first played in one week, the share that is played again so"
        " many weeks later; artist retention is the same of artists. The cohorts shown are of tracks."
    ),
    "cohorts.curve.caption.listener": "By weeks after the first",
    "cohorts.curve.caption.track": "Tracks, by weeks after the first play",
    "cohorts.curve.caption.artist": "Artists, by weeks after the first play",
    "cohorts.days.caption": "By days after the first",
    "cohorts.day": "on day {n:count}",
    "cohorts.bracket": "on days {first:count} to {last:count}",
    "cohorts.note": (
        "Complete cells only, without the first week of the history, whose new members may have"
        " begun before it. “Then or later” counts up to the end of the data, so that it falls for the"
        " latest weeks. All of it: csv/cohort_retention.csv and csv/retention_curve.csv."
    ),
    "growth.finding.listener": (
        (
            "{n:count} active listener in the latest week: {new:count} new, {back:count} back,"
            " {gone:count} lost, quick ratio {ratio:decimal}."
        ),
        (
            "{n:count} active listeners in the latest week: {new:count} new, {back:count} back,"
            " {gone:count} lost, quick ratio {ratio:decimal}."
        ),
    ),
    "growth.finding.track": (
        (
            "{n:count} track in the latest week: {new:count} new, {back:count} back,"
            " {gone:count} not played again, quick ratio {ratio:decimal}."
        ),
        (
            "{n:count} tracks in the latest week: {new:count} new, {back:count} back,"
            " {gone:count} not played again, quick ratio {ratio:decimal}."
        ),
    ),
    "growth.finding.kept.listener": (
        (
            "{n:count} active listener in the latest week: {new:count} new, {back:count} back, none"
            " lost."
        ),
        (
            "{n:count} active listeners in the latest week: {new:count} new, {back:count} back,"
            " none lost."
        ),
    ),
    "growth.finding.kept.track": (
        (
            "{n:count} track in the latest week: {new:count} new, {back:count} back, and all of the"
            " week before."
        ),
        (
            "{n:count} tracks in the latest week: {new:count} new, {back:count} back, and all of"
            " the week before."
        ),
    ),
    "growth.finding.joined": (
        "{n:count} active listener in the latest week: {came:count} new or back, {gone:count} lost.",
        "{n:count} active listeners in the latest week: {came:count} new or back, {gone:count} lost.",
    ),
    "growth.finding.untold": "Too few came or left in the latest week to be told of.",
    "growth.finding.none": "There is only the history’s first week, in which everything is new.",
    "growth.caption": "Where the active come from",
    "growth.note": "Active = new + retained + back. Earlier weeks: csv/growth_accounting.csv.",
    "growth.stickiness.heading": "How often do the active listeners play?",
    "growth.stickiness": (
        (
            "Stickiness, the mean of daily over 28-day active listeners, is {rate:percent}"
            " ({interval}): on average the {n:count} listener of the last 28 days plays on that share"
            " of them."
        ),
        (
            "Stickiness, the mean of daily over 28-day active listeners, is {rate:percent}"
            " ({interval}): on average the {n:count} listeners of the last 28 days play on that share"
            " of them."
        ),
    ),
    "growth.stickiness.quarter": "{most:percent0} play on at most seven of the days.",
    "growth.stickiness.same": "Page one gives the same number as the active-day rate.",
    "survival.finding": (
        "Of {n:count} new listener {lost:count} was lost: silent for more than {silence:count} days.",
        "Of {n:count} new listeners {lost:count} were lost: silent for more than {silence:count} days.",
    ),
    "survival.finding.untold": (
        "{n:count} new listener is followed; how many are lost is not told, as too few are, or are not.",
        "{n:count} new listeners are followed; how many are lost is not told, as too few are, or are not.",
    ),
    "survival.median": (
        "Half are lost after {n:count} day.",
        "Half are lost after {n:count} days.",
    ),
    "survival.compared.none": "Nothing could tell earlier and later listeners apart.",
    "survival.compared.alike": (
        "Whether the earlier and the later half of them differ cannot be told: log-rank χ² ="
        " {chi2:decimal}, p {p}."
    ),
    "survival.compared.apart": (
        "The earlier and the later half of them differ: log-rank χ² = {chi2:decimal}, p {p}."
    ),
    "survival.caption": "Still there, by when they first played",
    "survival.joined.all": "All",
    "survival.joined.early": "From {first:short_day} to {last:short_day}",
    "survival.joined.late": "From {first:short_day} to {last:short_day} (later)",
    "survival.method.fixed": (
        "Kaplan–Meier with 95% intervals (Greenwood, log-log). A listener is lost on the last day"
        " before a silence of more than {silence:count} days; 95% of gaps between days with plays"
        " are of {gap:count} days or fewer. Left out: {truncated:count} from the history’s first"
        " week, who may have begun before it, and {recent:count} who began too late to be seen"
        " falling silent."
    ),
    "survival.method.untold": (
        "Kaplan–Meier with 95% intervals (Greenwood, log-log). A listener is lost on the last day"
        " before a silence of more than {silence:count} days; 95% of gaps between days with plays"
        " are of {gap:count} days or fewer. Listeners of the history’s first week, who may have begun"
        " before it, and those who began too late to be seen falling silent are left out."
    ),
    "survival.method.gaps": (
        "Kaplan–Meier with 95% intervals (Greenwood, log-log). A listener is lost on the last day"
        " before a silence of more than {silence:count} days, the 95% quantile of gaps between days"
        " with plays ({gap:count} days), which is above 30. Left out: {truncated:count} from the"
        " history’s first week, who may have begun before it, and {recent:count} who began too late"
        " to be seen falling silent."
    ),
    "silences.finding": (
        (
            "Silent for {n:count} day now: the chance of a play within {within:count} days is"
            " {rate:percent0} ({interval})."
        ),
        (
            "Silent for {n:count} days now: the chance of a play within {within:count} days is"
            " {rate:percent0} ({interval})."
        ),
    ),
    "silences.finding.playing": (
        "There was music on the last day: the chance of a play within {within:count} days is"
        " {rate:percent0} ({interval})."
    ),
    "silences.finding.none": (
        (
            "Silent for {n:count} day now; too few silences lasted so long to say what follows. The"
            " longest one before lasted {longest:count} days."
        ),
        (
            "Silent for {n:count} days now; too few silences lasted so long to say what follows. The"
            " longest one before lasted {longest:count} days."
        ),
    ),
    "silences.caption": (
        "Chance of a play, from {n:count} silence",
        "Chance of a play, from {n:count} silences",
    ),
    "silences.note": (
        "Kaplan–Meier of the gaps between days with plays, the last one censored. n: silences that"
        " lasted longer than so many days. Intervals: csv/retention_curve.csv."
    ),
    "churn.finding": (
        (
            "{expected:count} of {n:count} active listener will not play in the next {days:count} days"
            " (95% interval {low:count} to {high:count})."
        ),
        (
            "{expected:count} of {n:count} active listeners will not play in the next {days:count} days"
            " (95% interval {low:count} to {high:count})."
        ),
    ),
    "churn.range": "{low:count} to {high:count}",
    "churn.fact.expected": "Expected to go quiet",
    "churn.fact.before": "Went quiet in the last 14 days",
    "churn.fact.before.detail": (
        "of {n:count} listener active before them",
        "of {n:count} listeners active before them",
    ),
    "churn.fact.auc": "AUC on the test",
    "churn.fact.slope": "Calibration slope",
    "churn.verdict.features": (
        "What is known of a listener foresees better than the days since the last play alone: the"
        " log-loss is lower by {gain:decimal3} ({interval}), the AUC higher by {auc:decimal3}"
        " ({auc_interval})."
    ),
    "churn.verdict.recency": (
        "Nothing else that is known of a listener foresees surely better than the days since the"
        " last play: the gain in log-loss is {gain:decimal3} ({interval}), in AUC {auc:decimal3}"
        " ({auc_interval}). So the risks come from recency alone."
    ),
    "churn.caption": (
        "On the test: {n:count} listener",
        "On the test: {n:count} listeners",
    ),
    "churn.model.features": "Recency, habit, tenure, trend",
    "churn.model.recency": "Recency alone",
    "churn.method": (
        "Risk: no play in the next {days:count} days, of listeners with a play in the last"
        " {active:count}. Logistic regression on {rows:count} rows of {n:count} listeners at"
        " {cut_offs:count} past cut-offs, the last one after {last:day}; tested once, on the"
        " {days:count} days after {test:day}. The interval of the number expected covers the"
        " coefficients, chance, and how far past fortnights strayed (variance × {dispersion:decimal})."
        " Each listener: csv/churn_risk.csv, which is never mailed."
    ),
    "churn.sampled": "Learned from {n:count} listeners drawn by seed.",
    # Recommendations.
    "recommendations.finding.avoidable": (
        "{n:count} recommendation stands on evidence; it is about {avoidable}.",
        "{n:count} recommendations stand on evidence; the first is about {avoidable}.",
    ),
    "recommendations.finding": (
        "{n:count} recommendation stands on evidence.",
        "{n:count} recommendations stand on evidence.",
    ),
    "recommendations.finding.none": "Nothing is recommended: no evidence is strong enough.",
    "recommendations.not": "Looked at and not recommended",
    # Appendix.
    "model_summary.finding": (
        "{model} was chosen and is right in {accuracy:percent} of {n:count} test plays; the"
        " majority class alone is right in {majority:percent}."
    ),
    "model_summary.report": "Classification report of the chosen model on test",
    "model_summary.measures": "{chosen} on test, and {rule}",
    "model_summary.blocks": "AUC in each block of plays, in order of time",
    "model_summary.blocks.note": (
        "Models learn from all plays before a block and are judged on it. The choice is made by the"
        " mean over the validation blocks; on test, the chosen model has learned from all before"
        " it, the others from what came before the last validation block. The blocks: {blocks}."
    ),
    "model_summary.block": "from {day:day} ({n:count} plays after {known:count})",
    "model_summary.importances.note": (
        "The bars are {kind}. They are no drivers: {caution}. report.json has all {n:count}."
    ),
    "model_summary.caution.impurity": "they favour features with many values",
    "model_summary.caution.coefficient": "features that say the same share what they say",
    "model_summary.caution.permutation": "features that say the same stand in for each other",
    "model_summary.kind.impurity": "impurity importances",
    "model_summary.kind.coefficient": "absolute standardised coefficients",
    "model_summary.kind.permutation": "permutation importances",
    "audit.finding.clean": (
        "No feature of the model leaks: not one of {n:count} columns moves when the play itself and"
        " later ones end otherwise or never happen, and permuted labels cannot be foreseen."
    ),
    "audit.finding.leaking": (
        "The model leaks. What should be known before a play starts moved when the play itself or"
        " later ones ended otherwise or never happened: {names}."
    ),
    "audit.finding.unfair": (
        "The model may leak: permuted labels should not be foreseen, and are, with a mean AUC of"
        " {auc} ({interval}). By chance alone that happens once in 20 audits."
    ),
    "audit.caption": "What each banned column and each suspect recipe would add, worst first",
    "audit.note": (
        "AUC on the {n:count} test plays, with {model}, which has {auc} ({interval}) without any of"
        " these. The skip model sees no one of them. A random split is judged on other plays,"
        " so that its interval is wider."
    ),
    "audit.absent": "Not looked at: {name}, because {reason}.",
    "audit.method": (
        "From {cuts:count} instants on, every outcome was turned and lengths and ends were exchanged,"
        " then those plays were taken away; {watched:count} plays from before, or the first of"
        " their listener after, were compared in all columns. Labels permuted over all listeners before features were built give a mean"
        " AUC of {auc} ({interval}) over {n:count} permutations; a coin gives 0.5."
    ),
    "audit.leaks.yes": "yes",
    "audit.leaks.no": "not seen here",
    "audit.leaks.check": "no",
    "suspect.ms_played": "Time played",
    "suspect.percent_played": "Share of the track played",
    "suspect.reason_end": "Why the play ended",
    "suspect.session_plays": "Plays of the whole session",
    "suspect.session_minutes": "Minutes of the whole session",
    "suspect.track_length": "Track length from all its plays",
    "suspect.track_length_so_far": "Track length from its plays so far, this one included",
    "suspect.stop_gap": "Seconds between stops",
    "suspect.arithmetic_gap": "Seconds before the start, from stop less length",
    "suspect.stated_gap": "Seconds before the start that the source states (clean)",
    "suspect.track_encoding": "The track’s skip rate, this play included",
    "suspect.ties_by_length": "Plays that stop together, in order of length",
    "suspect.sessions_by_gap": "Sessions from stop less length alone",
    "suspect.random_split": "Plays split at random, not in time",
    "clustering.finding": (
        "{k:count} groups were chosen, with a silhouette of {silhouette:decimal}; the map shows"
        " {explained}."
    ),
    "clustering.explained": (
        "{first:percent0} and {second:percent0} of the variance on its two axes"
    ),
    "clustering.caption": "Every number of groups that was tried",
    "clustering.method.listener": (
        "Tried in {period} on {n:count} listeners. If the gap statistic says that one group is no"
        " worse than two, there is one. Otherwise a number of groups counts if each group has"
        " {size:count} members or more and comes back from bootstrap samples with a mean Jaccard"
        " coefficient of {jaccard:decimal} or more. Of these the best silhouette wins, or the fewest"
        " groups within one standard error of it, in most of five subsamples."
    ),
    "clustering.method.track": (
        "Tried in {period} on {n:count} tracks. If the gap statistic says that one group is no"
        " worse than two, there is one. Otherwise a number of groups counts if each group has"
        " {size:count} members or more and comes back from bootstrap samples with a mean Jaccard"
        " coefficient of {jaccard:decimal} or more. Of these the best silhouette wins, or the fewest"
        " groups within one standard error of it, in most of five subsamples."
    ),
    "clustering.votes": "The subsamples chose {listed} groups.",
    "clustering.met": "met",
    "clustering.failed.size": "too small",
    "clustering.failed.names": "nameless",
    "clustering.failed.stability": "unstable",
    "clustering.features": "Grouped by: {names}.",
    "quality.finding": (
        "{read}: {kept}, {duplicates}, {other:count} not music, {quarantined:count} quarantined."
    ),
    "quality.read": ("{n:count} row was read", "{n:count} rows were read"),
    "quality.files": "Where every row went",
    "quality.files.untold": (
        "The rows of each of the {n:count} files are not told, as a file may be about too few"
        " listeners."
    ),
    "quality.files.note": (
        "The first {shown:count} of {n:count} files; all are in csv/data_quality.csv."
    ),
    "quality.total": "All files",
    "quality.reasons": "Why rows were set aside",
    "quality.reasons.note": "The quarantined rows themselves: csv/quarantined_rows.csv.",
    "quality.other": "Not music: {name}",
    "quality.bad": "Quarantined: {name}",
    "quality.definitions": "The skip rate under each definition that the data allow",
    "quality.agreement": (
        (
            "Where the source’s own skip flag is alive, it agrees with the rule in {share:percent}"
            " of {n:count} play."
        ),
        (
            "Where the source’s own skip flag is alive, it agrees with the rule in {share:percent}"
            " of {n:count} plays."
        ),
    ),
    "quality.dead": "Months in which the source’s skip flag is dead",
    "quality.dead.note": (
        "The flag is (almost) never true there while the forward button was used: it is not"
        " believed in these months."
    ),
    "quality.censored": (
        "{n:count} play is neither skip nor complete, and counts in no skip rate.",
        "{n:count} plays are neither skip nor complete, and count in no skip rate.",
    ),
    "quality.starts": (
        (
            "The source states the start of {n:count} play; for the others it is the stop less the"
            " time played."
        ),
        (
            "The source states the start of {n:count} plays; for the others it is the stop less the"
            " time played."
        ),
    ),
    "quality.overlapping": (
        "{n:count} play starts more than five seconds before the one before it stops.",
        "{n:count} plays start more than five seconds before the one before them stops.",
    ),
    "quality.after": (
        "{n:count} play lies after the cut-off and was not looked at.",
        "{n:count} plays lie after the cut-off and were not looked at.",
    ),
    "quality.missing": "The source does not record: {names}.",
    "quality.percent": "The source gives the percent played on the scale {scale}.",
    "definitions.finding": "What every number in this report means, and on which plays it rests.",
}
