"""Reads: one function a frame of `frames.py`; SQL does the aggregation, no percentage is made."""

from ifla_metrics.store.as_of import Meeting, meetings
from ifla_metrics.store.catalogue import frameworks, read_framework
from ifla_metrics.store.read import known_framework, read
from ifla_metrics.store.read_activities import activities

__all__ = [
    "Meeting",
    "activities",
    "frameworks",
    "known_framework",
    "meetings",
    "read",
    "read_framework",
]
