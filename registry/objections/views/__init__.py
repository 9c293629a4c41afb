"""Pages of objections: `public` for everybody, `office` and `steps` for the staff."""
