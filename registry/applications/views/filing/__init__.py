"""The applicant's pages: with an account or without, with script or without."""
