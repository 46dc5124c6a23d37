"""Starting something new: an article, or a portal of one's own. Nothing to register."""
