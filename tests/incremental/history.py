"""Histories of made-up edits: after each step the engine's folder is what stock Pelican makes of it.

`every_kind_of_edit` is short and leaves no kind of edit out; Hypothesis seeks combinations, for as long as it is given:
`python -m tests.incremental.history --minutes 60 --seed 1` prints seeds, rounds and steps.
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.internal.conjecture import engine
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import (
    RULE_MARKER,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.images.photos import photo
from tests.incremental import edits
from tests.incremental.builder import Builder, Outcome
from tests.incremental.killing import Fate
from tests.incremental.sites import Portal, SimpleSite, TwiceBuilt
from tests.incremental.texts import Texts

MARK = re.compile(r"<i>\d+</i>")
NUMBERS = st.integers(0, 7)
Edit = tuple[
    str, dict[str, st.SearchStrategy[Any]]
]  # the name of a rule, and strategies that replace its own
# Edits that need not show on the site, and those that change so much of it that they hide what is not tracked.
SILENT = {"touch", "build_again", "several_edits_together", "lose", "break_the_contract"}
WIDE = {"edit_settings", "edit_plugin", "edit_agency", "let_time_pass", "break_the_contract", "lose"}
TRIES = 2
DRAWS = 20


class Builders:
    """Processes with different hash seeds, started when they are first needed and kept for all histories."""

    started: ClassVar[dict[int, Builder]] = {}

    @classmethod
    def get(cls, hash_seed: int) -> Builder:
        """Return the builder with a hash seed."""
        if hash_seed not in cls.started:
            zones = ("UTC", "America/New_York", "Asia/Tokyo", "Asia/Ho_Chi_Minh")
            cls.started[hash_seed] = Builder(hash_seed, zones[hash_seed % 4])
        return cls.started[hash_seed]

    @classmethod
    def close(cls) -> None:
        """End them all."""
        for builder in cls.started.values():
            builder.close()
        cls.started.clear()


class History(RuleBasedStateMachine):
    """What may happen to any site."""

    keeps_contract = False
    pictures = "images"  # the folder of pictures
    facts: Collection[str] = (
        edits.FACTS.keys() - edits.FACTS_OF_CONTRACT
    )  # each edited by `every_kind_of_edit`
    left_out: Collection[str] = ()  # the rules that it leaves to other kinds of sites
    builds: ClassVar[dict[str, int]] = {}
    statuses: ClassVar[tuple[str, ...]] = ()

    site: TwiceBuilt
    texts: Texts

    def make(self, folder: Path, stock: Builder, engine: Builder) -> TwiceBuilt:
        """Return the empty site."""
        raise NotImplementedError

    @initialize(stock=st.integers(0, 2), engine=st.integers(3, 5), lasting=st.integers(0, 7))
    def begin(self, stock: int, engine: int, lasting: int) -> None:
        """Begin with six articles and a page."""
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        self.own_builder = Builder(engine) if lasting == 7 else None
        self.site = self.make(self.folder, Builders.get(stock), self.own_builder or Builders.get(engine))
        self.site.options["lasting"] = bool(self.own_builder)
        self.quiet = 0
        self.begun = False
        self.texts = Texts(self.site, keeps_contract=self.keeps_contract)
        self.picture(0, 0)
        for number in range(6):
            path = f"articles/2024/0{3 + number // 3}/{'abcdef'[number]}.md"
            facts = {
                "day": 10 + number,
                "month": 3 + number // 3,
                "cover": f"{self.pictures}/0.png" if number == 1 else "",
            }
            self.texts.add(path, slug=f"bai-{number}", title=f"Bài {number}", tags="đỏ", **facts)
        self.texts.add("pages/gioi-thieu.md", slug="gioi-thieu", title="Giới thiệu", is_page=True)

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.own_builder:
                self.own_builder.close()

    @invariant()
    def same_bytes(self) -> None:
        """Build both ways, unless several edits are to come together."""
        if not hasattr(self, "texts"):
            return
        if self.quiet:
            self.quiet -= 1
            return
        self.compare()

    def compare(self) -> Outcome:
        """Build both ways; returns how the engine's build ended."""
        outcome = self.site.check(may_fail=self.begun)
        self.begun = True
        self.builds[outcome.how] = self.builds.get(outcome.how, 0) + 1
        return outcome

    # ---- texts

    @rule(name=st.sampled_from("abcdefgh"), month=st.integers(3, 5), facts=edits.facts())
    def add_article(self, name: str, month: int, facts: dict[str, Any]) -> None:
        self.texts.add(
            f"articles/2024/0{month}/{name}.md", **{"month": month, "slug": f"bai-{name}", **facts}
        )

    @rule(which=NUMBERS, facts=edits.facts(most=2))
    def edit_article(self, which: int, facts: dict[str, Any]) -> None:
        text = self.texts.pick(which)
        if text is not None:
            vars(text).update(facts)
            self.texts.write(text)

    @rule(which=NUMBERS, number=st.integers(0, 99))
    def edit_body(self, which: int, number: int) -> None:
        text = self.texts.pick(which)
        if text is not None:
            text.body = f"Thân bài số {number}, *đã sửa*."
            self.texts.write(text)

    @rule(which=NUMBERS, status=st.integers(0, 3))
    def change_status(self, which: int, status: int) -> None:
        text = self.texts.pick(which)
        if text is not None:
            text.status = self.statuses[status % len(self.statuses)]
            self.texts.write(text)

    @rule(which=NUMBERS, other=NUMBERS, page=st.booleans(), to_page=st.booleans())
    def link(self, *, which: int, other: int, page: bool, to_page: bool) -> None:
        text, found = self.texts.pick(which, page=page), self.texts.pick(other, page=to_page)
        if text is not None and found is not None and text is not found:
            text.links = [found.path] if text.links else [*text.links, found.path]
            self.texts.write(text)

    @rule(which=NUMBERS)
    def translate(self, which: int) -> None:
        text = self.texts.pick(which)
        if text is not None and text.lang == "vi":
            facts = {
                name: getattr(text, name) for name in ("slug", "month", "year", "day", "category", "status")
            }
            self.texts.add(
                text.path.replace(".md", "-en.md"), lang="en", title=f"{text.title} in English", **facts
            )

    @rule(which=NUMBERS, page=st.booleans())
    def delete(self, *, which: int, page: bool) -> None:
        text = self.texts.pick(which, page=page)
        if text is not None:
            self.texts.remove(text)

    @rule(
        which=NUMBERS,
        name=st.sampled_from("wxyz"),
        folder=st.sampled_from(["2024/03", "2023", "2024/05/sub"]),
        follow=st.integers(0, 3),
    )
    def rename(self, which: int, name: str, folder: str, follow: int) -> None:
        text = self.texts.pick(which)
        if text is not None:
            self.texts.move(text, f"articles/{folder}/{name}.md", links_follow=follow > 0)

    @rule(one=NUMBERS, two=NUMBERS)
    def exchange_addresses(self, one: int, two: int) -> None:
        first, second = self.texts.pick(one), self.texts.pick(two)
        if first is not None and second is not None and first is not second:
            first.slug, second.slug = second.slug, first.slug
            self.texts.write(first)
            self.texts.write(second)

    @rule(which=NUMBERS, old=st.booleans())
    def touch(self, *, which: int, old: bool) -> None:
        text = self.texts.pick(which)
        if text is not None:
            os.utime(self.site.content / text.path, (1e9, 1e9) if old else None)

    @rule(
        slug=st.sampled_from(["gioi-thieu", "quyen-rieng-tu", "lien-he"]),
        title=st.integers(0, 3),
        status=st.sampled_from(["published", "published", "draft"]),
    )
    def write_page(self, slug: str, title: int, status: str) -> None:
        facts = {"title": f"Trang {title}", "status": status}
        text = next((text for text in self.texts.all if text.path == f"pages/{slug}.md"), None)
        if text is None:
            self.texts.add(f"pages/{slug}.md", slug=slug, is_page=True, **facts)
        else:
            vars(text).update(facts)
            self.texts.write(text)

    @rule(name=st.integers(0, 2), data=st.integers(0, 3))
    def picture(self, name: int, data: int) -> None:
        self.site.write(f"content/{self.pictures}/{name}.png", photo(3 + data, 2))

    @rule(name=st.integers(0, 2))
    def delete_picture(self, name: int) -> None:
        (self.site.content / f"{self.pictures}/{name}.png").unlink(missing_ok=True)

    @rule(which=NUMBERS, name=st.integers(0, 2), how=st.sampled_from(["cover", "attachment", "links"]))
    def use_picture(self, which: int, name: int, how: str) -> None:
        text, path = self.texts.pick(which), f"{self.pictures}/{name}.png"
        if text is not None:
            setattr(text, how, [path] if how == "links" else path)
            self.texts.write(text)

    # ---- theme, settings, plugins

    @rule(which=st.integers(0, 99), number=st.integers(0, 2))
    def edit_template(self, which: int, number: int) -> None:
        """Put a mark where it shows, or take it away."""
        found = sorted((self.folder / "theme").rglob("*.html"))
        file = found[which % len(found)]
        self._mark(file, file, number)

    @rule(which=st.integers(0, 99), number=st.integers(0, 2))
    def shadow_template(self, which: int, number: int) -> None:
        """Put a changed copy of a template into an earlier folder, or take it away."""
        theme = self.folder / "theme" / "templates"
        found = sorted(theme.glob("*.html"))
        file = found[which % len(found)]
        copy = self.folder / "overrides" / file.name
        if number == 0:
            copy.unlink(missing_ok=True)
        else:
            copy.parent.mkdir(exist_ok=True)
            self._mark(file, copy, number + 10)

    def _mark(self, file: Path, to: Path, number: int) -> None:
        text = MARK.sub("", file.read_text(encoding="utf-8"))
        place = re.search(r"{%-? *(block|macro) [^%]*%}", text)
        at = place.end() if place else len(text)
        mark = f"<i>{number}</i>" if number else ""
        to.write_text(text[:at] + mark + text[at:], encoding="utf-8")

    @rule(name=st.integers(0, 2), number=st.integers(0, 2))
    def theme_file(self, name: int, number: int) -> None:
        file = self.folder / f"theme/static/sub{name}/x.css"
        if number:
            self.site.write(f"theme/static/sub{name}/x.css", f"a{{top:{number}px}}")
        else:
            file.unlink(missing_ok=True)

    @rule(chosen=st.sets(st.integers(0, 99), max_size=3))
    def edit_settings(self, chosen: set[int]) -> None:
        pool = self.settings_pool()
        lines = sorted({pool[number % len(pool)] for number in chosen})
        self.site.configure("\n".join([self.base_lines(), *lines, ""]))

    @precondition(lambda self: not getattr(self, "own_builder", None))
    @rule(kind=st.sampled_from(sorted(edits.PLUGINS)), number=st.integers(0, 2))
    def edit_plugin(self, kind: str, number: int) -> None:
        """Write the plugin's file; it is used as soon as it is there."""
        self.site.write("plugins/extra.py", edits.PLUGINS[kind].replace("NUMBER", str(number)))

    def settings_pool(self) -> list[str]:
        """Return lines that may stand in the settings file."""
        raise NotImplementedError

    def base_lines(self) -> str:
        """Return the lines that always stand there."""
        raise NotImplementedError

    # ---- builds

    @rule(many=st.integers(1, 3))
    def several_edits_together(self, many: int) -> None:
        self.quiet = many

    @rule()
    def build_again(self) -> None:
        """Where nothing has changed since a build, nothing is rendered or written."""
        if self.quiet or self.site.build().how != "built":
            return
        again = self.site.build()
        assert (again.summary["rendered"], again.summary["written"], again.summary["removed"]) == (0, 0, 0), (
            again
        )

    @precondition(lambda self: not getattr(self, "own_builder", None))
    @rule(
        fate=st.one_of(
            st.builds(Fate, dies_at=st.integers(1, 60)),
            st.builds(Fate, fails_at=st.integers(1, 60)),
            st.builds(Fate, dies_after=st.sampled_from([0.03, 0.06, 0.1, 0.15, 0.25]), alone=st.booleans()),
        ),
        which=NUMBERS,
        number=st.integers(0, 99),
        back=st.booleans(),
    )
    def an_edit_whose_build_dies(self, *, fate: Fate, which: int, number: int, back: bool) -> None:
        """Edit, let the build be killed, perhaps take the edit back."""
        text = self.texts.pick(which)
        before = (text.title, text.body) if text is not None else ("", "")
        if text is not None:
            text.title, text.body = f"Sửa {number}", f"Sửa {number}."
            self.texts.write(text)
        self.site.build(fate=fate)
        while self.site.build().kind == "BusyError":
            time.sleep(0.02)
        if text is not None and back:
            text.title, text.body = before
            self.texts.write(text)

    @rule(what=st.sampled_from(["ledger", "all"]))
    def lose(self, what: str) -> None:
        """Lose the ledger, or everything that was built."""
        shutil.rmtree(self.site.ledger, ignore_errors=True)
        if what == "all":
            shutil.rmtree(self.site.kept, ignore_errors=True)


