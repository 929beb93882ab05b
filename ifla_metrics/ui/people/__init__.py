"""People as the secretariat keeps them on the screen."""
