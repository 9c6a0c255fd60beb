"""``python -m jointlog.cli`` is ``jointlog``."""

from jointlog.cli.main import main

main()
