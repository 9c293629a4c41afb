"""Pages of the conditions: what they are, who has proven them, the list of the centre."""
