"""What the secretariat says of a person, before it is recorded."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.models.drafts import Code, Draft, Line

_EMAIL = re.compile(r"[^@\s<>\"'(),;:\\]+@[^@\s<>\"'(),;:\\]+\.[^@\s<>\"'(),;:\\]+")


def normalised(email: str) -> str:
    """Return an e-mail address as it is compared: without spaces around it, in small letters."""
    return email.strip().lower()


def _email(typed: object) -> object:
    return normalised(typed) if isinstance(typed, str) else typed


class PersonDraft(Draft):
    """A person: who, how to recognise the sign-in, what the role is, for which groups.

    Raises:
        InvalidRecord: A rule is broken; said in the reader's words, so not as a ValueError.
    """

    name: Line = Field(max_length=120)
    email: Annotated[str, BeforeValidator(_email)] = Field(default="", max_length=254)
    """Empty for somebody who signs in by personal links only."""
    role: Literal["viewer", "editor", "secretariat"] = "viewer"
    """A role of `access.Role`."""
    groups: frozenset[Code] = frozenset()
    active: bool = True

    @model_validator(mode="after")
    def is_somebody(self) -> PersonDraft:
        if len(self.name) < 2:
            raise InvalidRecord(n_("A person needs a name."))
        if self.email and not _EMAIL.fullmatch(self.email):
            raise InvalidRecord(n_("'{email}' is not an e-mail address."), email=self.email)
        return self

    @model_validator(mode="after")
    def role_and_groups_fit(self) -> PersonDraft:
        if self.role == "editor" and not self.groups:
            raise InvalidRecord(n_("An editor belongs to at least one group."))
        if self.role != "editor" and self.groups:
            raise InvalidRecord(n_("Only an editor has groups."))
        return self
