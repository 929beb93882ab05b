"""The lock files are complete."""

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ifla_metrics.settings import ROOT


def pins(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if "==" in line.partition(";")[0]]
    pinned = [Requirement(line.partition(" \\")[0]) for line in lines]
    return {canonicalize_name(pin.name): pin.extras for pin in pinned}


def test_lock_files_pin_every_required_extra():
    checked, missing = 0, []
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pinned = pins(lock)
        for name, extras in pinned.items():
            try:
                requirements = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # Pinned for another system.
            for requirement in map(Requirement, requirements):
                marker = requirement.marker
                is_active = marker is None or any(
                    marker.evaluate({"extra": extra}) for extra in ("", *extras)
                )
                if requirement.extras and is_active:
                    checked += 1
                    if not requirement.extras <= pinned[canonicalize_name(requirement.name)]:
                        missing.append(f"{lock}: {name} requires {requirement}")

    assert checked > 0
    assert missing == []