class PortalHistory(History):
    """The project's theme and all its plugins."""

    keeps_contract = True
    pictures = "documents"
    facts: Collection[str] = ("title", "day", "tags", "category")
    left_out: Collection[str] = (
        *("edit_settings", "edit_plugin", "lose", "break_the_contract", "touch", "several_edits_together"),
        *("an_edit_whose_build_dies", "build_again", "delete_picture", "document", "exchange_addresses"),
    )
    statuses = ("published", "draft", "withdrawn", "published")

    def make(self, folder: Path, stock: Builder, engine: Builder) -> TwiceBuilt:
        site = Portal(folder, stock, engine)
        site.write("plugins/extra.py", edits.PLUGINS["none"])
        self.agency: dict[str, str] = {}
        site.configure(self.base_lines())
        return site

    def settings_pool(self) -> list[str]:
        return edits.PORTAL_SETTINGS

    def base_lines(self) -> str:
        return "from pelicanconf import *\nINCREMENTAL_PROCESSES = 1\nPLUGINS = [*PLUGINS, 'extra']\n"

    @rule(change=edits.agency())
    def edit_agency(self, change: dict[str, str]) -> None:
        self.agency |= change
        for name, width in (("nen.jpg", 1280), ("nen-khac.jpg", 1300)):
            self.site.write(f"content/{name}", photo(width, 140))
        self.site.write("content/agency.yaml", edits.agency_file(self.agency))

    @rule(moment=st.sampled_from(edits.MOMENTS))
    def let_time_pass(self, moment: str) -> None:
        """Build at another moment: later, or now and then earlier."""
        self.site.override["BUILD_MOMENT"] = moment

    @rule(which=NUMBERS, name=st.integers(0, 1), size=st.integers(1, 3))
    def attach_document(self, which: int, name: int, size: int) -> None:
        """Attach a document, whose size then stands on the page."""
        self.document(name, size)
        text = self.texts.pick(which)
        if text is not None:
            text.attachment = f"documents/{name}.pdf"
            self.texts.write(text)

    @rule(name=st.integers(0, 1), size=st.integers(0, 3))
    def document(self, name: int, size: int) -> None:
        """Write a document of another size; an empty one is rejected."""
        self.site.write(f"content/documents/{name}.pdf", b"%PDF-1.7\n" + bytes(size * 2000) if size else b"")

    @rule(which=NUMBERS)
    def break_the_contract(self, which: int) -> None:
        """Leave out what an article must say; the next edit of the file puts it right."""
        text = self.texts.pick(which)
        if text is not None:
            self.site.write(f"content/{text.path}", "---\ntitle: Hỏng\n---\n\nHỏng.\n")


