"""Pages of this room: rights, people, agencies, import."""
