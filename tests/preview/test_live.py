import asyncio

import pytest

from plugins.preview import live
from plugins.preview.live import BuildState, answer_live, with_script

SCRIPT = b'<script src="/_xem-truoc/tai-lai.js" data-mark="%s" defer></script>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<body>x</body></html>", b"<body>x|</body></html>"),
        (b"<BODY>x</BODY>", b"<BODY>x|</BODY>"),
        (b"<pre>&lt;/body></pre><p>no end", b"<pre>&lt;/body></pre><p>no end|"),
        (b"<body><!-- </body> --></body>", b"<body><!-- </body> -->|</body>"),
        (b"", b"|"),
    ],
)
def test_script_is_inserted_before_body_end(page: bytes, expected: bytes) -> None:
    state = BuildState()
    assert with_script(page, state) == expected.replace(b"|", SCRIPT % state.mark.encode())


def test_other_paths_are_not_live_reload() -> None:
    assert answer_live("/", BuildState()) is None
    assert answer_live("/_xem-truoc/", BuildState()) is None


def test_idle_stream_sends_keep_alive_and_ends_with_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 0.01)

    async def listen() -> list[str]:
        state = BuildState()
        heard = []
        async for message in state.events():
            heard.append(message)
            if heard.count(":\n\n") == 2:
                state.close()
        return heard

    heard = asyncio.run(listen())
    assert heard[0].startswith("retry:")
    assert heard[1].startswith("data: ")
    assert heard[2:] == [":\n\n"] * 2
