"""Files and typed text of working groups: read with judgement, compared, written back."""
