"""Import profiles: a TOML file that says what the rows of somebody else's table state.

    profile = read_profile("sffd.toml", text)
    for row in rows_of(profile, file):          # CSV, NDJSON, XLSX or lines of text, streaming
        made = profile.statements(row)          # Made(name, agency, draft), or MalformedError

Nothing here knows a database: the command line posts what a profile makes.
`docs/how-to/write-an-import-profile.md` tells how to write one.
"""

from jointlog.projections.profile.maker import Made, Named
from jointlog.projections.profile.mapping import Profile
from jointlog.projections.profile.reading import read_profile
from jointlog.projections.profile.rows import BadRow, Row, rows_of
from jointlog.projections.profile.shipped import shipped_names, shipped_text

__all__ = [
    "BadRow",
    "Made",
    "Named",
    "Profile",
    "Row",
    "read_profile",
    "rows_of",
    "shipped_names",
    "shipped_text",
]
