"""Every order gives a child its own time anew."""

import signal

import pytest

from ifla_metrics.report import own_time


@pytest.fixture(autouse=True)
def stopped():
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def test_an_order_comes_out_as_it_went_in_and_its_time_runs():
    assert own_time.begun(own_time.limited(b"order", 500.0)) == b"order"

    assert 400 < signal.getitimer(signal.ITIMER_PROF)[0] <= 501


def test_the_next_order_has_its_whole_time_whatever_the_one_before_took():
    own_time.begun(own_time.limited(b"", 300.0))
    own_time.begun(own_time.limited(b"", 500.0))

    assert signal.getitimer(signal.ITIMER_PROF)[0] > 400
