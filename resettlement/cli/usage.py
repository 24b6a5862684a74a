"""What is wrong with a command as it was written, in Chinese and with the way to write it."""

from __future__ import annotations

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand


def wrongly_written(error: click.ClickException) -> str:
    """The sentence for stderr: what is wrong, then where the help stands."""
    if isinstance(error, NoArgsIsHelpError):
        return error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "resettlement"
    return f"命令写法不对：{_what(error)}。写法见 {path} --help"


def _what(error: click.ClickException) -> str:
    match error:
        case NoSuchCommand(command_name=name, possibilities=near):
            return f"没有“{name}”这个命令" + _near(near)
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"没有 {name} 这个选项" + _near(near)
        case click.MissingParameter(param=click.Option() as option):
            return f"缺少 {option.opts[-1]}"
        case click.MissingParameter(param=click.Parameter() as argument):
            return f"缺少 {argument.make_metavar(error.ctx or click.Context(click.Command(None)))}"
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            return f"取值不在允许的范围内，可用：{'、'.join(map(str, choices))}"
        case click.BadParameter(param=click.Parameter(type=click.Path())):
            return f"{_translated(error.message)}，请核对路径"
        case click.BadParameter(param=click.Option(type=click.types.IntParamType()) as option):
            return f"{option.opts[-1]} 应为整数"
        case _:
            return error.format_message()


_SAID = (
    ("File ", ""),
    ("Directory ", ""),
    (" does not exist.", " 不存在"),
    (" is a directory.", " 是文件夹，不是文件"),
    (" is a file.", " 是文件，不是文件夹"),
    (" is not readable.", " 没有读取的权限"),
)


def _translated(message: str) -> str:
    for english, chinese in _SAID:
        message = message.replace(english, chinese)
    return message


def _near(names: list[str] | None) -> str:
    return f"，是不是 {'、'.join(names)}" if names else ""
