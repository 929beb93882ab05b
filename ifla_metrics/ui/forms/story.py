"""A story of change that is told with a new activity: saved with it, or neither is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft, StoryDraft, draft_faults
from ifla_metrics.text import clean
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD_OF = {"change": "story", "for_whom": "story_for"}


def told(
    typed: Typed,
    activity: ActivityDraft | None,
    outcomes: tuple[str, ...],
    framework: str,
    t: Translate,
) -> tuple[StoryDraft | None, Mapping[str, tuple[str, ...]]]:
    """Return the story as a draft, or what is wrong with it at which field; neither without one.

    Title, day, place and evidence are those of the activity. It belongs to the first outcome that
    was chosen.
    """
    if not clean(typed.story):
        return None, {}
    if not outcomes:
        return None, {"story": (t("Choose above what it advanced: the story belongs to it."),)}
    if activity is None:
        return None, {}
    try:
        draft = StoryDraft(
            framework=framework,
            group=_teller(activity),
            node=outcomes[0],
            title=activity.title,
            change=typed.story,
            for_whom=typed.story_for,
            as_of=activity.ended_on,
            country=activity.countries[0] if len(activity.countries) == 1 else "",
            association=activity.associations[0] if len(activity.associations) == 1 else "",
            evidence=" | ".join(activity.evidence),
        )
    except ValidationError as error:
        return None, {
            FIELD_OF.get(fault.field, "story"): (fault.error.say(t),)
            for fault in draft_faults(error)
        }
    return draft, {}


def _teller(activity: ActivityDraft) -> str:
    """Return the group whose story it is: the reader's own, when it took part."""
    own = actor().groups
    return next((group for group in activity.groups if group in own), activity.groups[0])
