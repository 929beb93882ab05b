"""Reports are made apart from the page: one at a time, kept, and refused when too many wait."""

from collections import OrderedDict

import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotDrawn, UnknownCode
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.ui import report_jobs

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
STORIES = Template("stories", "Stories", (Block("stories", rows=1),))


@pytest.fixture(autouse=True)
def alone(history, monkeypatch):
    monkeypatch.setattr(report_jobs, "_jobs", OrderedDict())


def finished(job):
    report_jobs._maker.submit(int).result(60)  # One after the other: this one comes after it.
    assert job.finished
    return job


def test_a_report_is_made_once_and_kept_for_whoever_comes_back(monkeypatch):
    job = finished(report_jobs.start(STORIES, CHOICES, "pdf"))

    assert job.files[0].startswith(b"%PDF")
    assert report_jobs.start(STORIES, CHOICES, "pdf") is job
    monkeypatch.setattr(report_jobs.sources, "revision", lambda: 10**6)
    monkeypatch.setattr(report_jobs._maker, "submit", lambda *words: None)
    assert report_jobs.start(STORIES, CHOICES, "pdf") is not job


def test_a_report_that_fails_says_why_and_can_be_asked_for_again():
    wrong = Template("wrong", "Wrong", (Block("figure", figures=("coverage-mop",)),))
    job = finished(report_jobs.start(wrong, CHOICES, "pdf"))

    assert isinstance(job.error, UnknownCode)
    assert report_jobs.start(wrong, CHOICES, "pdf") is not job


def test_too_many_waiting_reports_are_refused(monkeypatch):
    monkeypatch.setattr(report_jobs._maker, "submit", lambda *words: None)
    for number in range(report_jobs.WAITING):
        report_jobs.begin(number, report_jobs.Job("", ""), lambda job: None)

    with pytest.raises(NotDrawn, match="in a minute"):
        report_jobs.start(STORIES, CHOICES, "pdf")


def test_a_pack_for_the_public_hides_small_numbers(monkeypatch):
    hidden = []

    def run(write, **_):
        hidden.append(write.keywords["hide_small"])
        return b"x"

    monkeypatch.setattr(report_jobs.workers, "run", run)
    for public in (True, False):
        finished(report_jobs.start_pack("csv", CHOICES, public=public))

    assert hidden == [True, False]
