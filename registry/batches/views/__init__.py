"""Pages of decision batches."""
