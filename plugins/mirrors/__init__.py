"""Places on other machines that have the releases of a target folder: over SSH, or a bucket behind a CDN. See README.md."""
