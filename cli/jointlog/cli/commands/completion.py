"""``jointlog completion``."""

import click
from click.shell_completion import get_completion_class

from jointlog.cli.completing import VARIABLE, register
from jointlog.cli.output import say_page

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print what makes the Tab key complete commands, options, incidents, findings and agencies.

    \b
    bash:  jointlog completion bash > ~/.local/share/bash-completion/completions/jointlog
    zsh:   jointlog completion zsh > a directory of $fpath, as _jointlog
    fish:  jointlog completion fish > ~/.config/fish/completions/jointlog.fish

    For this shell only: source <(jointlog completion bash)
    """  # noqa: D301 - the sign keeps the lines apart, and must be one
    register()
    made = get_completion_class(shell)
    assert made is not None, "click knows these shells"
    root = click.get_current_context().find_root().command
    say_page(made(root, {}, "jointlog", VARIABLE).source())
