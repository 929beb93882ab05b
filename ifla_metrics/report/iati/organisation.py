"""Who reports to IATI: a registered identifier, a name, a kind of organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ifla_metrics.errors import InvalidRecord, n_

NAME = "International Federation of Library Associations and Institutions (IFLA)"
INTERNATIONAL_NGO = "21"
"""Code of the list OrganisationType."""
_REF = re.compile(r"[A-Z]{2}(-[A-Z0-9]+)+-[^/&|?\s]+")


@dataclass(frozen=True)
class Organisation:
    """The organisation that reports. Its identifier is never guessed: it must be given."""

    ref: str = ""
    name: str = NAME
    kind: str = INTERNATIONAL_NGO

    def checked(self) -> Organisation:
        """Return it; raises InvalidRecord when the identifier is missing or not well formed."""
        if not _REF.fullmatch(self.ref):
            raise InvalidRecord(
                n_(
                    "IATI needs the identifier of the organisation: registration agency, hyphen, "
                    "number, such as NL-KVK-12345678. This is none: '{ref}'."
                ),
                ref=self.ref,
            )
        return self
