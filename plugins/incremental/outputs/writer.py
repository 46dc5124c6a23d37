"""A Pelican writer that declares files instead of writing them at once."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pelican.contents import Content
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.incremental.outputs.declared import Declared, Outputs
from plugins.incremental.tracking import jinja
from plugins.incremental.tracking.content import links_from
from plugins.incremental.tracking.context import SharedContext
from plugins.incremental.tracking.digest import Undigestable, digest

MISSING = object()
UNCLEAR = re.compile(r"^/|//|(^|/)\.{0,2}(/|$)")  # a path that normalising would change


class DeclaringWriter(Writer):
    """Accepts pages and feeds like Pelican's writer; they are rendered when all have been declared."""

    def __init__(
        self,
        output_path: str,
        settings: Any,
        shared: SharedContext,
        outputs: Outputs,
    ) -> None:
        super().__init__(output_path, settings=settings)
        self.shared = shared
        self._outputs = outputs
        self._overridable: dict[str, bool] = {}
        self._reserved: dict[str, bool] = {}
        # What Pelican's writer leaves in the shared context: where the page that was written last has its links from.
        self._siteurl: str | None = None

    def write_file(
        self,
        name: str,
        template: Any,
        context: dict[str, Any],
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Declare one page, or a numbered series of them where Pelican is set to paginate."""
        if not name:
            return
        lists = (
            {key: kwargs[key] for key in ("articles", "dates") if key in kwargs}
            if paginated is None
            else paginated
        )
        pages: Iterable[tuple[str, dict[str, Any]]] = [(name, {})]
        if lists and template_name in self.settings["PAGINATED_TEMPLATES"]:
            per_page = (
                self.settings["PAGINATED_TEMPLATES"][template_name] or self.settings["DEFAULT_PAGINATION"]
            )
            pages = _paginated(
                {key: _Series(name, url, value, self.settings, per_page) for key, value in lists.items()}
            )
        for save_as, extra in pages:
            address = self.siteurl(save_as, context, relative=relative_urls)
            if not self.may_write(save_as, override=override_output):
                continue
            own, shared = self._separate(context)
            own = snapshot(own | address | kwargs | extra)
            render = partial(self.render, save_as, template, own, shared)
            kind, content = template.name or "", path_of(kwargs)
            self._add(
                Declared(self.place(save_as), kind, self._digest(own, save_as), render, content=content)
            )

    def siteurl(self, name: str, context: dict[str, Any], *, relative: bool) -> dict[str, str]:
        """Return the variables that give a page its relative addresses.

        Contents in it have their links from the same address, unless a generator has given the page a context of its
        own: then they have, as with Pelican, those of the page before.
        """
        if not relative:
            return {} if self._siteurl is None else {"localsiteurl": self._siteurl}
        address = path_to_url(get_relative_path(name))
        if context is self.shared:
            self._siteurl = address
        return {"SITEURL": address, "localsiteurl": address}

    def render(self, name: str, template: Any, own: Mapping[str, Any], shared: dict[str, Any]) -> bytes:
        """Render a page with the shared context as of its declaration and the page's own values."""
        jinja.record_template(template)
        own = {"output_file": name, **own}
        with jinja.page_values(own, shared):
            text: str = template.render({**shared, **own})
        return text.encode("utf-8")

    def write_feed(
        self,
        elements: Any,
        context: dict[str, Any],
        path: str | None = None,
        url: str | None = None,
        feed_type: str = "atom",
        override_output: bool = False,
        feed_title: str | None = None,
    ) -> Any:
        """Declare a feed; without a path it is made at once, as with Pelican."""
        if not path:
            return super().write_feed(elements, context, path, url, feed_type, override_output, feed_title)
        if self.may_write(path, override=override_output):
            own, shared = self._separate(context)
            given = [elements, path, url, feed_type, feed_title, own]

            def render() -> bytes:
                capture = _FeedCapture(self.output_path, self.settings)
                tracked = _FeedContext({**shared, **own})
                tracked.own = own.keys()
                capture.write_feed(elements, tracked, path, url, feed_type, feed_title=feed_title)
                return capture.file.getvalue().encode("utf-8")

            self._add(Declared(self.place(path), f"feed {feed_type}", self._digest(given, path), render))
        return None

    def add_made_file(self, output: Declared) -> None:
        """Declare a file that a plugin makes without a template."""
        if self.may_write(output.name, override=False):
            self._add(output)

    def add_made_files(self, names: Sequence[str], own: bytes, make: Callable[[str], bytes]) -> None:
        """Declare files that a plugin makes without a template, and that differ in their names only."""
        plain = self._siteurl is None and all(map(_is_clear, names))
        if not plain or len(written := dict.fromkeys(names, False)) < len(names) or self._taken(written):
            for name in names:
                self.add_made_file(Declared(self.place(name), "made", own, partial(make, name)))
            return
        self._overridable |= written
        self._outputs.declare_all(names, "made", own, make)

    def _add(self, output: Declared) -> None:
        """Declare an output; links in contents begin as Pelican's writer has left it in the shared context."""
        siteurl, render = self._siteurl, output.render
        if siteurl is not None:

            def linked() -> bytes:
                with links_from(siteurl):
                    return render()

            output = replace(output, own=output.own + siteurl.encode(), render=linked)
        self._outputs.declare(output)

    def place(self, name: str) -> str:
        """Normalise a name relative to the output folder. Raises RuntimeError for a path outside of it."""
        if _is_clear(name) or not UNCLEAR.search(name):
            return name
        place = sanitised_join(self.output_path, name)
        return Path(os.path.relpath(place, self.output_path)).as_posix()

    def reserve(self, names: Mapping[str, bool]) -> None:
        """Reserve the names of all pages of contents, those up to date included, each with whether it may override."""
        self._reserved |= names

    def may_write(self, name: str, *, override: bool, reserved: bool = False) -> bool:
        """Tell whether a file may be declared, by Pelican's rules for files that are written twice.

        `reserved` means that the file is one of the reserved article pages. Raises FileOverwriteFailedError by the
        same rules.
        """
        name = self.place(name)
        before = self._overridable.get(name, None if reserved else self._reserved.get(name))
        if before and override:
            raise FileOverwriteFailedError(
                f'Failed to overwrite "{name}" a second time (was previously overwritten)'
            )
        if before:
            return False
        if before is False and not override:
            raise FileOverwriteFailedError(
                f'Failed to overwrite "{name}" as Pelican has already written to it previously (set `override=True` if intended)'
            )
        self._overridable[name] = override
        return True

    def _taken(self, names: dict[str, bool]) -> bool:
        """Tell whether another file with one of the names was declared."""
        return not (names.keys().isdisjoint(self._overridable) and names.keys().isdisjoint(self._reserved))

    def _separate(self, context: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values of a generator's own context that are not shared, and the shared context as of now."""
        shared = self.shared.state()
        plain = dict(dict.items(context))
        if context is self.shared:
            return {}, shared
        if shared.keys() - plain.keys():  # the page must not see what its context lacks
            return plain, {}
        return {key: value for key, value in plain.items() if shared.get(key, MISSING) is not value}, shared

    def _digest(self, own: object, name: str) -> bytes:
        try:
            return digest(own, settings=self.settings)
        except Undigestable:
            return f"{name} {id(own)}".encode()  # equals no other digest: the page is always stale


def _is_clear(name: str) -> bool:
    """Return whether normalising a path certainly leaves it as it is; a sixth of the time that UNCLEAR takes."""
    return name[:1] not in "./" and name[-1:] != "/" and "/." not in name and "//" not in name


class _Series(Paginator):
    """A paginator whose digest is computed once: each of its pages refers to it four times."""

    @cached_property
    def digest_name(self) -> str:
        """Identify all that the paginator holds; `num_pages` sets the last of it."""
        _ = self.num_pages
        return f"paginator {digest(vars(self), settings=self.settings).hex()}"


def _paginated(paginators: Mapping[str, Paginator]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and variables of each page of a series."""
    for number in range(next(iter(paginators.values())).num_pages):
        save_as, variables = "", dict[str, Any]()
        for key, paginator in paginators.items():
            page = paginator.page(number + 1)
            save_as = page.save_as
            variables |= {
                f"{key}_paginator": paginator,
                f"{key}_page": page,
                f"{key}_previous_page": paginator.page(number) if number > 0 else None,
                f"{key}_next_page": paginator.page(number + 2) if number + 1 < paginator.num_pages else None,
            }
        yield save_as, variables


def path_of(kwargs: dict[str, Any]) -> str:
    """Return the path of the content whose page is rendered with these values."""
    content = next((value for value in kwargs.values() if isinstance(value, Content)), None)
    return str(content.relative_source_path) if content else ""


def snapshot(value: Any) -> Any:
    """Return a copy of plain lists, dictionaries and sets, which a plugin may change before the page is rendered."""
    if type(value) is dict:
        return {key: snapshot(item) for key, item in value.items()}
    if type(value) is list:
        return [snapshot(item) for item in value]
    return set(value) if type(value) is set else value


class _FeedContext(SharedContext):
    """The context of a feed, with values of its own: these are part of the feed's own digest."""

    own: Collection[str] = ()

    def record(self, key: str) -> None:
        """Record a read of a value that is not the feed's own."""
        if key not in self.own:
            super().record(key)


class _Kept(io.StringIO):
    """A text that can be read after it was closed."""

    def close(self) -> None:
        return


class _FeedCapture(Writer):
    """Pelican's writer, keeping the feed instead of writing it."""

    file: _Kept

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        del filename, encoding, override
        self.file = _Kept()
        return self.file
