"""The formula of each number in words, for "Explain"."""

from ifla_metrics.errors import n_

FORMULA = {
    "progress": n_(
        "Progress = (actual − baseline) ÷ (target − baseline). 100 % is the target; below 0 the "
        "value moved away from it. It is never capped and needs a known baseline."
    ),
    "expected": n_(
        "Expected by the date of the data = the point on straight lines through the baseline and "
        "the target in force for each period."
    ),
    "status": n_(
        "Status = progress ÷ expected progress: ahead above {ahead}, on track from {on_track} to "
        "{ahead}, behind from {behind}, off track below that, moving away below 0. Achieved when "
        "the target is reached."
    ),
    "roll_up": n_(
        "Mean progress of the indicators that have a value, each capped at 100 % in the mean. "
        "Missing values, overdue reports, and indicators to be maintained, under a ceiling or "
        "without a target are left out of the mean."
    ),
    "whole": n_(
        "A part is achieved only when all its indicators that can be rated are. If fewer than "
        "{too_few} have a value, there are too few data. With fewer than {least_rated} of "
        "the indicators due rated, or more than {most_failing} of them off track, moving away, "
        "not achieved, overdue or without data, it is at most behind."
    ),
    "coverage": n_(
        "Coverage = countries on the list with at least one activity ÷ the published number of "
        "countries on the list. A country counts once, however many activities it had."
    ),
    "participations": n_(
        "Participations = attendances of people in roles that count; staff, trainers and "
        "observers are counted separately. One person at two events counts twice. What was not "
        "counted is unknown, not 0."
    ),
    "women_share": n_(
        "Share of women = participations by women ÷ participations with known gender, shown with "
        "the share of unknown gender."
    ),
    "activities": n_(
        "Activities under way or completed whose first day lies in the period. Totals count each "
        "activity once."
    ),
    "milestones": n_(
        "A milestone is late if it was reached after its planned day, as exactly as both are "
        "known, and overdue if the planned day has passed and it has not been reached."
    ),
    "availability": n_(
        "Availability = pairs of resource and language that are released ÷ resources begun × "
        "languages."
    ),
}
"""Formulas by the name of the number."""

COUNTING = {
    "full": n_(
        "Each direction counts the whole activity, once, so columns do not add up to the total."
    ),
    "fractional": n_(
        "Counted by weights: an activity is divided among its directions, so that the columns, "
        "including “not stated”, add up to the total."
    ),
    "primary": n_(
        "Counted by main direction: an activity counts under its main direction only; without one "
        "it counts under “not stated”."
    ),
}

TIME_RULE = {
    "non_cumulative": n_("The values of the period are added up; each period starts from zero."),
    "cumulative": n_("The values since the baseline are added up."),
    "running_total": n_("Each value contains the ones before; the latest counts."),
    "level_latest": n_("A state; the latest value counts."),
    "level_average": n_("A state; the mean of the period counts."),
    "level_max": n_("A state; the highest value of the period counts."),
}
