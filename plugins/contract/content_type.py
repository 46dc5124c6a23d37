"""What a content type is: its fields, its folder and URL, the lists it enters. A type is declared once, as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugins.contract.site.entry import Entry
    from plugins.errors.issue import Issue


LANGUAGES = ("vi", "en")  # of texts; the first is the portal's


class Kind(Enum):
    """What a field's text means, and so how it is read and checked."""

    TEXT = "text"
    NAMES = "names"
    TAGS = "tags"
    DEPARTMENT = "department"
    CATEGORY = "category"
    MOMENT = "moment"
    SLUG = "slug"
    STATUS = "status"
    PICTURE = "picture"
    ATTACHMENTS = "attachments"
    UPDATES = "updates"
    ADDRESSES = "addresses"
    LANGUAGE = "language"
    YES_NO = "yes or no"


class Status(Enum):
    """Status of a text. A published one with a date after the build's moment is scheduled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


# How an editor may write a status, beside the value itself.
STATUS_WORDS = {
    "nháp": Status.DRAFT,
    "bản nháp": Status.DRAFT,
    "đăng": Status.PUBLISHED,
    "đã đăng": Status.PUBLISHED,
    "thu hồi": Status.WITHDRAWN,
    "đã thu hồi": Status.WITHDRAWN,
}
# A status wherever it stands: as a part of other text it would have no effect.
STATUS_WRITTEN = (
    rf"status[\"'*_ \t]*[:：][\"'*_ \t]*(?:{'|'.join([*(item.value for item in Status), *STATUS_WORDS])})\b"
)
DEFAULTS: dict[Kind, Any] = {  # "" for all others
    Kind.NAMES: (),
    Kind.TAGS: (),
    Kind.MOMENT: None,
    Kind.STATUS: Status.PUBLISHED,
    Kind.ATTACHMENTS: (),
    Kind.UPDATES: (),
    Kind.ADDRESSES: (),
    Kind.LANGUAGE: "vi",
    Kind.YES_NO: False,
}


@dataclass(frozen=True)
class Field:
    """One field: its key in the front matter, its Vietnamese label, an example and its purpose.

    `longest` is the limit of one value in characters, `most` how many values a list may have. `attribute` is its name
    in templates (default: the key); a field that is `part_of` a picture has none of its own.
    """

    key: str
    kind: Kind
    label: str
    example: str
    purpose: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    longest: int = 500
    most: int = 100
    choices: tuple[str, ...] = ()
    attribute: str = ""
    part_of: str = ""
    suggestion: str = ""  # default answer in `invoke new`

    @property
    def name(self) -> str:
        """The name of the value."""
        return self.attribute or self.key


Values = dict[str, Any]  # of fields, by name; those that are not given are missing
Lines = dict[str, int]  # of fields, by key
FieldRule = Callable[[Values, Lines, str], Iterable["Issue"]]  # the third is the path of the file
SiteRule = Callable[["list[Entry]"], Iterable["Issue"]]


@dataclass(frozen=True)
class ContentType:
    """A kind of text. Reader, checks and `invoke new` are derived from it; for articles and pages also schema and reference.

    A plugin offers its types as `CONTENT_TYPES`, and a subclass of `ContentGenerator` whose `content_class` is called
    like the type: type `person`, class `Person`, settings `PERSON_URL`, `PERSON_PATHS`, ….
    """

    name: str
    label: str
    folder: str
    fields: tuple[Field, ...]
    url: str = ""  # for the settings …_URL and …_SAVE_AS, if they are not set
    template: str = ""  # default: that of the content class
    addresses: tuple[str, ...] = ()  # pages that list these texts, beside those of articles
    dated: bool = False  # new files go into a folder for the month
    listed: bool = False  # in the lists and feeds of departments, categories, tags, authors and months
    in_sitemap: bool = True
    in_search: bool = True
    rules: tuple[FieldRule, ...] = ()  # on the fields of one text
    site_rules: tuple[SiteRule, ...] = ()  # on all texts of this type
    asked: tuple[str, ...] = ()  # fields that `invoke new` asks for; without any it does not offer the type
    written: tuple[str, ...] = ()  # further fields of a new file

    def field(self, key: str) -> Field:
        """Return a field by its key."""
        return next(item for item in self.fields if item.key == key)

    def setting(self, name: str) -> str:
        """Return the name of one of Pelican's settings for this type, e.g. `ARTICLE_URL`."""
        return f"{self.name}_{name}".upper()


def register_types(settings: Any, plugins: Iterable[object]) -> None:
    """Set CONTENT_TYPES and CHECKS to what the plugins offer, and Pelican's settings for their types."""
    offered = list(plugins)
    types = {item.name: item for plugin in offered for item in getattr(plugin, "CONTENT_TYPES", ())}
    settings["CONTENT_TYPES"] = types
    settings["CHECKS"] = tuple(item for plugin in offered for item in getattr(plugin, "CHECKS", ()))
    for item in types.values():
        if not item.url:
            continue
        defaults = {"PATHS": [item.folder], "EXCLUDES": [], "ORDER_BY": "slug", "TRANSLATION_ID": "slug"}
        for prefix, url in (("", item.url), ("LANG_", f"{{lang}}/{item.url}")):
            defaults |= {f"{prefix}URL": url, f"{prefix}SAVE_AS": f"{url}index.html"}
        for name, value in defaults.items():
            settings.setdefault(item.setting(name), value)
        outside = {*settings["ARTICLE_EXCLUDES"], *settings[item.setting("PATHS")]}
        settings["ARTICLE_EXCLUDES"] = sorted(outside)


def types_of(settings: Mapping[str, Any]) -> Mapping[str, ContentType]:
    """Return the content types by name; without a build, such as in `check`, they are registered first."""
    if "CONTENT_TYPES" not in settings:
        from pelican.plugins._utils import load_plugins  # noqa: PLC0415 - a rollback reads texts without Pelican

        register_types(settings, load_plugins(settings))
    types: Mapping[str, ContentType] = settings["CONTENT_TYPES"]
    return types


def type_at(path: str, settings: Mapping[str, Any]) -> ContentType:
    """Return the type of a text by its path below the content folder: an article, unless another type has its folder."""
    types = types_of(settings)
    for item in types.values():
        if any(folder and path.startswith(f"{folder}/") for folder in settings[item.setting("PATHS")]):
            return item
    return types["article"]


def contents(context: Mapping[str, Any], flag: str = "", *, hidden: bool = False) -> Iterator[Any]:
    """Yield the texts that stand in no dated list, with translations; only of types with a flag, e.g. `in_search`.

    `hidden` ones too are withdrawn: they have a page, and nothing else may show them.
    """
    for item in types_of(context).values():
        if not item.listed and (not flag or getattr(item, flag)):
            for name in (f"{item.name}s", *([f"hidden_{item.name}s"] if hidden else [])):
                for original in context[name]:
                    yield from (original, *original.translations)
