"""How a group's tables are read, kept under their headers so that nobody is asked twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import LONGEST_MAPPING, ImportMappingRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.database import Target, writing

KIND = "import_mapping"
_MAPPING = table_of(ImportMappingRow)


@dataclass(frozen=True)
class KeptMapping:
    """Where fields come from in tables of one form: `headers` and `constants` by field.

    `answers` are those that belong to the form (what a word means), not to one file.
    """

    headers: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@audit_refusals(Right.IMPORT, KIND, "group")
def save_mapping(target: Target, mapping: KeptMapping, *, group: str, actor: Actor) -> None:
    """Keep a confirmed mapping for a group; one with the same headers is replaced.

    Raises:
        NotAllowed: The reader imports nothing for this group.
        InvalidRecord: It is longer than any table needs.
    """
    require(actor, Right.IMPORT, (group,) if group else ())
    content = json.dumps(
        [mapping.headers, mapping.constants, mapping.answers], default=dict, ensure_ascii=False
    )
    if len(content) > LONGEST_MAPPING:
        raise InvalidRecord(n_("The table has too many columns or answers to be kept."))
    headers = json.dumps(sorted(set(mapping.headers.values())))
    key = hashlib.sha256(headers.encode()).hexdigest()
    c = _MAPPING.c
    with writing(target, actor=actor, bump_revision=False) as connection:
        is_kept = sa.and_(c.group_code == group, c.headers == key)
        if connection.execute(sa.select(c.content).where(is_kept)).scalar() == content:
            return
        at = now()
        connection.execute(sa.delete(_MAPPING).where(is_kept))
        connection.execute(
            sa.insert(_MAPPING),
            {
                "group_code": group,
                "headers": key,
                "content": content,
                "saved_at": at,
                "saved_by": actor.name,
            },
        )
        audit(connection, actor, Right.IMPORT, KIND, group or key[:12], at=at)


def kept_mappings(connection: Connection, group: str) -> list[KeptMapping]:
    """Return the mappings that are kept for a group, the latest first."""
    c = _MAPPING.c
    statement = (
        sa.select(c.content).where(c.group_code == group).order_by(c.saved_at.desc(), c.headers)
    )
    return [KeptMapping(*json.loads(text)) for text in connection.execute(statement).scalars()]
