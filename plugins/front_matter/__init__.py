"""Text files with YAML: decoding, front matter with line numbers, limits."""
