"""What Word documents and PDFs become: a text of the portal, and proposals for its front matter."""
