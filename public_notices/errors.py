"""Errors of public_notices: a small tree of its own, for the package knows nothing of the application.

Each carries a stable ``code`` and its arguments as attributes; the sentence is for people. Whoever calls
maps the code to a status or an exit code.
"""

from collections.abc import Iterable


class NoticeError(Exception):
    """Base of everything this package refuses."""

    code = "notices.error"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: errors raised in a rendering process arrive whole, whatever __init__ takes."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(cls: type[NoticeError], args: tuple[object, ...], state: dict[str, object]) -> NoticeError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class FontsNotPreparedError(NoticeError):
    """The prepared fonts are not in the cache, so nothing may be printed."""

    code = "notices.fonts_not_prepared"

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(
            f"没有找到备好的字体（{folder}）。请先运行：python -m public_notices.font_preparation"
        )


class FontPreparationFailedError(NoticeError):
    """A font could not be fetched, or is not the file that was tried out."""

    code = "notices.font_preparation_failed"

    def __init__(self, reason: str, advice: str) -> None:
        self.reason, self.advice = reason, advice
        super().__init__(f"{reason}\n{advice}")


class MissingCharactersError(NoticeError):
    """No prepared font has a glyph for these characters; printing would leave a name blank."""

    code = "notices.missing_characters"

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(characters))
        listed = "、".join(f"「{c}」（U+{ord(c):04X}）" for c in self.characters)
        super().__init__(f"备好的字体里没有这些字：{listed}。请核对姓名用字，或补充字体后再发布。")


class RenderingWarnedError(NoticeError):
    """The renderer logged a warning: the paper may differ from what was meant, so it is not issued."""

    code = "notices.rendering_warned"

    def __init__(self, title: str, warnings: Iterable[str]) -> None:
        self.title, self.warnings = title, tuple(warnings)
        super().__init__(f"《{title}》排版时有警告，已停止出纸：" + "；".join(self.warnings))


class ContentRefusedError(NoticeError):
    """A notice's content lacks a field its kind needs, or holds a value of the wrong form."""

    code = "notices.content_refused"

    def __init__(self, kind: str, field: str, expected: str) -> None:
        self.kind, self.field, self.expected = kind, field, expected
        super().__init__(f"{kind} 的内容里「{field}」不对：应为{expected}。")
