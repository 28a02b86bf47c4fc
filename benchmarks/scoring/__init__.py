"""`make bench`: what scoring a message costs, side by side."""
