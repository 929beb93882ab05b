"""Who changed what, when and why: the page of the audit and its CSV."""
