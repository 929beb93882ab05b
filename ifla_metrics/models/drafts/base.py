"""What all drafts share: the fields that people type, cleaned and bounded, and their base."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.text import clean, clean_line


def _line(typed: object) -> object:
    return clean_line(typed) if isinstance(typed, str) else typed


def _prose(typed: object) -> object:
    return clean(typed) if isinstance(typed, str) else typed


Line = Annotated[str, BeforeValidator(_line)]
Prose = Annotated[str, BeforeValidator(_prose)]
Code = Annotated[str, BeforeValidator(_line), Field(max_length=40)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Weight = Annotated[int, Field(gt=0, le=WHOLE_WEIGHT)]


class Draft(BaseModel):
    """Base of all drafts: frozen; an unknown field and an infinite number are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