class ContractHistory(PortalHistory):
    """The contract, the agency and the departments with Pelican's own theme."""

    facts = ("author", "department", "expires", "old_urls", "slug", "summary")
    left_out = ("attach_document", "delete_picture", "document", "picture", "touch")

    def make(self, folder: Path, stock: Builder, engine: Builder) -> TwiceBuilt:
        site = super().make(folder, stock, engine)
        shutil.rmtree(folder / "theme")
        edits.copy_simple(folder / "theme")
        site.override["THEME_TEMPLATES_OVERRIDES"] = [str(folder / "overrides")]
        return site

    def settings_pool(self) -> list[str]:
        return edits.CONTRACT_SETTINGS

    def base_lines(self) -> str:
        return edits.CONTRACT_LINES


class PlainHistory(History):
    """Pelican as it comes, with its own theme and plain metadata."""

    statuses = ("published", "draft", "hidden", "skip")

    def make(self, folder: Path, stock: Builder, engine: Builder) -> TwiceBuilt:
        site = SimpleSite(folder, stock, engine)
        site.override["THEME_TEMPLATES_OVERRIDES"] = [str(folder / "overrides")]
        site.override["PLUGINS"] = ["extra"]
        site.write("plugins/extra.py", edits.PLUGINS["none"])
        return site

    def settings_pool(self) -> list[str]:
        return edits.PLAIN_SETTINGS

    def base_lines(self) -> str:
        return "\n".join(line.strip() for line in SimpleSite.lines.splitlines())


