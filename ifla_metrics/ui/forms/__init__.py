"""Forms of activities and records: declared fields, one renderer, values read into drafts."""
