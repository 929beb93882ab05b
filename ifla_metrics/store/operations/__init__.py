"""What the operator of a server does: create, load, migrate, back up, copy."""