class Walk:
    """A history in which each kind of edit shows on the site, in an order and with arguments drawn by a number.

    An edit is drawn again until its build succeeds with another site than before; what a build rejects is taken back.
    """

    def __init__(self, history: History, number: int) -> None:
        self._history = history
        self._random = Random(number)
        self._rules = {
            name: getattr(function, RULE_MARKER)
            for name, function in inspect.getmembers(type(history))
            if hasattr(function, RULE_MARKER)
        }
        self.steps: list[str] = []
        self.not_shown: list[str] = []

    def go(self) -> None:
        """Make all edits, those that change most of the site last."""
        self._history.compare()
        kinds = self._kinds()
        self._random.shuffle(kinds)
        for name, given in sorted(kinds, key=lambda edit: edit[0] in WIDE):
            if not any(self._shows(name, given) for _ in range(1 if name in SILENT else TRIES)):
                self.not_shown.append(self.steps[-1])

    def _kinds(self) -> list[Edit]:
        """Return the edits to make: of each rule one, or one for each fact and status, and of a picture in use."""
        each: dict[str, list[dict[str, st.SearchStrategy[Any]]]] = {
            "edit_article": [
                {"facts": st.fixed_dictionaries({name: edits.FACTS[name]})} for name in self._history.facts
            ],
            "change_status": [{"status": st.just(1)}, {"status": st.just(2)}],
            "picture": [{"name": st.just(0)}] * 2,  # a deleted one comes back, then it is another one
        }
        names = sorted(self._rules.keys() - self._history.left_out)
        return [(name, given) for name in names for given in each.get(name, [{}])]

    def _shows(self, name: str, given: dict[str, st.SearchStrategy[Any]]) -> bool:
        """Make an edit of a kind and compare; returns whether the site is another one now."""
        history = self._history
        sources, state = self._sources(), deepcopy((history.texts.all, history.site.override))
        site = history.site.expected
        for _ in range(DRAWS):
            self._edit(name, given)
            if name in SILENT or self._sources() != sources or history.site.override != state[1]:
                break
        while history.quiet:
            history.quiet -= 1
            self._edit("edit_article", {})
        if history.compare().how == "built":
            return history.site.expected != site
        self._take_back(sources)
        history.texts.all, history.site.override = state
        return False

    def _edit(self, name: str, given: dict[str, st.SearchStrategy[Any]]) -> None:
        rule_ = self._rules[name]
        data = ConjectureData(random=self._random, provider=Unbiased)
        with BuildContext(data, wrapped_test=rule_.function):
            arguments = {key: data.draw(values) for key, values in {**rule_.arguments, **given}.items()}
        self.steps.append(f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})")
        rule_.function(self._history, **arguments)

    def _sources(self) -> dict[Path, bytes]:
        folder = self._history.folder
        places = (folder / name for name in ("content", "theme", "overrides", "plugins"))
        files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
        return {file: file.read_bytes() for file in [*files, self._history.site.settings_file]}

    def _take_back(self, sources: dict[Path, bytes]) -> None:
        for file, data in self._sources().items():
            if file not in sources:
                file.unlink()
            elif sources[file] != data:
                file.write_bytes(sources[file])
        for file in sources.keys() - self._sources().keys():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(sources[file])


