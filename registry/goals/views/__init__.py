"""Pages of goals: the board, a figure with its rows, snapshots, what the public reads."""
