"""What the software is made of: a bill of materials for each release, and known vulnerabilities."""
