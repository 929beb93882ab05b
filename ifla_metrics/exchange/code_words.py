"""Other words that people write for a code, by the name of its list; titles are known besides."""

from __future__ import annotations

CODE_WORDS: dict[str, dict[str, str]] = {
    "yes_no": {
        "yes": "yes", "y": "yes", "true": "yes", "x": "yes", "1": "yes", "oui": "yes", "si": "yes",
        "ja": "yes", "да": "yes", "نعم": "yes", "是": "yes", "vrai": "yes", "withdraw": "yes",
        "no": "no", "n": "no", "false": "no", "0": "no", "non": "no", "nein": "no", "нет": "no",
        "لا": "no", "否": "no", "faux": "no",
    },
    "mode": {
        "online": "remote", "on line": "remote", "virtual": "remote", "webinar": "remote",
        "distance": "remote", "en ligne": "remote", "a distance": "remote", "zoom": "remote",
        "onsite": "on_site", "in person": "on_site", "in-person": "on_site",
        "face to face": "on_site", "face-to-face": "on_site", "f2f": "on_site",
        "sur place": "on_site", "presentiel": "on_site", "hybrid": "mixed", "hybride": "mixed",
        "both": "mixed", "blended": "mixed",
    },
    "gender": {
        "female": "woman", "f": "woman", "w": "woman", "women": "woman", "femme": "woman",
        "femmes": "woman", "mujer": "woman", "mujeres": "woman", "male": "man", "m": "man",
        "men": "man", "homme": "man", "hommes": "man", "h": "man", "hombre": "man",
        "hombres": "man", "non-binary": "other", "autre": "other", "others": "other",
        "all": "not_stated", "total": "not_stated", "unknown": "not_stated",
        "not known": "not_stated", "non precise": "not_stated", "any": "not_stated",
    },
    "lifecycle": {
        "done": "completed", "finished": "completed", "held": "completed", "complete": "completed",
        "closed": "completed", "termine": "completed", "acheve": "completed",
        "ongoing": "under_way", "on-going": "under_way", "in progress": "under_way",
        "underway": "under_way", "started": "under_way", "en cours": "under_way",
        "upcoming": "planned", "future": "planned", "prevu": "planned", "planifie": "planned",
        "canceled": "cancelled", "annule": "cancelled", "on hold": "suspended",
        "postponed": "suspended", "paused": "suspended", "suspendu": "suspended",
    },
    "activity_kind": {
        "training course": "training", "course": "training", "formation": "training",
        "atelier": "workshop", "taller": "workshop", "reunion": "meeting", "seminaire": "seminar",
        "conference": "conference", "congress": "conference", "congres": "conference",
        "webinar": "seminar", "site visit": "visit", "visite": "visit", "enquete": "survey",
        "projet": "project", "proyecto": "project",
    },
    "level": {
        "country": "national", "region": "regional", "global": "international",
        "worldwide": "international", "world": "international",
    },
    "qualifier": {
        "exactly": "exact", "approx": "about", "approximate": "about", "ca": "about",
        "approximately": "about", "estimate": "estimated", "minimum": "at_least",
        "maximum": "up_to", "n/k": "unknown", "over": "more_than",
    },
    "observation_state": {
        "nothing": "nil", "nothing to report": "nil", "n/a": "not_applicable",
        "na": "not_applicable", "not applicable": "not_applicable",
    },
}  # fmt: skip
CODE_WORDS["participation_mode"] = {
    word: code for word, code in CODE_WORDS["mode"].items() if code != "mixed"
}
