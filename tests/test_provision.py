"""The locks of the packages are whole."""

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ifla_metrics.settings import ROOT


def pins(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = [
        Requirement(line.partition(" \\")[0]) for line in lines if "==" in line.partition(";")[0]
    ]
    return {canonicalize_name(pin.name): pin.extras for pin in found}


def test_lock_files_pin_every_required_extra():
    asked, missing = 0, []
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pinned = pins(lock)
        for name, extras in pinned.items():
            try:
                requirements = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # Pinned for another system.
            for wanted in map(Requirement, requirements):
                if wanted.extras and (
                    wanted.marker is None
                    or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
                ):
                    asked += 1
                    if not wanted.extras <= pinned[canonicalize_name(wanted.name)]:
                        missing.append(f"{lock}: {name} asks for {wanted}")

    assert asked > 0
    assert missing == []
