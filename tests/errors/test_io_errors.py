"""What Windows rejects, which Linux and macOS accept, is said with its reason."""

import pytest

from plugins.errors import io_errors


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (r"C:\cong\output\chu-de\con\index.html", "“con” là tên dành riêng của Windows"),
        (r"C:\cong\content\aux.txt", "“aux.txt” là tên dành riêng"),
        (r"C:\cong\content/COM1/bai.md", "“COM1” là tên dành riêng"),
        (r"C:\cong\content\bai.\x.md", "kết thúc bằng dấu chấm"),
        (r"C:\cong\content\thang 3 \x.md", "kết thúc bằng dấu chấm hoặc dấu cách"),
        (rf"C:\cong\{'a' * 252}", "đường dẫn dài 260 ký tự"),
        (rf"C:\cong\{'a' * 250}", ""),
        (r"C:\cong\output\con-nguoi\..\index.html", ""),
        (r"C:\cong\content\auxiliary.txt", ""),
    ],
)
def test_paths_that_windows_rejects(path: str, words: str) -> None:
    found = io_errors.wrong_on_windows(path)
    assert words in found
    assert bool(found) is bool(words)


def test_reason_is_named_only_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError(22, "Invalid argument", "C:\\cong\\con")
    assert "dành riêng" not in io_errors.why(error)
    with monkeypatch.context() as windows:
        windows.setattr("plugins.errors.io_errors.sys.platform", "win32")
        said = io_errors.why(error)
    assert "dành riêng" in said
