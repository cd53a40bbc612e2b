"""format=flowed (RFC 3676): soft line breaks joined, space-stuffing undone, quote marks kept."""


def unflowed(text: str, *, del_sp: bool) -> str:
    out: list[str] = []
    open_depth = -1  # quote depth of a paragraph that is still flowing
    for line in text.split("\n"):
        depth, content = _quote_depth(line)
        content = content.removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        if content == "-- " or depth != open_depth:
            out.append(_quoted(depth, content[:-1] if soft and del_sp else content))
        else:
            out[-1] += content[:-1] if soft and del_sp else content
        open_depth = depth if soft else -1
    return "\n".join(line if line.endswith("-- ") else line.rstrip(" ") for line in out)


def _quote_depth(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content


def _quoted(depth: int, content: str) -> str:
    return f"{'>' * depth} {content}" if depth else content
