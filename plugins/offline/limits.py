"""How much a reader's browser keeps, and for how long: the worker and the page that tells of it read it here."""

DAY = 24 * 60 * 60 * 1000  # milliseconds, as everything that lasts in a browser

NEWS = 10  # articles that are stored before they are read: with the home page some 60 kB
LIMITS = {
    "pages": 50,
    "pictures": 100,
    "renewals": 12,  # stored pages that are asked for again after one page was opened
    "old": DAY,  # a page stored longer ago is asked for again
    "oldest": 30 * DAY,  # and one stored longer ago is not shown
    "patience": 5000,  # a network that says nothing for so long is none, if there is a stored page
    "pause": 500,  # answers that come in this time are followed by one look at the list
}
