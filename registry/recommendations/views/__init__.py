"""Pages of recommendations: of the offices, of their sheets, of the units that are asked."""
