"""``jointlog agency add | list | revoke``."""

from datetime import timedelta

import click

from jointlog.cli.now import now_ms
from jointlog.cli.output import say, say_all, say_json, table
from jointlog.cli.reading import data_option, database_option, opened, width_of
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.store.contract import KeyRow
from jointlog.domain.store.keys import Scope
from jointlog.domain.vocabulary import Agency

DAYS = 90
DAYS_MAX = 3660


@click.group("agency")
def command() -> None:
    """Issue, list and revoke the keys with which agencies post and readers read."""


@command.command("add")
@click.argument("agency", metavar="KIND:ID")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.AGENCY.value,
    show_default=True,
    help="What the key lets its holder do: post and read, or only read.",
)
@click.option(
    "--days",
    type=click.IntRange(1, DAYS_MAX),
    default=DAYS,
    show_default=True,
    help="How long it is good for.",
)
@database_option
def add(agency: str, scope: str, days: int, database: str) -> None:
    """Issue a key for KIND:ID, such as police:met, and print it once."""
    now = now_ms()
    expires = now + timedelta(days=days) // timedelta(milliseconds=1)
    with opened(database, must_exist=False) as log:
        key = log.keys.issue(Agency.parse(agency), Scope(scope), now_ms=now, expires_ms=expires)
    say(key)
    until = say_recorded_at(expires)[:10]
    say(f"This key is shown once. It is for {agency} ({scope}) and ends on {until}.", err=True)


@command.command("list")
@data_option
@database_option
def list_keys(database: str, *, as_json: bool) -> None:
    """List the keys without their secrets."""
    with opened(database) as log:
        rows = log.keys.issued()
    now = now_ms()
    if as_json:
        say_json([_plain(row, now) for row in rows])
        return
    if not rows:
        say("No key is issued: make one with 'jointlog agency add police:met'.")
        return
    cells = [[str(value) for value in _plain(row, now).values()] for row in rows]
    say_all(table(list(_plain(rows[0], now)), cells, width_of(None)))


@command.command("revoke")
@click.argument("key_id")
@database_option
def revoke(key_id: str, database: str) -> None:
    """End a key now; what it posted stays."""
    with opened(database) as log:
        log.keys.revoke(key_id, now_ms=now_ms())
    say(f"Key {key_id} is revoked.")


def _plain(row: KeyRow, now: int) -> dict[str, str]:
    state = "good"
    if row.revoked_ms is not None:
        state = "revoked"
    elif row.expires_ms <= now:
        state = "expired"
    return {
        "key_id": row.key_id,
        "agency": row.agency,
        "scope": row.scope,
        "ends": say_recorded_at(row.expires_ms)[:10],
        "state": state,
    }
