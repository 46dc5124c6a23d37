"""All pages about people."""

from plugins.desk.people import account, signing_in, staff

PAGES = [*signing_in.PAGES, *account.PAGES, *staff.PAGES]
