"""Waits in an extract: by hour of day, by agency pair and why, and police journeys.

    jointlog extract out
    JOINTLOG_EXTRACT=out marimo edit docs/notebooks/waits.py

As a script it writes the plots as SVG: JOINTLOG_PLOTS=folder python docs/notebooks/waits.py
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="Waits in an extract")


@app.cell
def _():
    import json
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    few_numbers = alt.Axis(tickCount=6, tickMinStep=1, labelOverlap="greedy", labelSeparation=8)
    return Path, alt, duckdb, few_numbers, json, mo, os, pl


@app.cell
def _(Path, duckdb, json, os):
    folder = Path(os.environ.get("JOINTLOG_EXTRACT", "out")).resolve()
    zone = os.environ.get("JOINTLOG_ZONE", "Europe/London")
    stamp = json.loads((folder / "extract.json").read_text())
    db = duckdb.connect()
    db.execute(f"SET file_search_path = '{folder}'")
    _ = db.execute((folder / "views.sql").read_text())
    return db, stamp, zone


@app.cell
def _(mo, stamp):
    known = stamp["as_known_at"] or "all that is recorded"
    mo.md(
        f"""
        # Waits in an extract

        {stamp["events"]} entries of {stamp["incidents"]} incidents, up to position
        {stamp["log_position"]} of the log, as known at: {known}. A wait is from a request, or an
        offer, to what ended it; one that nothing recorded has ended runs to the end of its
        incident's record.
        """
    )
    return


@app.cell
def _(db, pl, zone):
    begun = db.sql(
        "SELECT why, from_earliest_s, from_latest_s FROM waits "
        "WHERE from_earliest_s IS NOT NULL AND from_latest_s IS NOT NULL"
    ).pl()
    hours = begun.with_columns(
        hour=pl.from_epoch("from_earliest_s").dt.convert_time_zone(zone).dt.hour(),
        latest_hour=pl.from_epoch("from_latest_s").dt.convert_time_zone(zone).dt.hour(),
    ).with_columns(
        is_known=(pl.col("from_latest_s") - pl.col("from_earliest_s") < 3600)
        & (pl.col("hour") == pl.col("latest_hour"))
    )
    by_hour = (
        hours.filter("is_known").group_by("hour", "why").agg(waits=pl.len()).sort("hour", "why")
    )
    return by_hour, hours


@app.cell
def _(alt, by_hour, hours, mo, zone):
    hour_plot = (
        alt.Chart(by_hour, title=f"Waits by the hour in which they began ({zone})")
        .mark_bar()
        .encode(
            x=alt.X(
                "hour:O",
                title="hour of day",
                scale=alt.Scale(domain=list(range(24))),
                axis=alt.Axis(labelAngle=0),
            ),
            y=alt.Y("waits:Q", title="waits"),
            color=alt.Color("why:N", title="waited for"),
        )
        .properties(width=560, height=240)
    )
    unknown = hours.height - by_hour["waits"].sum()
    mo.vstack([hour_plot, mo.md(f"{unknown} waits began at an hour that is not known.")])
    return (hour_plot,)


@app.cell
def _(db):
    by_pair = db.sql(
        "SELECT waiting || ' for ' || for_agency AS pair, why, count(*) AS waits, "
        "sum(min_s) / 3600.0 AS hours_at_least, "
        "CASE WHEN count(max_s) = count(*) THEN sum(max_s) / 3600.0 END AS hours_at_most "
        "FROM waits GROUP BY ALL ORDER BY hours_at_least DESC, pair, why LIMIT 20"
    ).pl()
    return (by_pair,)


@app.cell
def _(alt, by_pair, few_numbers, mo):
    pair_plot = (
        alt.Chart(by_pair, title="Hours surely waited, by agency pair and why")
        .mark_bar()
        .encode(
            x=alt.X("hours_at_least:Q", title="hours, at least", axis=few_numbers),
            y=alt.Y("pair:N", title=None, sort="-x", axis=alt.Axis(labelLimit=320)),
            color=alt.Color("why:N", title="waited for"),
        )
        .properties(width=420)
    )
    mo.vstack(
        [pair_plot, mo.md("Waits that overlap are each counted: these are no hours of the clock.")]
    )
    return (pair_plot,)


@app.cell
def _(db):
    by_ambulance = db.sql(
        "SELECT ambulance, coalesce(nullif(replace(reason, '_', ' '), ''), 'no reason recorded') "
        "AS reason, "
        "count(*) AS journeys FROM conveyances WHERE is_police GROUP BY ALL "
        "ORDER BY journeys DESC, ambulance, reason"
    ).pl()
    return (by_ambulance,)


@app.cell
def _(alt, by_ambulance, few_numbers):
    journey_plot = (
        alt.Chart(by_ambulance, title="Police conveyances, by what the ambulance request came to")
        .mark_bar()
        .encode(
            x=alt.X("journeys:Q", title="journeys", axis=few_numbers),
            y=alt.Y("ambulance:N", title=None, sort="-x", axis=alt.Axis(labelLimit=320)),
            color=alt.Color("reason:N", title="why by police", legend=alt.Legend(labelLimit=320)),
        )
        .properties(width=420)
    )
    journey_plot
    return (journey_plot,)


@app.cell
def _(Path, hour_plot, journey_plot, os, pair_plot):
    plots = {"hours": hour_plot, "pairs": pair_plot, "journeys": journey_plot}
    if os.environ.get("JOINTLOG_PLOTS"):
        to = Path(os.environ["JOINTLOG_PLOTS"])
        to.mkdir(parents=True, exist_ok=True)
        for name, plot in plots.items():
            plot.save(to / f"{name}.svg")
    return


if __name__ == "__main__":
    app.run()
