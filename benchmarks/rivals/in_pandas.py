"""The Overview's answers by pandas, on frames that are loaded, typed and indexed beforehand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.answers import PERIOD, Answers, Asked
from benchmarks.random_activities import FRAMEWORK
from benchmarks.rivals.raw_sql import quarter, with_not_stated

MEASURES = ["direct", "cascade", "women", "known", "timed", "timely"]


class InPandas:
    """The log as frames: codes as categories, days as days, one row per version or child."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:

            def load(statement: str) -> pd.DataFrame:
                return pd.read_sql_query(statement, connection)

            versions = load(
                "SELECT v.id, started_on, ended_on, lifecycle, withdrawn, recorded_at, superseded_at,"
                " logged_on FROM activity_version v JOIN activity a ON a.id = v.activity_id"
            )
            self.alignments = load(
                "SELECT version_id, direction, weight, is_primary FROM alignment"
                f" WHERE framework = '{FRAMEWORK}'"
            )
            self.outcomes = load(
                f"SELECT version_id, outcome FROM contribution WHERE framework = '{FRAMEWORK}'"
            )
            self.countries = load("SELECT version_id, country FROM activity_country")
            self.groups = load("SELECT version_id, group_code FROM activity_group")
            self.people = load("SELECT version_id, role, reach, gender, count FROM participation")
        days = ("started_on", "ended_on", "recorded_at", "superseded_at", "logged_on")
        for day in days:
            versions[day] = pd.to_datetime(versions[day], format="ISO8601")
        versions["lifecycle"] = versions["lifecycle"].astype("category")
        versions["month"] = versions["started_on"].dt.year * 100 + versions["started_on"].dt.month
        self.versions = versions.set_index("id")
        for frame, names in (
            (self.alignments, ["direction"]),
            (self.outcomes, ["outcome"]),
            (self.countries, ["country"]),
            (self.groups, ["group_code"]),
            (self.people, ["role", "reach", "gender"]),
        ):
            frame[names] = frame[names].astype("category")

    def answers(self, asked: Asked) -> Answers:
        """Return the answers of one state of the log."""
        standing = self._standing(asked)
        starts, ends = map(pd.Timestamp, asked.days)
        chosen = standing[standing["started_on"].between(starts, ends)]
        here = self.alignments["version_id"].isin(standing.index)
        directions = self.alignments[here]
        claims = self.outcomes[self.outcomes["version_id"].isin(standing.index)]
        served = self._served(asked, chosen, directions)
        shares = directions[directions["version_id"].isin(chosen.index)]
        summed = shares.groupby("direction", observed=True)[["weight", "is_primary"]].sum()
        weights = {key: (int(w), int(p)) for key, w, p in summed.itertuples(name=None)}
        scopes = self._scopes(asked, standing, directions, claims)
        groups = self.groups.rename(columns={"group_code": "scope"})
        return Answers(
            served=served,
            weights=with_not_stated(weights, served),
            reached=frozenset(
                row
                for kind, frame in scopes.items()
                for row in self._reached(kind, frame, chosen if kind == "direction" else standing)
            ),
            months=dict(
                cell
                for kind, frame in {**scopes, "group": groups}.items()
                for cell in _months(kind, frame, standing)
            ),
        )

    def _standing(self, asked: Asked) -> pd.DataFrame:
        v = self.versions
        last = pd.Timestamp(asked.days[1])
        stood = v["lifecycle"].isin(["completed", "under_way"]) & (v["withdrawn"] == 0)
        stood &= v["started_on"].between(pd.Timestamp(asked.first_day), last)
        if asked.until is None:
            stood &= v["superseded_at"].isna()
        else:
            until = pd.Timestamp(asked.until).tz_localize(None)
            stood &= v["recorded_at"] < until
            stood &= v["superseded_at"].isna() | (v["superseded_at"] >= until)
        found = v[stood]
        people = self.people[
            self.people["count"].notna() & self.people["role"].isin(asked.counting_roles)
        ]
        direct = people["reach"] == "direct"
        numbers = people["count"].to_numpy()
        per_line = pd.DataFrame(
            {
                "version_id": people["version_id"],
                "direct": np.where(direct, numbers, 0),
                "cascade": np.where(direct, 0, numbers),
                "women": np.where(direct & (people["gender"] == "woman"), numbers, 0),
                "known": np.where(direct & (people["gender"] != "not_stated"), numbers, 0),
                "counted": direct,
            }
        )
        sums = per_line.groupby("version_id").sum().reindex(found.index, fill_value=0)
        timed = found["logged_on"].notna() & (found["lifecycle"] == "completed")
        delay = (found["logged_on"] - found["ended_on"]).dt.days
        return found[["started_on", "month"]].assign(
            **sums.drop(columns="counted"),
            uncounted=sums["counted"] == 0,
            timed=timed,
            timely=timed & (delay <= 30),
        )

    def _served(
        self, asked: Asked, chosen: pd.DataFrame, directions: pd.DataFrame
    ) -> dict[str, tuple[int, int, int]]:
        order = [n.code for n in asked.framework.nodes]
        bit_of = {code: 1 << place for place, code in enumerate(order)}
        bits = directions["direction"].map(bit_of).astype("int64")
        once = pd.DataFrame({"id": directions["version_id"], "bit": bits}).drop_duplicates()
        sets = once.groupby("id")["bit"].sum().reindex(chosen.index, fill_value=0)
        summed = (
            chosen.assign(directions=sets, activities=1)
            .groupby("directions")[["activities", "direct", "uncounted"]]
            .sum()
        )

        def named(bits: int) -> str:
            return "|".join(code for code in order if bits & bit_of[code])

        return {named(d): (int(a), int(p), int(u)) for d, a, p, u in summed.itertuples(name=None)}

    def _scopes(
        self, asked: Asked, standing: pd.DataFrame, directions: pd.DataFrame, claims: pd.DataFrame
    ) -> dict[str, pd.DataFrame]:
        ids = pd.DataFrame({"version_id": standing.index, "scope": ""})
        none = ids[~ids["version_id"].isin(directions["version_id"])]
        served = directions[["version_id", "direction"]].rename(columns={"direction": "scope"})
        nodes = claims.assign(scope=claims["outcome"].map(asked.measured))
        return {
            "all": ids,
            "direction": pd.concat([served.astype({"scope": "str"}), none]),
            "node": nodes.dropna(subset="scope")[["version_id", "scope"]].drop_duplicates(),
        }

    def _reached(
        self, kind: str, scopes: pd.DataFrame, standing: pd.DataFrame
    ) -> list[tuple[str, str, str, str]]:
        joined = scopes[scopes["version_id"].isin(standing.index)]
        joined = joined.merge(self.countries, on="version_id")
        if kind == "direction":
            pairs = joined[["scope", "country"]].drop_duplicates()
            return [(kind, s, PERIOD, c) for s, c in pairs.itertuples(index=False, name=None)]
        joined["month"] = standing["month"].reindex(joined["version_id"]).to_numpy()
        found = joined[["scope", "month", "country"]].drop_duplicates()
        return [(kind, s, quarter(m), c) for s, m, c in found.itertuples(index=False, name=None)]


def _months(
    kind: str, scopes: pd.DataFrame, standing: pd.DataFrame
) -> list[tuple[tuple[int, str, str], tuple[int, ...]]]:
    joined = scopes.join(standing[["month", *MEASURES]], on="version_id", how="inner")
    summed = (
        joined.assign(activities=1)
        .groupby(["month", "scope"], observed=True)[["activities", *MEASURES]]
        .sum()
    )
    return [
        ((int(month), kind, scope), tuple(map(int, sums)))
        for (month, scope), *sums in summed.itertuples(name=None)
    ]