class Unbiased(HypothesisProvider):
    """Draws without constants found in the modules that happen to be loaded."""

    def _maybe_draw_constant(self, *_arguments: Any, **_options: Any) -> None:
        return None


KINDS = {"portal": PortalHistory, "contract": ContractHistory, "plain": PlainHistory}


def live(kind: str, number: int, *, examples: int, steps: int) -> None:
    """Live through histories of one kind; fails with the steps that lead to a difference."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(KINDS[kind]), settings=profile)


def every_kind_of_edit(kind: str, number: int) -> list[str]:
    """Make every kind of edit; fails with the steps that lead to a difference. Returns the edits that never showed."""
    history = KINDS[kind]()
    history.begin(stock=0, engine=3, lasting=0)
    walk = Walk(history, number)
    try:
        walk.go()
    except BaseException as error:
        error.add_note("\n".join([f"{kind}, {number}:", *walk.steps]))
        raise
    finally:
        history.teardown()
    return walk.not_shown


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kind", choices=sorted(KINDS), default=None)
    parser.add_argument("--steps", type=int, default=25)
    arguments = parser.parse_args()
    engine.MAX_SHRINKING_SECONDS = 90  # a build takes too long for Hypothesis's own five minutes to be of use
    number = arguments.seed if arguments.seed is not None else Random().randrange(2**32)
    start, rounds = time.monotonic(), 0
    try:
        while time.monotonic() - start < arguments.minutes * 60:
            for kind in [arguments.kind] if arguments.kind else KINDS:
                print(f"seed {number + rounds}, {kind} …", end=" ", flush=True)
                live(kind, number + rounds, examples=8, steps=arguments.steps)
                print(
                    f"{sum(History.builds.values())} builds so far, {time.monotonic() - start:.0f} s",
                    flush=True,
                )
            rounds += 1
    finally:
        Builders.close()
    print(
        f"no difference: seeds {number} to {number + rounds - 1}, {rounds} rounds, builds compared {History.builds}"
    )


if __name__ == "__main__":
    main()
