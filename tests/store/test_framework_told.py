"""A strategy's translations are kept with its version, and readings are told in their language."""

import random
from dataclasses import replace

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.framework import Text
from ifla_metrics.framework_checks import LONGEST_ORIGINAL
from ifla_metrics.framework_files import read_folder
from ifla_metrics.store.as_of import now
from ifla_metrics.store.cached_reading import cached_reading
from ifla_metrics.store.catalogue import framework_known
from ifla_metrics.store.database import reading
from ifla_metrics.store.framework_past import past_frameworks
from ifla_metrics.store.framework_tables import apply_framework, preview
from ifla_metrics.store.queries import read, read_framework
from tests.store.conftest import DATA, FRAMEWORK

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
SHORT = "Profile and standing of the profession"
TOLD = replace(PLAN, texts=(Text("fr", SHORT, "Image de la profession", "unofficial"),))
TOLD_ANEW = replace(PLAN, texts=(Text("fr", SHORT, "Profil de la profession", "unofficial"),))
FRENCH = Choices(FRAMEWORK, "2011-Q4", language="fr")


def name_of(found):
    return found.framework.node("SD3").short_title


def test_translations_come_back_as_they_were_applied(engine):
    with reading(engine) as connection:
        assert read_framework(connection, FRAMEWORK).texts == PLAN.texts


def test_a_changed_translation_is_previewed_and_applied(engine):
    apply_framework(engine, TOLD, actor=LOCAL)
    with reading(engine) as connection:
        (change,) = preview(connection, TOLD_ANEW)

    assert (change.kind, change.part, change.code) == ("changed", "text", f"fr {SHORT}")
    assert (change.old, change.new) == ("Image de la profession", "Profil de la profession")


def known(engine, until):
    with reading(engine) as connection:
        return framework_known(connection, FRAMEWORK, until).told("fr")


def versions(engine):
    with reading(engine) as connection:
        return len(past_frameworks(connection).get(FRAMEWORK, ()))


def test_a_translation_that_is_corrected_makes_no_version_and_is_told_on_every_date(engine):
    apply_framework(engine, TOLD, actor=LOCAL)
    then, before = now(), versions(engine)
    apply_framework(engine, TOLD_ANEW, actor=LOCAL)
    with reading(engine) as connection:
        after = read(connection, FRENCH, ())

    assert versions(engine) == before
    assert name_of(after) == "Profil de la profession"
    assert known(engine, then).node("SD3").short_title == "Profil de la profession"


def test_what_was_known_before_the_translations_came_is_told_by_them(engine):
    """As in a database that was made by a program without them: the version that ended has none."""
    apply_framework(engine, replace(PLAN, texts=(), title="The first"), actor=LOCAL)
    then = now()
    apply_framework(engine, TOLD, actor=LOCAL)

    assert known(engine, then).title == "The first"
    assert known(engine, then).node("SD3").short_title == "Image de la profession"


def test_words_that_were_corrected_keep_their_translation_on_earlier_dates(engine):
    """The strategy in force has no translation of words that it no longer has."""
    apply_framework(engine, TOLD, actor=LOCAL)
    then = now()
    nodes = tuple(replace(n, short_title="Standing") if n.code == "SD3" else n for n in PLAN.nodes)
    told = (Text("fr", "Standing", "Image", "unofficial"),)
    apply_framework(engine, replace(PLAN, nodes=nodes, texts=told), actor=LOCAL)
    between = now()
    apply_framework(engine, replace(PLAN, nodes=nodes, texts=(), title="Third"), actor=LOCAL)

    assert known(engine, then).node("SD3").short_title == "Image de la profession"
    assert known(engine, between).node("SD3").short_title == "Standing"  # Withdrawn for all dates.


def test_the_longest_words_that_pass_the_check_are_stored_on_both_databases(engine):
    """They are part of a key, and PostgreSQL takes about 2,700 bytes that cannot be packed."""
    chance = random.Random(1)
    longest = "".join(chr(chance.randrange(0x20000, 0x2A6D0)) for _ in range(LONGEST_ORIGINAL))
    told = (Text("ar", longest, "x" * 5000, "unofficial"),)
    apply_framework(engine, replace(PLAN, title=longest, texts=told), actor=LOCAL)

    with reading(engine) as connection:
        assert read_framework(connection, FRAMEWORK).texts == told
    assert len(longest.encode()) == 4 * LONGEST_ORIGINAL


def test_a_reading_kept_in_one_language_is_not_given_to_a_reader_of_another(engine):
    url = engine.url.render_as_string(hide_password=False)
    english, french = replace(FRENCH, language="en"), FRENCH

    names = [
        (
            cached_reading(url, choices, ()).framework.direction_level.name,
            cached_reading(url, choices, ()).period.title,
        )
        for choices in (english, french, english)
    ]

    assert names[0] == names[2] == ("Strategic Direction", "2011 Q4")
    assert names[1] == ("Orientation stratégique", "T4\u00a02011")
