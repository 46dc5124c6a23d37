"""The office's own facts, `agency.yaml`, as forms."""
