"""What one portal needs on its server, generated from one settings file. See README.md."""
