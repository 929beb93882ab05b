"""The laws are tried on a few logs every day and on many at night."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "metrics", deadline=None, max_examples=400 if os.environ.get("IFLA_NIGHT") else 25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("metrics")
