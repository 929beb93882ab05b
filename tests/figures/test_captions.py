"""Captions and lead-in sentences are made from the figure's own numbers."""

from dataclasses import replace

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.figures.captions import caption, sentence
from ifla_metrics.figures.provenance import version_of
from ifla_metrics.i18n import translate

T, FR = translate("en"), translate("fr")


@pytest.fixture(scope="module")
def figure(whole):
    return registry.build("coverage-map", whole, T)


def test_a_caption_says_what_is_to_be_seen_and_how_it_is_counted(figure):
    assert caption(figure, T, number=3).startswith(f"Figure 3. {figure.title}. ")
    assert caption(figure, T).endswith(figure.subtitle)


def test_a_sentence_tells_how_much_is_invented_from_the_same_numbers(figure):
    documented, synthetic = (int(figure.facts[k]) for k in ("documented", "synthetic"))

    assert sentence(figure, T, number=3) == (
        f"{figure.title} (figure 3). "
        f"Of the {documented + synthetic} entries behind it, {synthetic} are invented for "
        "demonstration."
    )
    assert str(synthetic) in figure.source


def test_one_record_takes_the_form_of_one(figure):
    single = replace(figure, facts={"about": "records", "documented": "1", "synthetic": "0"})

    assert sentence(single, T, number=1).endswith("1 of the 1 record behind it is documented.")
    assert "est documenté." in sentence(single, FR, number=1)
    assert sentence(replace(figure, facts={}), T, number=1) == f"{figure.title} (figure 1)."


def test_the_version_of_a_framework_moves_with_its_data_and_not_with_later_targets(whole):
    plan, day = whole.framework, whole.moment.known_on
    later = replace(plan.targets[0], decided_on=day.replace(year=day.year + 9), target=999.0)
    other = replace(plan.indicators[0], title="Another indicator")

    assert version_of(plan, day) == whole_version(plan, day)
    assert version_of(replace(plan, targets=(*plan.targets, later)), day) == version_of(plan, day)
    changed = replace(plan, indicators=(other, *plan.indicators[1:]))
    assert version_of(changed, day) != version_of(plan, day)


def whole_version(plan, day):
    return version_of(replace(plan), day)


def test_facts_name_the_day_the_filters_and_the_shares(figure):
    assert figure.facts["known_on"] == "2012-12-12"
    assert figure.facts["filters"] == "direction: all; rows: all"
    assert figure.facts["framework_version"] in figure.source
