"""The page "Workbook": take the group's file, send it back, see what would change, apply it."""
