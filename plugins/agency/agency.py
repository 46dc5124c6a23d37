"""Who publishes: `agency.yaml`, read once, checked, and offered to templates as `agency`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from zoneinfo import ZoneInfo

from plugins.agency.palettes import DEFAULT, PALETTES, Palette

# Of the home page, in the order that it has by default; chosen in plugins/site_pages/home.py.
BLOCKS = (
    "tasks",
    "lead",
    "notices",
    "cards",
    "latest",
    "departments",
    "counter",
    "most_read",
    "categories",
    "links",
)
PLACEHOLDER = ("[", "]")
ALL_NEWS = "tin-moi"  # the slug of the feed of all articles


@dataclass(frozen=True)
class Link:
    """A link that the agency chose: its label and its URL (root-relative, or https://…)."""

    label: str
    url: str


@dataclass(frozen=True)
class MenuEntry(Link):
    """An entry of the main menu, and those below it; one that only opens them has the URL ""."""

    children: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Task:
    """What citizens come for, at the top of the home page: the name of its icon, its label and its URL."""

    icon: str
    label: str
    url: str


@dataclass(frozen=True)
class Telephone:
    """A number beside the agency's own, on the contact page: whose it is, and the number as it is written."""

    label: str
    number: str


@dataclass(frozen=True)
class Banner:
    """A link to another portal: its label, its URL, and a picture in which the label stands (a file of the content folder)."""

    label: str
    url: str
    picture: str = ""


@dataclass(frozen=True)
class Section:
    """A department or a category: its name, the part of its address, and its name on English pages."""

    name: str
    slug: str
    english_name: str = ""


@dataclass(frozen=True)
class Office(Section):
    """A department and how to reach it, as far as that is known; what is not is "" and is not shown."""

    address: str = ""
    telephone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Badges:
    """Badges of the footer: answering over IPv6, and the entry in the Tín nhiệm mạng directory."""

    ipv6: bool = False
    trust_url: str = ""
    trust_label: str = ""


@dataclass(frozen=True)
class Sections:
    """Facts that texts depend on: departments, categories, the zone of dates, after how many years an article is old, the site's URL."""

    departments: tuple[Section, ...]
    categories: tuple[Section, ...]
    zone: ZoneInfo
    old_after: int
    site_url: str


@dataclass(frozen=True)
class Agency:
    """The facts of `agency.yaml`; texts that are not known yet are placeholders in square brackets."""

    name: str
    full_name: str
    site_url: str
    departments: tuple[Office, ...]
    categories: tuple[Section, ...]
    english_name: str = ""
    superior: str = ""
    initials: str = ""
    description: str = ""
    emblem: str = ""
    masthead_picture: str = ""  # a file of the content folder, also where the emblem is a URL already
    address: str = "[chưa có địa chỉ]"
    telephone: str = "[chưa có số điện thoại]"
    email: str = "[chưa có thư điện tử]"
    responsible: str = "[chưa có người chịu trách nhiệm nội dung]"
    english_address: str = ""
    english_responsible: str = ""
    telephones: tuple[Telephone, ...] = ()
    hours: str = ""
    map_url: str = ""
    demo: str = ""  # why this is no official portal: "software", "fictional", or "" if it is one
    time_zone: str = "Asia/Ho_Chi_Minh"
    notices: str = ""
    opening_total: int = 0
    old_after: int = 2
    accent: str = DEFAULT  # a key of PALETTES
    cards: str = "agency"  # whose cards are drawn for links: "agency", "article" (both), or "" for none
    desk: str = ""  # where editors sign in, such as https://ban-bien-tap.tanhlinh.example
    successor: Link | None = None
    security_contact: str = ""
    security_expires: date | None = None
    menu: tuple[MenuEntry, ...] = ()
    links: tuple[Banner, ...] = ()
    home: tuple[str, ...] = BLOCKS  # names of blocks and of categories, in their order
    tasks: tuple[Task, ...] = ()
    badges: Badges = field(default_factory=Badges)
    synonyms: tuple[str, ...] = ()  # of the search, e.g. "cắt điện = cúp điện"

    @property
    def palette(self) -> Palette:
        """The colours of the accent."""
        return PALETTES[self.accent]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the agency counts days."""
        return ZoneInfo(self.time_zone)

    @property
    def sections(self) -> Sections:
        """The facts that texts depend on, apart from all others, such as how to reach a department."""
        departments = tuple(Section(item.name, item.slug, item.english_name) for item in self.departments)
        return Sections(departments, self.categories, self.zone, self.old_after, self.site_url)

    def called(self, lang: str, *, short: bool = False) -> str:
        """Return the full name in a language, or the `short` one; Vietnamese if there is no other."""
        own = self.name if short else self.full_name
        return own if lang == "vi" else self.english_name or own

    @property
    def english_names(self) -> dict[str, str]:
        """The English names of departments and categories that have one, by their Vietnamese names."""
        sections = (*self.departments, *self.categories)
        return {section.name: section.english_name for section in sections if section.english_name}

    def is_placeholder(self, name: str) -> bool:
        """Return whether the value called `name` is still a placeholder such as `[chưa có số điện thoại]`."""
        value = getattr(self, name)
        return isinstance(value, str) and value[:1] + value[-1:] == "".join(PLACEHOLDER)

    def placeholders(self) -> list[str]:
        """Return the names of all values that are not filled in yet."""
        return [item.name for item in fields(self) if self.is_placeholder(item.name)]
